import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { createRedactor } from '../runtime/security/redact.ts';
import { requestOptions } from './authorization-server.ts';
import { renewalOf } from './token-cache.ts';
import type { AuthorizationServer, Client, ClientAuth, TokenEndpointResponse } from 'oauth4webapi';
import type { Token } from './token-cache.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';

/** Who asks for tokens (RFC 6749 §2). */
export interface OAuthClient {
  id: string;
  /** Absent for public clients, and for those that a certificate stands for. */
  secret?: string;
  /** Shown where tokens are asked for (RFC 8705 §2, §3). */
  certificate?: ClientCertificate;
  /** Sent with every request besides, `audience` for instance. */
  parameters: Record<string, string>;
}

/** What is shown in exchange for a token (RFC 6749 §4, §6; RFC 8628 §3.4). */
export type Grant =
  | { type: 'client_credentials' }
  | { type: 'password'; username: string; password: string }
  | { type: 'refresh_token'; token: string }
  | { type: 'authorization_code'; answer: URLSearchParams; redirectUri: string; verifier: string }
  | { type: 'device_code'; code: string };

/** What helps, by the standard's error code (RFC 6749 §5.2); `''` for all others. */
export type Hints = Record<string, string>;

/** What an authorization server gave. */
export interface AccessToken extends Token {
  /** For the next one. */
  refreshToken?: string;
}

/**
 * Asks for a token.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function requestToken(
  server: AuthorizationServer,
  client: OAuthClient,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
  hints: Hints,
): Promise<AccessToken> {
  try {
    return await exchange(server, client, grant, scopes, connection);
  } catch (error) {
    throw explainRefusal(error, server, { ...client.parameters, ...grant, secret: client.secret }, hints);
  }
}

/** A grant for a token; what it throws is as `oauth4webapi` says it, and may hold secrets. */
export async function exchange(
  server: AuthorizationServer,
  client: OAuthClient,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
): Promise<AccessToken> {
  return toToken(
    await asClient(server, client, (way) => send(server, client, way, grant, scopes, connection)),
  );
}

/** Where nothing says how the client is to show its secret, both ways are tried (RFC 6749 §2.3.1). */
export async function asClient<Answer>(
  { token_endpoint_auth_methods_supported: known }: AuthorizationServer,
  { secret }: OAuthClient,
  ask: (way: ClientAuth) => Promise<Answer>,
): Promise<Answer> {
  const { ClientSecretBasic, ClientSecretPost, None, ResponseBodyError } = await import('oauth4webapi');
  // Whom a certificate stands for says its name alone, as public clients do (RFC 8705 §2).
  if (secret === undefined) return ask(None());
  if (known !== undefined)
    return ask(known.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret));
  try {
    return await ask(ClientSecretBasic(secret));
  } catch (error) {
    if (!(error instanceof ResponseBodyError) || error.error !== 'invalid_client') throw error;
    return ask(ClientSecretPost(secret));
  }
}

/** The client as `oauth4webapi` knows it. */
export function clientOf({ id, certificate }: OAuthClient): Client {
  return { client_id: id, use_mtls_endpoint_aliases: certificate !== undefined };
}

async function send(
  server: AuthorizationServer,
  owner: OAuthClient,
  way: ClientAuth,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
): Promise<TokenEndpointResponse> {
  const oauth = await import('oauth4webapi');
  const client = clientOf(owner);
  const { parameters } = owner;
  const options = await requestOptions(connection, owner.certificate);
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

/** What went wrong, without the texts that were sent. */
export function explainRefusal(
  error: unknown,
  { token_endpoint: endpoint, issuer }: AuthorizationServer,
  sent: Record<string, unknown>,
  hints: Hints,
): OpenApiMcpError {
  if (isOpenApiMcpError(error)) return error;
  const secrets = Object.values(sent).filter((value) => typeof value === 'string');
  const code = refusalOf(error, 'error');
  const description = refusalOf(error, 'error_description');
  const reason =
    code === undefined ? messageOf(error) : description === undefined ? code : `${code} (${description})`;
  const { origin } = new URL(endpoint ?? issuer);
  const verb = code === undefined ? 'did not answer with a token' : 'refused to give a token';
  const message = `${origin} ${verb}: ${createRedactor({ values: secrets, parameters: [] }).text(reason.slice(0, 500))}`;
  const hint = hints[code ?? ''] ?? hints[''];
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, hint === undefined ? {} : { hint });
}

/** What an authorization server says for itself (RFC 6749 §5.2). */
export function refusalOf(error: unknown, field: 'error' | 'error_description'): string | undefined {
  const value: unknown =
    typeof error === 'object' && error !== null && field in error ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}
