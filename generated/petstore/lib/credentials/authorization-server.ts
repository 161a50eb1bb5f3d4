import { OpenApiMcpError } from '../errors.ts';
import { createFetch } from './fetch.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { ConnectionOptions } from '../options.ts';
import type { ApiDescriptor, OAuthFlow, SecuritySchemeDescriptor } from '../runtime/types.ts';

/** Schemes that tokens are got for. */
export type OAuthScheme = Extract<SecuritySchemeDescriptor, { type: 'oauth2' | 'openIdConnect' }>;

const wellKnown = '/.well-known/openid-configuration';

/**
 * The authorization server of a scheme: its endpoints as declared, or as discovered (OpenID Connect Discovery 1.0 §4).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function findServer(
  { location }: Pick<ApiDescriptor, 'location'>,
  name: string,
  scheme: OAuthScheme,
  flow: OAuthFlow | undefined,
  connection: ConnectionOptions,
  tokenUrl?: string,
): Promise<AuthorizationServer> {
  if (scheme.type === 'openIdConnect') {
    const url = absolute(scheme.url ?? '', location, `openIdConnectUrl of ${name}`);
    const server = await discover(url, connection);
    return tokenUrl === undefined ? server : { ...server, token_endpoint: tokenUrl };
  }
  const token = absolute(tokenUrl ?? flow?.tokenUrl ?? '', location, `tokenUrl of ${name}`);
  const authorization = flow?.authorizationUrl;
  return {
    // The document does not say who it is.
    issuer: token.origin,
    token_endpoint: token.href,
    ...(authorization === undefined
      ? {}
      : { authorization_endpoint: absolute(authorization, location, `authorizationUrl of ${name}`).href }),
  };
}

async function discover(url: URL, connection: ConnectionOptions): Promise<AuthorizationServer> {
  const { discoveryRequest, processDiscoveryResponse } = await import('oauth4webapi');
  const issuer = new URL(url.href.endsWith(wellKnown) ? url.href.slice(0, -wellKnown.length) : url.href);
  const options = await requestOptions(issuer, connection);
  const response = await discoveryRequest(issuer, { algorithm: 'oidc', ...options });
  try {
    return await processDiscoveryResponse(await expectedIssuer(issuer, response), response);
  } catch (cause) {
    throw new OpenApiMcpError(
      'CREDENTIALS_UNAVAILABLE',
      `${url.origin} does not answer with its OpenID Connect configuration`,
      { cause, hint: 'Check openIdConnectUrl in the document.' },
    );
  }
}

/** Some issuers end in a slash that their URL of discovery does not have. */
async function expectedIssuer(issuer: URL, response: Response): Promise<URL> {
  const body: unknown = await response.clone().json();
  const declared = typeof body === 'object' && body !== null && 'issuer' in body ? String(body.issuer) : '';
  return declared.replace(/\/$/, '') === issuer.href.replace(/\/$/, '') ? new URL(declared) : issuer;
}

/** How `oauth4webapi` reaches an authorization server. */
export async function requestOptions(url: URL, connection: ConnectionOptions) {
  const { allowInsecureRequests, customFetch } = await import('oauth4webapi');
  if (!isPrivate(url, connection))
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${url.origin} is not reached over TLS`, {
      hint: 'Secrets are sent over http: to this machine only; use an https: URL (_TOKEN_URL), or pass --insecure.',
    });
  return { [allowInsecureRequests]: true, [customFetch]: createFetch(connection) };
}

/** Whether nobody on the way can read what is sent (RFC 6749 §3.2). */
function isPrivate({ protocol, hostname }: URL, { insecure = false }: ConnectionOptions): boolean {
  return protocol === 'https:' || insecure || /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname);
}

function absolute(text: string, location: string | undefined, what: string): URL {
  if (text !== '' && URL.canParse(text, location)) {
    const url = new URL(text, location);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  }
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${what} is no URL: ${JSON.stringify(text)}`, {
    hint: 'Mend the document, or set the variable that ends in _TOKEN_URL.',
  });
}
