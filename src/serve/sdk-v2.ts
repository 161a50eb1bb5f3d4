import { createMcpHandler, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { buildServerV2, sdkV2 as stdio } from './sdk-v2-stdio.ts';
import { handleByFetch } from './fetch-adapter.ts';
import { needsNoStream, respondInJson } from './respond-in-json.ts';
import { asJsonObject, asString } from '../json/narrow.ts';
import { jsonRpcCodes } from '../runtime/json-rpc.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { JsonSchema } from '../json/value.ts';
import type { Principal } from '../runtime/protocol.ts';
import type { HttpHandler, HttpSdk } from './http-sdk.ts';
import type { OnError, ServedApi } from './sdk.ts';

/** `@modelcontextprotocol/server`, which supports 2026-07-28 and the revisions of 2025. */
export const sdkV2: HttpSdk = { ...stdio, createHttpHandler };

function createHttpHandler(api: ServedApi, onerror?: OnError): HttpHandler {
  const reporting = onerror === undefined ? {} : { onerror };
  const mcp = createMcpHandler(({ authInfo }) => buildServerV2(api, principalOf(authInfo)), reporting);
  const end = api.onChange?.(() => {
    mcp.notify.toolsChanged();
    mcp.notify.resourcesChanged();
    mcp.notify.promptsChanged();
  });
  // A server on stdio does not load this package.
  const nodeHandler = import('@modelcontextprotocol/node').then(({ toNodeHandler }) =>
    toNodeHandler(mcp, reporting),
  );
  return {
    async handle(request, response, body, principal) {
      const auth = principal === undefined ? undefined : authInfoOf(principal);
      if (body !== undefined) {
        const schema = calledSchema(api, body, principal);
        if (schema !== undefined && (await refuseHeaders(schema, request, response, body, onerror))) return;
        const options = { parsedBody: body, ...omitUndefined({ authInfo: auth }) };
        const respond = needsNoStream(request.headers, body)
          ? (own: Request) => respondInJson(buildServerV2(api, principal), own, options)
          : (own: Request) => mcp.fetch(own, options);
        return handleByFetch(request, response, body, respond, { onError: onerror });
      }
      if (auth !== undefined) Object.assign(request, { auth });
      // The types of the two requests differ only in whether optional properties may be `undefined`.
      return (await nodeHandler)(request as IncomingMessage & NodeIncomingMessageLike, response, body);
    },
    close: () => {
      end?.();
      return mcp.close();
    },
  };
}

/** Returns the input schema of a custom tool that is called, unless by a client of 2025, which sends no such headers. */
function calledSchema(
  { handlers }: ServedApi,
  body: unknown,
  principal: Principal | undefined,
): JsonSchema | undefined {
  const { method, params } = asJsonObject(body) ?? {};
  if (method !== 'tools/call') return undefined;
  const { name, _meta } = asJsonObject(params) ?? {};
  const schema = handlers.customInputSchema(asString(name) ?? '', principal);
  return asJsonObject(_meta)?.[PROTOCOL_VERSION_META_KEY] === undefined ? undefined : schema;
}

/**
 * Returns true after refusing a call whose headers do not repeat its arguments as the `x-mcp-header` of its schema says. The
 * SDK compares them for its `McpServer` alone.
 */
async function refuseHeaders(
  schema: JsonSchema,
  { headers }: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  onerror: OnError | undefined,
): Promise<boolean> {
  const { findHeaderMismatch, readParamHeaders } = await import('../runtime/param-headers.ts');
  const { id = null, params } = asJsonObject(body) ?? {};
  const headerOf = (name: string): string | undefined => headers[name]?.toString();
  const args = asJsonObject(params)?.['arguments'];
  const mismatch = findHeaderMismatch(readParamHeaders(schema).headers, args, headerOf);
  if (mismatch === undefined) return false;
  const message = `Bad Request: the request headers and body disagree: ${mismatch.body}`;
  onerror?.(new Error(message));
  const error = { code: jsonRpcCodes.headerMismatch, message, data: { mismatch } };
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
  return true;
}

/** Returns the caller for the SDK, without the token, which nothing else needs. */
function authInfoOf(principal: Principal): AuthInfo {
  const { name, scopes } = principal;
  return { token: '', clientId: name, scopes, extra: { principal } };
}

function principalOf(authInfo: AuthInfo | undefined): Principal | undefined {
  const principal = asJsonObject(authInfo?.extra?.['principal']);
  if (authInfo === undefined || principal === undefined) return undefined;
  const { issuer, claims } = principal;
  return omitUndefined({
    name: authInfo.clientId,
    issuer: asString(issuer),
    scopes: authInfo.scopes,
    claims: asJsonObject(claims),
  });
}
