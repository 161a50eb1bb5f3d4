import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { resolveBaseUrl } from '../runtime/request/base-url.ts';
import { createFetch } from '../http/create-fetch.ts';
import { checkSecure, createOAuthFetch } from './oauth-fetch.ts';
import type { allowInsecureRequests, AuthorizationServer, customFetch } from 'oauth4webapi';
import type { Fetch } from '../http/create-fetch.ts';
import type { TokenFormat } from './oauth-fetch.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { ApiDescriptor, OAuthFlow, SecuritySchemeDescriptor } from '../descriptor.ts';

/** A security scheme whose tokens an authorization server issues. */
export type OAuthScheme = Extract<SecuritySchemeDescriptor, { type: 'oauth2' | 'openIdConnect' }>;

/** A security scheme, with the settings that its authorization server is found by. */
interface ServerQuery {
  api: Pick<ApiDescriptor, 'location' | 'servers'>;
  name: string;
  scheme: OAuthScheme;
  settings: { tokenUrl?: string };
  destination: Destination;
  connection: ConnectionOptions;
}

/** The options that decide the base URL of calls. */
export type Destination = Pick<RequestOptions, 'baseUrl' | 'server' | 'serverVariables'>;

/** An endpoint of an authorization server, by the name of its metadata (RFC 8414 §2). */
export type Endpoint = 'authorization_endpoint' | 'token_endpoint' | 'device_authorization_endpoint';

/** The fields of a document that declare the endpoints. */
const fields = {
  authorization_endpoint: 'authorizationUrl',
  token_endpoint: 'tokenUrl',
  device_authorization_endpoint: 'deviceAuthorizationUrl',
} as const;

/** Milliseconds for a response that is read as it is. */
const plainTimeout = 10_000;

const wellKnown = '/.well-known/openid-configuration';

/**
 * Returns the authorization server of a scheme, with its endpoints as the document declares them. It is discovered if a
 * needed endpoint is not declared (OpenID Connect Discovery 1.0 §4, RFC 8414).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function findServer(
  query: ServerQuery,
  flow: OAuthFlow | undefined,
  needed: Endpoint[] = ['token_endpoint'],
): Promise<AuthorizationServer> {
  const { scheme, settings } = query;
  const { tokenUrl } = settings;
  const texts = { ...flow, ...(tokenUrl === undefined ? {} : { tokenUrl }) };
  const url = (endpoint: Endpoint): string => absolute(texts[fields[endpoint]], fields[endpoint], query).href;
  const declared = Object.fromEntries(
    (Object.keys(fields) as Endpoint[])
      .filter((endpoint) => texts[fields[endpoint]] !== undefined)
      .map((endpoint) => [endpoint, url(endpoint)]),
  );
  const missing = needed.find((endpoint) => declared[endpoint] === undefined);
  if (scheme.type === 'openIdConnect')
    return {
      ...(await discover(scheme.url, 'openIdConnectUrl', query)),
      ...declared,
    };
  if (missing !== undefined && scheme.metadataUrl !== undefined)
    return {
      ...(await discover(scheme.metadataUrl, 'oauth2MetadataUrl', query)),
      ...declared,
    };
  // The document does not declare the issuer.
  return { issuer: new URL(url('token_endpoint')).origin, ...declared };
}

async function discover(
  text: string | undefined,
  field: 'openIdConnectUrl' | 'oauth2MetadataUrl',
  query: ServerQuery,
): Promise<AuthorizationServer> {
  const { processDiscoveryResponse } = await import('oauth4webapi');
  const declared = absolute(text, field, query);
  const isIssuer = field === 'openIdConnectUrl' && !declared.pathname.includes('/.well-known/');
  const url = isIssuer ? new URL(`${declared.href.replace(/\/$/, '')}${wellKnown}`) : declared;
  const response = await createOAuthFetch(query.connection)(url.href, {
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

/** Returns the issuer that a metadata URL belongs to (RFC 8414 §3.1, §3.3). Some issuers end in a slash that the URL lacks. */
async function expectedIssuer(url: URL, response: Response): Promise<URL> {
  const body: unknown = await response.clone().json();
  const issuer = typeof body === 'object' && body !== null && 'issuer' in body ? String(body.issuer) : '';
  const isArbitraryUrl = !url.pathname.includes('/.well-known/');
  const expected = url.href.replace(/\/\.well-known\/[^/?#]+/, '').replace(/\/$/, '');
  return isArbitraryUrl || issuer.replace(/\/$/, '') === expected ? new URL(issuer) : new URL(expected);
}

/** Options of requests by `oauth4webapi`. */
interface RequestSettings {
  [allowInsecureRequests]: true;
  [customFetch]: Fetch;
}

/** Returns the options of requests by `oauth4webapi`. The fetch function itself refuses insecure URLs. */
export async function oauthRequestOptions(
  connection: ConnectionOptions,
  certificate?: ClientCertificate,
  format?: TokenFormat,
): Promise<RequestSettings> {
  const oauth = await import('oauth4webapi');
  const fetch = createOAuthFetch(connection, certificate, format);
  return { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: fetch };
}

/** Returns the options of requests whose responses are read as they are: those with an ID token, and revocations. */
export async function plainRequestOptions(
  connection: ConnectionOptions,
  certificate?: ClientCertificate,
): Promise<RequestSettings> {
  const oauth = await import('oauth4webapi');
  const fetch = createFetch(connection, { timeout: plainTimeout, certificate });
  const secureFetch: Fetch = async (url, init) => {
    checkSecure(new URL(url), connection);
    return fetch(url, init);
  };
  return { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: secureFetch };
}

/** Returns the token endpoint, which may be another one for clients with a certificate (RFC 8705 §5). */
export function tokenEndpointFor(
  { mtls_endpoint_aliases: aliases, token_endpoint: endpoint = '' }: AuthorizationServer,
  certificate: ClientCertificate | undefined,
): string {
  return (certificate === undefined ? undefined : aliases?.token_endpoint) ?? endpoint;
}

/**
 * Returns an absolute URL. The base of a relative one is the base URL of calls (OpenAPI 3.1 §4.6.2), with a slash at its
 * end: `token` under `/api/v1` is `/api/v1/token`.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
function absolute(
  text: string | undefined,
  field: string,
  { name, api, settings, destination }: ServerQuery,
): URL {
  const hint = 'Fix the document, or set the variable that ends in _TOKEN_URL.';
  if (text === undefined || text === '')
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${name} has no ${field}`, { hint });
  // A variable holds an absolute URL: one without its scheme would send a secret to the API.
  const isFromVariable = field === 'tokenUrl' && settings.tokenUrl !== undefined;
  const isComplete = URL.canParse(text) || isFromVariable;
  const base = isComplete ? undefined : baseUrlOfCalls(api, destination, `${field} of ${name}`);
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  const subject = isFromVariable ? 'the variable _TOKEN_URL' : field;
  throw new OpenApiMcpError(
    'CREDENTIALS_UNAVAILABLE',
    `${subject} of ${name} is no URL: ${JSON.stringify(text)}`,
    { hint: isFromVariable ? 'Set it to an absolute URL, which begins with https://.' : hint },
  );
}

function baseUrlOfCalls(api: ServerQuery['api'], destination: Destination, what: string): string {
  try {
    const { origin, path, socketPath } = resolveBaseUrl(api, {}, destination);
    if (socketPath !== undefined)
      throw new OpenApiMcpError('SERVER_URL_INVALID', 'calls go to a Unix socket', {
        hint: 'Set the variable that ends in _TOKEN_URL to an absolute URL.',
      });
    return `${origin}${path}/`;
  } catch (cause) {
    if (!isOpenApiMcpError(cause)) throw cause;
    throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${what} is relative, but ${cause.message}`, {
      cause,
      hint: cause.hint,
    });
  }
}
