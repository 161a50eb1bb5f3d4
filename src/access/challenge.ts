import type { TokenRefusal } from './token-verifier.ts';

/** Path of the metadata, before the path of the resource (RFC 9728 §3.1). */
const metadataPath = '/.well-known/oauth-protected-resource';

/** Returns true for the path of the metadata. Behind a proxy the endpoint may have any path. */
export function isMetadataPath(path: string): boolean {
  return path === metadataPath || path.startsWith(`${metadataPath}/`);
}

/** Returns the URL of the metadata of a resource. */
export function metadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${metadataPath}${pathname === '/' ? '' : pathname}`;
}

/** Returns the metadata, which tells clients where to get a token for this server (RFC 9728 §2). */
export function resourceMetadata(
  resource: string,
  title: string,
  issuers: string[],
  scopes: string[],
): Record<string, unknown> {
  return {
    resource,
    ...(issuers.length === 0 ? {} : { authorization_servers: issuers }),
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    resource_name: title,
  };
}

/** Returns the WWW-Authenticate header of a refusal (RFC 6750 §3, RFC 9728 §5.1). */
export function challenge({ error, description }: TokenRefusal, resource: string, scopes: string[]): string {
  const parameters = {
    ...(error === undefined ? {} : { error, error_description: description }),
    resource_metadata: metadataUrl(resource),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  };
  const written = Object.entries(parameters).map(
    ([name, value]) => `${name}="${value.replaceAll(/["\\]/g, '')}"`,
  );
  return `Bearer ${written.join(', ')}`;
}
