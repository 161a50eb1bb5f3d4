import { createMcpHandler } from '@modelcontextprotocol/server';
import { buildServerV2, sdkV2 as stdio } from './sdk-v2-stdio.ts';
import type { IncomingMessage } from 'node:http';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Principal } from '../runtime/protocol.ts';
import type { HttpHandler, HttpSdk, OnError, ServedApi } from './sdk.ts';

/** `@modelcontextprotocol/server`, which speaks 2026-07-28 and the revisions of 2025. */
export const sdkV2: HttpSdk = { ...stdio, createHttpHandler };

function createHttpHandler(api: ServedApi, onerror?: OnError): HttpHandler {
  const reporting = onerror === undefined ? {} : { onerror };
  const mcp = createMcpHandler(({ authInfo }) => buildServerV2(api, principalOf(authInfo)), reporting);
  // Standard input and output take nothing of it.
  const answering = import('@modelcontextprotocol/node').then(({ toNodeHandler }) =>
    toNodeHandler(mcp, reporting),
  );
  return {
    async handle(request, response, body, principal) {
      if (principal !== undefined) Object.assign(request, { auth: authInfoOf(principal) });
      // The two types of request differ only in whether optional properties may be `undefined`.
      return (await answering)(request as IncomingMessage & NodeIncomingMessageLike, response, body);
    },
    close: () => mcp.close(),
  };
}

/** The token stays where it was checked: nothing behind it has a use for one. */
function authInfoOf({ name, scopes }: Principal): AuthInfo {
  return { token: '', clientId: name, scopes };
}

function principalOf(authInfo: AuthInfo | undefined): Principal | undefined {
  return authInfo === undefined ? undefined : { name: authInfo.clientId, scopes: authInfo.scopes };
}
