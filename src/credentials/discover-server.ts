import { messageOf, OpenApiMcpError } from '../errors.ts';
import { toOneLine } from '../json/one-line.ts';
import { oauthRequestOptions } from './authorization-server.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { ConnectionOptions } from '../http/connection-options.ts';

/**
 * Discovers an authorization server with its token endpoint (RFC 8414 §3, OpenID Connect Discovery 1.0 §4).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE with this hint
 */
export async function discoverServer(
  issuer: string,
  connection: ConnectionOptions,
  hint: string,
): Promise<AuthorizationServer> {
  const { discoveryRequest, processDiscoveryResponse } = await import('oauth4webapi');
  const options = await oauthRequestOptions(connection);
  const reasons: string[] = [];
  for (const algorithm of ['oauth2', 'oidc'] as const) {
    try {
      const response = await discoveryRequest(new URL(issuer), { ...options, algorithm });
      const found = await processDiscoveryResponse(new URL(issuer), response);
      if (found.token_endpoint !== undefined) return found;
      reasons.push('it names no token endpoint');
    } catch (error) {
      reasons.push(toOneLine(messageOf(error)));
    }
  }
  throw new OpenApiMcpError(
    'CREDENTIALS_UNAVAILABLE',
    `${issuer} does not answer with its metadata: ${[...new Set(reasons)].join('; ')}`,
    { hint },
  );
}
