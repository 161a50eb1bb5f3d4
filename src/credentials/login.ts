import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import { resolveBaseUrl } from '../runtime/request/server-url.ts';
import { findServer } from './authorization-server.ts';
import { callbackPath, listenForCallback } from './callback.ts';
import { oauthSources } from './oauth.ts';
import { requestToken } from './token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { Callback } from './callback.ts';
import type { OAuthSource } from './oauth.ts';
import type { StoredLogin } from './token-file.ts';
import type { AccessToken, OAuthClient } from './token.ts';
import type { LoginOptions } from '../options.ts';
import type { ApiDescriptor, OAuthFlow } from '../runtime/types.ts';

/** A login that succeeded. */
export interface LoggedIn {
  scheme: string;
  /** The file that its tokens are kept in. */
  path: string;
  /** Where they may be sent. */
  origins: string[];
  /** Whether it outlasts the first access token. */
  isRenewable: boolean;
}

/**
 * Logs a person in with the browser, and keeps the tokens: the authorization code grant (RFC 6749 §4.1) with PKCE
 * (RFC 7636) and a redirect to a port of this machine (RFC 8252 §7.3).
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE, CREDENTIALS_UNAVAILABLE
 */
export async function login(api: ApiDescriptor, options: LoginOptions): Promise<LoggedIn> {
  const source = chooseSource(api, options);
  const { name, scheme, settings, file, connection } = source;
  const flow = scheme.type === 'oauth2' ? scheme.flows.authorizationCode : undefined;
  const client = clientOf(source, options.clientId);
  const server = await findServer(api, name, scheme, flow, connection, settings.tokenUrl);
  const origins = originsOf(api, options);
  if (origins.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', 'there is no server that the tokens could be sent to', {
      hint: 'Pass --base-url, or --server-var, as for serve.',
    });
  const callback = await listenForCallback(options.port ?? 0);
  try {
    const token = await authorize({ source, flow, client, server, callback, options });
    const stored: StoredLogin = {
      ...token,
      clientId: client.id,
      tokenEndpoint: server.token_endpoint ?? '',
      origins,
    };
    await file.alone(() => file.write(stored));
    const isRenewable = token.refreshToken !== undefined;
    callback.finish(`You are logged in to ${api.title}. This window can be closed.`);
    return { scheme: name, path: file.path, origins, isRenewable };
  } catch (error) {
    callback.finish(`That failed: ${messageOf(error)}`);
    throw error;
  } finally {
    await callback.close();
  }
}

function chooseSource(api: ApiDescriptor, options: LoginOptions): OAuthSource {
  const sources = oauthSources(api, options.environment ?? {}, options).filter(({ scheme }) =>
    scheme.type === 'oauth2' ? scheme.flows.authorizationCode !== undefined : scheme.url !== undefined,
  );
  const names = sources.map(({ name }) => name).join(', ');
  const [first, second] = sources;
  const chosen = options.scheme === undefined ? first : sources.find(({ name }) => name === options.scheme);
  if (first === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `${api.title} has no security scheme that a person logs in with`,
      {
        hint: 'inspect lists its schemes, and what each takes.',
      },
    );
  if (chosen === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `nobody can log in with ${options.scheme}`, {
      hint: `Pass --scheme with one of: ${names}.`,
    });
  if (options.scheme === undefined && second !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${api.title} has several schemes to log in with`, {
      hint: `Pass --scheme with one of: ${names}.`,
    });
  return chosen;
}

function clientOf({ settings }: OAuthSource, id: string | undefined): OAuthClient {
  const { client, prefix } = settings;
  if (id !== undefined) return client?.id === id ? client : { id, parameters: {} };
  if (client !== undefined) return client;
  throw new OpenApiMcpError('OPTION_INVALID', 'the authorization server must know who asks', {
    hint: `Register a client there with the redirect URI http://127.0.0.1${callbackPath}, and set ${prefix}_CLIENT_ID or pass --client-id.`,
  });
}

interface Attempt {
  source: OAuthSource;
  flow: OAuthFlow | undefined;
  client: OAuthClient;
  server: AuthorizationServer;
  callback: Callback;
  options: LoginOptions;
}

async function authorize({ source, flow, client, server, callback, options }: Attempt): Promise<AccessToken> {
  const oauth = await import('oauth4webapi');
  const { name, scheme, api, settings, connection } = source;
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const scopes = settings.scopes ?? scopesOf(source, flow, server);
  const url = new URL(authorizationUrl(server, name));
  const query = {
    ...client.parameters,
    client_id: client.id,
    redirect_uri: callback.url,
    response_type: 'code',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    // OpenID Connect Core 1.0 §11
    ...(scopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  };
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  options.onUrl(url.href);
  const parameters = await callback.answer(state, options.signal);
  // Who the server is says its discovery alone.
  if (scheme.type === 'oauth2') parameters.delete('iss');
  const answer = readAnswer(() =>
    oauth.validateAuthResponse(server, { client_id: client.id }, parameters, state),
  );
  const grant = { type: 'authorization_code', answer, redirectUri: callback.url, verifier } as const;
  return requestToken(server, client, grant, scopes, connection, {
    invalid_client: `Check ${settings.prefix}_CLIENT_ID and ${settings.prefix}_CLIENT_SECRET.`,
    '': `Log in again; ${api.title} may want a client secret in ${settings.prefix}_CLIENT_SECRET.`,
  });
}

function readAnswer(read: () => URLSearchParams): URLSearchParams {
  try {
    return read();
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'error' in cause ? String(cause.error) : '';
    const description =
      typeof cause === 'object' && cause !== null && 'error_description' in cause && cause.error_description
        ? ` (${String(cause.error_description)})`
        : '';
    const reason = (code === '' ? messageOf(cause) : `${code}${description}`).slice(0, 500);
    throw new OpenApiMcpError(
      'CREDENTIALS_UNAVAILABLE',
      `the authorization server refused the login: ${reason}`,
      {
        cause,
        hint:
          code === 'invalid_scope'
            ? 'Set the variable that ends in _SCOPES to scopes that this client may have.'
            : 'Log in again, and agree to what is asked.',
      },
    );
  }
}

function authorizationUrl(
  { authorization_endpoint: url = '', issuer }: AuthorizationServer,
  name: string,
): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `${issuer} has no page to log in at`, {
    hint: `Mend authorizationUrl of ${name} in the document.`,
  });
}

/** Whatever the operations ask for, and what lets the login last (OpenID Connect Core 1.0 §3.1.2.1, §11). */
function scopesOf(
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

/** Every place that the document, or who runs this, sends requests to. */
function originsOf(api: ApiDescriptor, options: LoginOptions): string[] {
  const declared = [...api.servers, ...api.operations.flatMap(({ servers = [] }) => servers)];
  const chosen = options.baseUrl === undefined ? [] : [new URL(options.baseUrl).origin];
  const origins = (declared.length === 0 ? [{ url: '/' }] : declared).flatMap((server) => {
    try {
      const { serverVariables = {} } = options;
      return resolveBaseUrl({ ...api, servers: [server] }, {}, { serverVariables }).origin;
    } catch (error) {
      // A server that needs a value for a variable is none that requests go to yet.
      if (isOpenApiMcpError(error)) return [];
      throw error;
    }
  });
  return [...new Set([...chosen, ...origins])];
}
