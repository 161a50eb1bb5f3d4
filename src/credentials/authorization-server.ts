import { OpenApiMcpError } from '../errors.ts';
import { createOAuthFetch } from './oauth-fetch.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';
import type { ApiDescriptor, OAuthFlow, SecuritySchemeDescriptor } from '../descriptor.ts';

/** Schemes that tokens are got for. */
export type OAuthScheme = Extract<SecuritySchemeDescriptor, { type: 'oauth2' | 'openIdConnect' }>;

/** A scheme of a document, and what else says where its tokens come from. */
interface Sought {
  api: Pick<ApiDescriptor, 'location'>;
  name: string;
  scheme: OAuthScheme;
  settings: { tokenUrl?: string };
  connection: ConnectionOptions;
}

export type Endpoint = 'authorization_endpoint' | 'token_endpoint' | 'device_authorization_endpoint';

/** Where the document names each. */
const fields = {
  authorization_endpoint: 'authorizationUrl',
  token_endpoint: 'tokenUrl',
  device_authorization_endpoint: 'deviceAuthorizationUrl',
} as const;

const wellKnown = '/.well-known/openid-configuration';

/**
 * The authorization server of a scheme: its endpoints as declared; where one that is needed is not, as discovered
 * (OpenID Connect Discovery 1.0 §4, RFC 8414).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function findServer(
  { api: { location }, name, scheme, settings: { tokenUrl }, connection }: Sought,
  flow: OAuthFlow | undefined,
  needed: Endpoint[] = ['token_endpoint'],
): Promise<AuthorizationServer> {
  const texts = { ...flow, ...(tokenUrl === undefined ? {} : { tokenUrl }) };
  const url = (endpoint: Endpoint): string =>
    absolute(texts[fields[endpoint]], location, `${fields[endpoint]} of ${name}`).href;
  const declared = Object.fromEntries(
    (Object.keys(fields) as Endpoint[])
      .filter((endpoint) => texts[fields[endpoint]] !== undefined)
      .map((endpoint) => [endpoint, url(endpoint)]),
  );
  const missing = needed.find((endpoint) => declared[endpoint] === undefined);
  if (scheme.type === 'openIdConnect')
    return {
      ...(await discover(scheme.url, 'openIdConnectUrl', { location, name, connection })),
      ...declared,
    };
  if (missing !== undefined && scheme.metadataUrl !== undefined)
    return {
      ...(await discover(scheme.metadataUrl, 'oauth2MetadataUrl', { location, name, connection })),
      ...declared,
    };
  // The document does not say who it is.
  return { issuer: new URL(url('token_endpoint')).origin, ...declared };
}

async function discover(
  text: string | undefined,
  field: 'openIdConnectUrl' | 'oauth2MetadataUrl',
  { location, name, connection }: Pick<Sought, 'name' | 'connection'> & { location: string | undefined },
): Promise<AuthorizationServer> {
  const { processDiscoveryResponse } = await import('oauth4webapi');
  const declared = absolute(text, location, `${field} of ${name}`);
  const isIssuer = field === 'openIdConnectUrl' && !declared.pathname.includes('/.well-known/');
  const url = isIssuer ? new URL(`${declared.href.replace(/\/$/, '')}${wellKnown}`) : declared;
  const response = await createOAuthFetch(connection)(url.href, {
    method: 'GET',
    headers: { accept: 'application/json' },
  });
  try {
    return await processDiscoveryResponse(await expectedIssuer(url, response), response);
  } catch (cause) {
    const what = field === 'openIdConnectUrl' ? 'OpenID Connect configuration' : 'OAuth 2.0 metadata';
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${url.origin} does not answer with its ${what}`, {
      cause,
      hint: `Check ${field} in the document.`,
    });
  }
}

/** Whose place it is (RFC 8414 §3.1, §3.3). Some issuers end in a slash that this place does not have. */
async function expectedIssuer(url: URL, response: Response): Promise<URL> {
  const body: unknown = await response.clone().json();
  const issuer = typeof body === 'object' && body !== null && 'issuer' in body ? String(body.issuer) : '';
  const isAnywhere = !url.pathname.includes('/.well-known/');
  const expected = url.href.replace(/\/\.well-known\/[^/?#]+/, '').replace(/\/$/, '');
  return isAnywhere || issuer.replace(/\/$/, '') === expected ? new URL(issuer) : new URL(expected);
}

/** How `oauth4webapi` reaches an authorization server; whether the way is safe is looked at there. */
export async function requestOptions(connection: ConnectionOptions, certificate?: ClientCertificate) {
  const { allowInsecureRequests, customFetch } = await import('oauth4webapi');
  return { [allowInsecureRequests]: true, [customFetch]: createOAuthFetch(connection, certificate) };
}

/** Where tokens are asked for: with a certificate there may be another place for it (RFC 8705 §5). */
export function tokenEndpointOf(
  { mtls_endpoint_aliases: aliases, token_endpoint: endpoint = '' }: AuthorizationServer,
  certificate: ClientCertificate | undefined,
): string {
  return (certificate === undefined ? undefined : aliases?.token_endpoint) ?? endpoint;
}

function absolute(text = '', location: string | undefined, what: string): URL {
  if (text !== '' && URL.canParse(text, location)) {
    const url = new URL(text, location);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  }
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${what} is no URL: ${JSON.stringify(text)}`, {
    hint: 'Mend the document, or set the variable that ends in _TOKEN_URL.',
  });
}
