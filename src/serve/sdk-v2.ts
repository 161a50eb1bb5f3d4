import { createMcpHandler } from '@modelcontextprotocol/server';
import { buildServerV2, sdkV2 as stdio } from './sdk-v2-stdio.ts';
import { handleByFetch } from './fetch-adapter.ts';
import { asJsonObject, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { IncomingMessage } from 'node:http';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { AuthInfo } from '@modelcontextprotocol/server';
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
        const options = { parsedBody: body, ...omitUndefined({ authInfo: auth }) };
        return handleByFetch(request, response, body, (own) => mcp.fetch(own, options), onerror);
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
