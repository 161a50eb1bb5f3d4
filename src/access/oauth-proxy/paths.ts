/** Paths of the authorization server, below the folder of the MCP endpoint. */
export const proxyPaths = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revoke',
  /** Asks the person for consent. The id of the request follows. */
  consent: '/oauth/consent',
  /** Receives the person from the identity provider. */
  callback: '/oauth/callback',
} as const;

const metadataPath = '/.well-known/oauth-authorization-server';

/** Returns true for the path of the metadata. Behind a proxy the path of the issuer follows (RFC 8414 §3.1). */
export function isServerMetadataPath(path: string): boolean {
  return path === metadataPath || path.startsWith(`${metadataPath}/`);
}

/** Returns true for a path of the authorization server. */
export function isProxyPath(path: string): boolean {
  return path.startsWith('/oauth/') || isServerMetadataPath(path);
}

/** Returns the issuer: the folder of the MCP endpoint. */
export function issuerOf(resource: string): string {
  return new URL('.', resource).href.replace(/\/$/, '');
}
