import { isOpenApiMcpError } from '../errors.ts';
import { originOf } from '../http/unix-url.ts';
import { resolveBaseUrl } from '../runtime/request/base-url.ts';
import { findServer, tokenEndpointFor } from './authorization-server.ts';
import { refreshFlow } from './oauth-source.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Destination } from './authorization-server.ts';
import type { OAuthSource } from './oauth-source.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

/** Returns the endpoint that refreshes the tokens. */
export async function refreshEndpoint(
  source: OAuthSource,
  flow: OAuthFlow | undefined,
  server: AuthorizationServer,
): Promise<string> {
  if (flow?.refreshUrl === undefined) return tokenEndpointFor(server, source.certificate);
  return tokenEndpointFor(await findServer(source, refreshFlow(flow)), source.certificate);
}

/** Returns the scopes that the operations require, and those for a refresh token (OpenID Connect Core 1.0 §3.1.2.1, §11). */
export function scopesOf(
  { api, name, scheme }: OAuthSource,
  flow: OAuthFlow | undefined,
  server: AuthorizationServer,
): string[] {
  const known = flow?.scopes ?? server.scopes_supported ?? [];
  const asked = api.operations.flatMap(({ security = [] }) =>
    security.flatMap((requirement) => requirement[name] ?? []),
  );
  return [
    ...new Set([
      ...(scheme.type === 'openIdConnect' ? ['openid'] : []),
      ...(known.includes('offline_access') ? ['offline_access'] : []),
      ...asked,
    ]),
  ];
}

/** Returns the origins of the servers of the document, and of the base URL. */
export function originsOf(api: ApiDescriptor, options: Destination): string[] {
  const declared = [...api.servers, ...api.operations.flatMap(({ servers = [] }) => servers)];
  const chosen = options.baseUrl === undefined ? [] : [originOf(options.baseUrl)];
  const origins = (declared.length === 0 ? [{ url: '/' }] : declared).flatMap((server) => {
    try {
      const { serverVariables = {} } = options;
      return resolveBaseUrl({ ...api, servers: [server] }, {}, { serverVariables }).origin;
    } catch (error) {
      // A server whose variable has no value receives no requests.
      if (isOpenApiMcpError(error)) return [];
      throw error;
    }
  });
  return [...new Set([...chosen, ...origins])];
}
