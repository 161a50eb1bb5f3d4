import { declaredFlows } from '../runtime/security/oauth-variables.ts';
import { findServer, plainRequestOptions } from './authorization-server.ts';
import { discoverServer } from './discover-server.ts';
import { clientOf } from './oauth-source.ts';
import { toClientMetadata, withClientAuthentication } from './request-token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthSource } from './oauth-source.ts';
import type { AccessToken } from './request-token.ts';

/** Tokens, with the client and the server that they are of. */
export interface IssuedTokens extends AccessToken {
  clientId: string;
  tokenEndpoint: string;
}

/**
 * Revokes tokens at their authorization server (RFC 7009). Returns false if the server offers that nowhere, or does not
 * confirm it.
 */
export async function revokeTokens(source: OAuthSource, tokens: IssuedTokens): Promise<boolean> {
  try {
    const server = await findRevocation(source, tokens.tokenEndpoint);
    if (server === undefined) return false;
    const client = clientOf(source, tokens.clientId);
    // A server that revokes a refresh token also ends the access tokens of its grant (RFC 7009 §2.1).
    const { refreshToken, value } = tokens;
    const sent = refreshToken === undefined ? [value] : [refreshToken, value];
    for (const token of sent) if (!(await revoke(server, source, client, token))) return false;
    return true;
  } catch {
    return false;
  }
}

async function revoke(
  server: AuthorizationServer,
  source: OAuthSource,
  client: ReturnType<typeof clientOf>,
  token: string,
): Promise<boolean> {
  const { revocationRequest } = await import('oauth4webapi');
  const options = await plainRequestOptions(source.connection, source.certificate);
  const response = await withClientAuthentication(server, client, (authentication) =>
    revocationRequest(server, toClientMetadata(client), authentication, token, options),
  );
  return response.ok;
}

/** Returns the server with its revocation endpoint, if it names one. Documents do not declare it. */
async function findRevocation(
  source: OAuthSource,
  tokenEndpoint: string,
): Promise<AuthorizationServer | undefined> {
  const flow = declaredFlows(source.scheme)?.authorizationCode;
  const { origin } = new URL(tokenEndpoint);
  const candidates = [() => findServer(source, flow), () => discoverServer(origin, source.connection, '')];
  for (const candidate of candidates) {
    const server = await candidate().catch(() => undefined);
    // The tokens are told to the server that issued them only.
    if (server?.revocation_endpoint !== undefined && server.token_endpoint === tokenEndpoint) return server;
  }
  return undefined;
}
