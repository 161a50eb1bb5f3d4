import { createMcpHandler } from '@modelcontextprotocol/server';
import { buildServerV2, sdkV2 as stdio } from './sdk-v2-stdio.ts';
import { asJsonObject } from '../json/narrow.ts';
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
  // A server on stdio does not load this package.
  const nodeHandler = import('@modelcontextprotocol/node').then(({ toNodeHandler }) =>
    toNodeHandler(mcp, reporting),
  );
  return {
    async handle(request, response, body, principal) {
      if (principal !== undefined) Object.assign(request, { auth: authInfoOf(principal) });
      // The types of the two requests differ only in whether optional properties may be `undefined`.
      return (await nodeHandler)(request as IncomingMessage & NodeIncomingMessageLike, response, body);
    },
    close: () => mcp.close(),
  };
}

/** Returns the caller for the SDK, without the token, which nothing else needs. */
function authInfoOf({ name, scopes, claims }: Principal): AuthInfo {
  return { token: '', clientId: name, scopes, ...(claims === undefined ? {} : { extra: { claims } }) };
}

function principalOf(authInfo: AuthInfo | undefined): Principal | undefined {
  if (authInfo === undefined) return undefined;
  const claims = asJsonObject(authInfo.extra?.['claims']);
  return { name: authInfo.clientId, scopes: authInfo.scopes, ...(claims === undefined ? {} : { claims }) };
}
