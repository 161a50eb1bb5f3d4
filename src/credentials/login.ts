import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { resolveBaseUrl } from '../runtime/request/base-url.ts';
import { declaredFlows } from '../runtime/security/credential-variables.ts';
import { findServer, tokenEndpointOf } from './authorization-server.ts';
import { logInWithBrowser } from './browser-login.ts';
import { callbackPath } from './callback-server.ts';
import { logInWithCode } from './device-login.ts';
import { readEnvironment } from './environment.ts';
import { oauthSources, refreshFlow } from './oauth-credential.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthSource } from './oauth-credential.ts';
import type { AccessToken, OAuthClient } from './request-token.ts';
import type { LoginOptions } from './credential-options.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

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
 * Logs a person in with the browser of this machine, or with a code on any device, and keeps the tokens.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE, CREDENTIALS_UNAVAILABLE
 */
export async function login(api: ApiDescriptor, options: LoginOptions): Promise<LoggedIn> {
  const source = chooseSource(api, options);
  const { name, settings, file } = source;
  const client = clientOf(source, options.clientId);
  const { flow, server, isByCode } = await chooseWay(source, options);
  const origins = originsOf(api, options);
  if (origins.length === 0)
    throw new OpenApiMcpError('OPTION_INVALID', 'there is no server that the tokens could be sent to', {
      hint: 'Pass --base-url, or --server-var, as for serve.',
    });
  const tokenEndpoint = await refreshEndpoint(source, flow, server);
  let isRenewable = false;

  async function keep(token: AccessToken): Promise<void> {
    await file.alone(() => file.write({ ...token, clientId: client.id, tokenEndpoint, origins }));
    isRenewable = token.refreshToken !== undefined;
  }

  const scopes = settings.scopes ?? scopesOf(source, flow, server);
  const attempt = { source, client, server, scopes, options };
  if (isByCode) await keep(await logInWithCode(attempt));
  else await logInWithBrowser(attempt, keep);
  return { scheme: name, path: file.path, origins, isRenewable };
}

/** The browser, where it can be: it is quicker, and nobody can talk a person into typing in a code of theirs. */
async function chooseWay(
  source: OAuthSource,
  { device = false }: LoginOptions,
): Promise<{ flow: OAuthFlow | undefined; server: AuthorizationServer; isByCode: boolean }> {
  const { name, scheme } = source;
  const flows = declaredFlows(scheme);
  if (flows === undefined) {
    const server = await findServer(source, undefined, ['authorization_endpoint']);
    const hasPage = server.authorization_endpoint !== undefined;
    const isByCode = device || (!hasPage && server.device_authorization_endpoint !== undefined);
    return { flow: undefined, server, isByCode };
  }
  const isByCode = device || flows.authorizationCode === undefined;
  const flow = isByCode ? flows.deviceAuthorization : flows.authorizationCode;
  if (flow === undefined && !(scheme.type === 'oauth2' && scheme.metadataUrl !== undefined))
    throw new OpenApiMcpError('OPTION_INVALID', `${name} declares no way to log in with a code`, {
      hint: 'Leave --device out.',
    });
  const place = isByCode ? 'device_authorization_endpoint' : 'authorization_endpoint';
  return { flow, server: await findServer(source, flow, [place, 'token_endpoint']), isByCode };
}

/** Where the tokens will be renewed. */
async function refreshEndpoint(
  source: OAuthSource,
  flow: OAuthFlow | undefined,
  server: AuthorizationServer,
): Promise<string> {
  if (flow?.refreshUrl === undefined) return tokenEndpointOf(server, source.certificate);
  return tokenEndpointOf(await findServer(source, refreshFlow(flow)), source.certificate);
}

function chooseSource(api: ApiDescriptor, options: LoginOptions): OAuthSource {
  const { environment } = readEnvironment(api, options);
  const sources = oauthSources(api, environment, options).filter(({ scheme }) => {
    const flows = declaredFlows(scheme);
    return flows === undefined || (flows.authorizationCode ?? flows.deviceAuthorization) !== undefined;
  });
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

function clientOf({ settings, certificate }: OAuthSource, id: string | undefined): OAuthClient {
  const { client, prefix } = settings;
  if (id !== undefined && client?.id !== id)
    return { id, parameters: {}, ...(certificate === undefined ? {} : { certificate }) };
  if (client !== undefined) return client;
  throw new OpenApiMcpError('OPTION_INVALID', 'the authorization server must know who asks', {
    hint: `Register a client there with the redirect URI http://127.0.0.1${callbackPath}, and set ${prefix}_CLIENT_ID or pass --client-id.`,
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
