import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { createRedactor } from '../runtime/security/redact.ts';
import { requestOptions } from './authorization-server.ts';
import { renewalOf } from './cache.ts';
import type { AuthorizationServer, Client, ClientAuth, TokenEndpointResponse } from 'oauth4webapi';
import type { Token } from './cache.ts';
import type { ConnectionOptions } from '../options.ts';

/** Who asks for tokens (RFC 6749 §2). */
export interface OAuthClient {
  id: string;
  /** Absent for public clients. */
  secret?: string;
  /** Sent with every request besides, `audience` for instance. */
  parameters: Record<string, string>;
}

/** What is shown of a token in exchange (RFC 6749 §4, §6). */
export type Grant =
  | { type: 'client_credentials' }
  | { type: 'password'; username: string; password: string }
  | { type: 'refresh_token'; token: string }
  | { type: 'authorization_code'; answer: URLSearchParams; redirectUri: string; verifier: string };

/** What an authorization server gave. */
export interface AccessToken extends Token {
  /** For the next one. */
  refreshToken?: string;
}

/**
 * Asks for a token. Where nothing says how the client is to show its secret, both ways are tried (RFC 6749 §2.3.1).
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function requestToken(
  server: AuthorizationServer,
  client: OAuthClient,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
  /** By the standard's error code (RFC 6749 §5.2); `''` for all others. */
  hints: Record<string, string>,
): Promise<AccessToken> {
  const { ClientSecretBasic, ClientSecretPost, None, ResponseBodyError } = await import('oauth4webapi');
  const { secret } = client;
  const known = server.token_endpoint_auth_methods_supported;
  const ways: ClientAuth[] =
    secret === undefined
      ? [None()]
      : [
          ...(known === undefined || known.includes('client_secret_basic')
            ? [ClientSecretBasic(secret)]
            : []),
          ...(known === undefined || !known.includes('client_secret_basic')
            ? [ClientSecretPost(secret)]
            : []),
        ];
  for (const [index, way] of ways.entries()) {
    try {
      return toToken(await send(server, client, way, grant, scopes, connection));
    } catch (error) {
      const isRefused = error instanceof ResponseBodyError && error.error === 'invalid_client';
      if (!isRefused || index === ways.length - 1) throw explain(error, server, client, grant, hints);
    }
  }
  throw new TypeError('a client has one way at least');
}

async function send(
  server: AuthorizationServer,
  { id, parameters }: OAuthClient,
  way: ClientAuth,
  grant: Grant,
  scopes: string[],
  connection: ConnectionOptions,
): Promise<TokenEndpointResponse> {
  const oauth = await import('oauth4webapi');
  const client: Client = { client_id: id };
  const options = await requestOptions(new URL(server.token_endpoint ?? server.issuer), connection);
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

/** What went wrong, without what was sent. */
function explain(
  error: unknown,
  { token_endpoint: endpoint = '' }: AuthorizationServer,
  client: OAuthClient,
  grant: Grant,
  hints: Record<string, string>,
): OpenApiMcpError {
  if (isOpenApiMcpError(error)) return error;
  const secrets = Object.values({ ...client.parameters, ...grant, secret: client.secret }).filter(
    (value) => typeof value === 'string',
  );
  const code = refusalOf(error, 'error');
  const description = refusalOf(error, 'error_description');
  const reason =
    code === undefined ? messageOf(error) : description === undefined ? code : `${code} (${description})`;
  const { origin } = new URL(endpoint);
  const verb = code === undefined ? 'did not answer with a token' : 'refused to give a token';
  const message = `${origin} ${verb}: ${createRedactor({ values: secrets, parameters: [] }).text(reason.slice(0, 500))}`;
  const hint = hints[code ?? ''] ?? hints[''];
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', message, hint === undefined ? {} : { hint });
}

function refusalOf(error: unknown, field: 'error' | 'error_description'): string | undefined {
  const value: unknown =
    typeof error === 'object' && error !== null && field in error ? Reflect.get(error, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}
