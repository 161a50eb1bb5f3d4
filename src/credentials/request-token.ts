import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { createRedactor } from '../runtime/security/redact.ts';
import { oauthRequestOptions } from './authorization-server.ts';
import { toOneLine } from '../json/one-line.ts';
import { truncate } from '../json/truncate.ts';
import { renewalOf } from './token-cache.ts';
import type { AuthorizationServer, Client, ClientAuth, TokenEndpointResponse } from 'oauth4webapi';
import type { TokenFormat } from './oauth-fetch.ts';
import type { Token } from './token-cache.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Most characters of each text that an authorization server explains an error with. */
const maximumReason = 500;

/** A client of an authorization server, which may be nameless for a password grant (RFC 6749 §2, §4.3.2). */
export interface TokenClient {
  id?: string;
  /** Absent for public clients, and for clients that a certificate authenticates. */
  secret?: string;
  /** The client certificate at the token endpoint (RFC 8705 §2, §3). */
  certificate?: ClientCertificate;
  /** Further parameters of every request, for instance `audience`. */
  parameters: Record<string, string>;
  /** Token requests are forms by default. */
  format?: TokenFormat;
}

/** A client with a name. */
export type OAuthClient = TokenClient & { id: string };

/** A grant that is exchanged for a token (RFC 6749 §4, §6; RFC 8628 §3.4). */
export type Grant =
  | { type: 'client_credentials' }
  | { type: 'password'; username: string; password: string }
  | { type: 'refresh_token'; token: string }
  | { type: 'authorization_code'; answer: URLSearchParams; redirectUri: string; verifier: string }
  | { type: 'device_code'; code: string }
  | ExchangeGrant;

/** The exchange of a token for another one (RFC 8693, RFC 7523 §2.1). */
export interface ExchangeGrant {
  type: `urn:ietf:params:oauth:grant-type:${'token-exchange' | 'jwt-bearer'}`;
  /** The token, which is redacted in errors. */
  token: string;
  fields: Record<string, string>;
}

/** Hints by the error code of the standard (RFC 6749 §5.2); `''` is for all other errors. */
export type Hints = Record<string, string>;

/** An access token with its refresh token. */
export interface AccessToken extends Token {
  refreshToken?: string;
}

/**
 * Requests a token.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function requestToken(
  server: AuthorizationServer,
  client: TokenClient,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
  hints: Hints,
): Promise<AccessToken> {
  try {
    return await exchangeGrant(server, client, grant, scopes, connection);
  } catch (error) {
    const { type: _, ...secrets } = grant;
    throw tokenError(error, server, { ...client.parameters, ...secrets, secret: client.secret }, hints);
  }
}

/** Exchanges a grant for a token. Throws the errors of `oauth4webapi`, which may contain secrets. */
export async function exchangeGrant(
  server: AuthorizationServer,
  client: TokenClient,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
): Promise<AccessToken> {
  return toToken(
    await withClientAuthentication(server, client, (way) =>
      send(server, client, way, grant, scopes, connection),
    ),
  );
}

/**
 * Sends a request with the authentication that the server supports. Tries both methods for the secret if the server
 * does not declare them (RFC 6749 §2.3.1).
 */
export async function withClientAuthentication<Result>(
  { token_endpoint_auth_methods_supported: known }: AuthorizationServer,
  { id, secret, format }: TokenClient,
  request: (authentication: ClientAuth) => Promise<Result>,
): Promise<Result> {
  const { ClientSecretBasic, ClientSecretPost, None, ResponseBodyError } = await import('oauth4webapi');
  if (id === undefined) return request(() => undefined);
  // A client with a certificate sends only its ID, as public clients do (RFC 8705 §2).
  if (secret === undefined) return request(None());
  if (format === 'json') return request(ClientSecretPost(secret));
  if (known !== undefined)
    return request(
      known.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret),
    );
  try {
    return await request(ClientSecretBasic(secret));
  } catch (error) {
    if (!(error instanceof ResponseBodyError) || !/^(?:invalid_client|4\d\d)$/.test(error.error)) throw error;
    return request(ClientSecretPost(secret));
  }
}

/** Returns the client in the form of `oauth4webapi`, which requires an ID even if none is sent. */
export function toClientMetadata({ id = 'none', certificate }: TokenClient): Client {
  return { client_id: id, use_mtls_endpoint_aliases: certificate !== undefined };
}

async function send(
  server: AuthorizationServer,
  owner: TokenClient,
  way: ClientAuth,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
): Promise<TokenEndpointResponse> {
  const oauth = await import('oauth4webapi');
  const client = toClientMetadata(owner);
  const { parameters } = owner;
  const options = await oauthRequestOptions(connection, owner.certificate, owner.format);
  if (grant.type === 'authorization_code') {
    const { answer, redirectUri, verifier } = grant;
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      way,
      answer,
      redirectUri,
      verifier,
      { ...options, additionalParameters: parameters },
    );
    return oauth.processAuthorizationCodeResponse(server, client, response);
  }
  if (grant.type === 'device_code') {
    const response = await oauth.deviceCodeGrantRequest(server, client, way, grant.code, {
      ...options,
      additionalParameters: parameters,
    });
    return oauth.processDeviceCodeResponse(server, client, response);
  }
  const fields = {
    ...parameters,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...('fields' in grant ? grant.fields : {}),
    ...(grant.type === 'password' ? { username: grant.username, password: grant.password } : {}),
    ...(grant.type === 'refresh_token' ? { refresh_token: grant.token } : {}),
  };
  const response = await oauth.genericTokenEndpointRequest(server, client, way, grant.type, fields, options);
  return oauth.processGenericTokenEndpointResponse(server, client, response);
}

function toToken({
  access_token: value,
  expires_in: seconds,
  refresh_token: refreshToken,
}: TokenEndpointResponse): AccessToken {
  return {
    value,
    ...(seconds === undefined ? {} : { renewal: renewalOf(seconds) }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}

/** Returns the error of a token request, without the secrets that were sent. */
export function tokenError(
  error: unknown,
  { token_endpoint: endpoint, issuer }: AuthorizationServer,
  sent: Record<string, unknown>,
  hints: Hints,
): OpenApiMcpError {
  if (isOpenApiMcpError(error)) return error;
  const secrets = Object.values(sent).filter((value) => typeof value === 'string');
  const code = errorField(error, 'error');
  const description = errorField(error, 'error_description');
  // A status is the code of an error in another form than that of the standard.
  const isStandard = code !== undefined && !/^\d{3}$/.test(code);
  const name = isStandard ? code : `status ${code}`;
  // A secret that is cut in two would not be recognised.
  const redactor = createRedactor({ values: secrets, parameters: [] });
  const shown = (text: string): string => truncate(toOneLine(redactor.text(text)), maximumReason);
  const reason =
    code === undefined
      ? shown(messageOf(error))
      : description === undefined
        ? shown(name)
        : `${shown(name)} (${shown(description)})`;
  const { origin } = new URL(endpoint ?? issuer);
  const verb = isStandard ? 'refused to give a token' : 'did not answer with a token';
  const message = `${origin} ${verb}: ${reason}`;
  const hint = hints[code ?? ''] ?? hints[''];
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, hint === undefined ? {} : { hint });
}

/** Returns a field of the error response of an authorization server (RFC 6749 §5.2). */
export function errorField(error: unknown, field: 'error' | 'error_description'): string | undefined {
  const value: unknown =
    typeof error === 'object' && error !== null && field in error ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}
