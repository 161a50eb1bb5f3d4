import { OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import {
  credentialsFromEnvironment,
  declaredFlows,
  variablePrefix,
} from '../runtime/security/credential-variables.ts';
import { findServer } from './authorization-server.ts';
import { createTokenCache, isFresh, untilCancelled } from './token-cache.ts';
import { defaultTokenFolder, openTokenFile } from './token-file.ts';
import { requestToken } from './request-token.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthScheme } from './authorization-server.ts';
import type { OAuthCredential } from './capability-types.ts';
import type { Environment } from './environment.ts';
import type { StoredLogin, TokenFile } from './token-file.ts';
import type { AccessToken, Grant, Hints, OAuthClient } from './request-token.ts';
import type { CredentialProvider, CredentialRequest } from '../runtime/security/credential.ts';
import type { CredentialOptions } from './credential-options.ts';
import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

/** What the variables of a scheme say. */
export interface OAuthSettings {
  prefix: string;
  client: OAuthClient | undefined;
  refreshToken?: string;
  login?: { username: string; password: string };
  /** Instead of those that the operations ask for. */
  scopes?: string[];
  tokenUrl?: string;
}

/** A scheme, what its variables say, and where a login for it is kept. */
export interface OAuthSource {
  api: ApiDescriptor;
  name: string;
  scheme: OAuthScheme;
  settings: OAuthSettings;
  file: TokenFile;
  /** Chosen by whoever runs this, not by the document. */
  chosenOrigin?: string;
  /** Stands for the client where tokens are asked for. */
  certificate?: ClientCertificate;
  connection: ConnectionOptions;
}

/** Grants that a person has to be there for. */
type LoginGrant = 'authorization_code' | 'device_code';

/** How tokens are got: a grant, and the flow that says where. */
interface Way {
  grant: Exclude<Grant['type'], LoginGrant>;
  flow: OAuthFlow | undefined;
  variables: string[];
}

/** Opens the credentials of the OAuth 2.0 and OpenID Connect schemes of an API. */
export async function openOAuthCredentials(
  api: ApiDescriptor,
  environment: Environment,
  options: CredentialOptions,
): Promise<OAuthCredential[]> {
  const opened = oauthSources(api, environment, options).map(async (source): Promise<OAuthCredential> => {
    const { variables } = configuredWay(source) ?? {};
    const hasLogin = await source.file.read().then(
      (login) => login !== undefined,
      () => true,
    );
    return omitUndefined({ scheme: source.name, credential: oauthCredential(source), hasLogin, variables });
  });
  return Promise.all(opened);
}

/** The OAuth 2.0 and OpenID Connect schemes of an API. */
export function oauthSources(
  api: ApiDescriptor,
  environment: Environment,
  options: CredentialOptions,
): OAuthSource[] {
  const folder = options.tokenFolder ?? defaultTokenFolder(environment);
  const base = options.baseUrl === undefined ? undefined : new URL(options.baseUrl).origin;
  return Object.entries(api.securitySchemes).flatMap(([name, scheme]) => {
    if (scheme.type !== 'oauth2' && scheme.type !== 'openIdConnect') return [];
    const certificate = certificateBeside(api, name, environment) ?? options.clientCertificate;
    const source: OAuthSource = {
      api,
      name,
      scheme,
      settings: readSettings(api, name, environment, certificate),
      file: openTokenFile(folder, api.name, name),
      ...(base === undefined ? {} : { chosenOrigin: base }),
      ...(certificate === undefined ? {} : { certificate }),
      connection: options.connection ?? {},
    };
    return [source];
  });
}

/** The certificate of a scheme that operations ask for together with this one: it is of the same client. */
function certificateBeside(
  api: ApiDescriptor,
  name: string,
  environment: Environment,
): ClientCertificate | undefined {
  const beside = new Set(
    api.operations
      .flatMap(({ security = [] }) => security)
      .filter((requirement) => Object.hasOwn(requirement, name))
      .flatMap((requirement) => Object.keys(requirement)),
  );
  const held = Object.entries(credentialsFromEnvironment(api, environment));
  const found = held.find(([scheme, credential]) => beside.has(scheme) && 'certificate' in credential)?.[1];
  return found !== undefined && 'certificate' in found ? found : undefined;
}

function readSettings(
  api: ApiDescriptor,
  scheme: string,
  environment: Environment,
  certificate: ClientCertificate | undefined,
): OAuthSettings {
  const prefix = variablePrefix(api, scheme);
  const held = (suffix: string): string | undefined => environment[prefix + suffix] || undefined;
  const [id, secret, refreshToken] = [held('_CLIENT_ID'), held('_CLIENT_SECRET'), held('_REFRESH_TOKEN')];
  const [username, password, tokenUrl] = [held('_USERNAME'), held('_PASSWORD'), held('_TOKEN_URL')];
  const parameters = Object.fromEntries(new URLSearchParams(held('_PARAMETERS') ?? ''));
  const shown = {
    ...(secret === undefined ? {} : { secret }),
    ...(certificate === undefined ? {} : { certificate }),
  };
  const client = id === undefined ? undefined : { id, parameters, ...shown };
  return {
    prefix,
    client,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(username === undefined || password === undefined ? {} : { login: { username, password } }),
    ...(held('_SCOPES') === undefined
      ? {}
      : { scopes: (held('_SCOPES') ?? '').split(/[\s,]+/).filter(Boolean) }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
  };
}

/** The variables that give a scheme its tokens, of the ways there are; absent where a login would have to. */
export function configuredWay({
  scheme,
  settings,
}: Pick<OAuthSource, 'scheme' | 'settings'>): Way | undefined {
  const { client, refreshToken, login, prefix } = settings;
  const flows = declaredFlows(scheme);
  const { authorizationCode, clientCredentials, password, deviceAuthorization } = flows ?? {};
  const forUsers = authorizationCode ?? password ?? deviceAuthorization;
  const id = `${prefix}_CLIENT_ID`;
  if (client === undefined) return undefined;
  if (refreshToken !== undefined && (flows === undefined || forUsers !== undefined))
    return {
      grant: 'refresh_token',
      flow: refreshFlow(forUsers),
      variables: [id, `${prefix}_REFRESH_TOKEN`],
    };
  if (login !== undefined && password !== undefined)
    return { grant: 'password', flow: password, variables: [id, `${prefix}_USERNAME`, `${prefix}_PASSWORD`] };
  const isConfidential = client.secret !== undefined || client.certificate !== undefined;
  if (isConfidential && (flows === undefined || clientCredentials !== undefined))
    return {
      grant: 'client_credentials',
      flow: clientCredentials,
      variables: client.secret === undefined ? [id] : [id, `${prefix}_CLIENT_SECRET`],
    };
  return undefined;
}

/** The same flow where its tokens are renewed. */
export function refreshFlow(flow: OAuthFlow | undefined): OAuthFlow | undefined {
  return flow?.refreshUrl === undefined ? flow : { ...flow, tokenUrl: flow.refreshUrl };
}

/** Access tokens by whatever way the variables open; a login, where there is one, comes before a client's own rights. */
export function oauthCredential(source: OAuthSource): CredentialProvider {
  const { name, settings, file, connection, certificate } = source;
  const way = configuredWay(source);
  const cache = createTokenCache<AccessToken>();
  let refreshing: Promise<StoredLogin> | undefined;
  let server: Promise<AuthorizationServer> | undefined;

  async function serverOf(flow: OAuthFlow | undefined): Promise<AuthorizationServer> {
    server ??= findServer(source, flow);
    try {
      return await server;
    } catch (error) {
      // It may be up the next time.
      server = undefined;
      throw error;
    }
  }

  async function ask({ grant, flow }: Way, scopes: string[], previous?: AccessToken): Promise<AccessToken> {
    const { client, login, refreshToken = '' } = settings;
    if (client === undefined) throw new TypeError('a way has a client');
    const shown = grantOf(grant, login, previous?.refreshToken ?? refreshToken);
    const token = await requestToken(
      await serverOf(flow),
      client,
      shown,
      // What was granted once is not asked for again (RFC 6749 §6).
      grant === 'refresh_token' ? [] : scopes,
      connection,
      hintsOf(source, grant),
    );
    return shown.type === 'refresh_token' ? { refreshToken: shown.token, ...token } : token;
  }

  async function provide(request: CredentialRequest): Promise<string | undefined> {
    const stored = way?.grant === 'refresh_token' ? undefined : await file.read();
    if (stored !== undefined) return useLogin(stored, request);
    if (way === undefined) return undefined;
    const scopes = settings.scopes ?? request.scopes;
    const key = way.grant === 'refresh_token' ? '' : scopes.join(' ');
    const token = await cache.get(key, request, (previous) => ask(way, scopes, previous));
    return token.value;
  }

  /** The file is read anew each time: other processes log in and refresh too. */
  async function useLogin(stored: StoredLogin, request: CredentialRequest): Promise<string> {
    checkOrigin(source, stored, request.origin);
    if (stored.value !== request.refused && isFresh(stored)) return stored.value;
    if (stored.refreshToken === undefined && isFresh(stored)) return stored.value;
    refreshing ??= file
      .alone(() => refreshLogin(stored))
      .finally(() => {
        refreshing = undefined;
      });
    const renewed = await untilCancelled(refreshing, request.signal);
    return renewed.value;
  }

  async function refreshLogin(seen: StoredLogin): Promise<StoredLogin> {
    const stored = (await file.read()) ?? seen;
    if (stored.value !== seen.value) return stored;
    const { refreshToken: token, clientId, tokenEndpoint } = stored;
    if (token === undefined)
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the login for ${name} has ended`, {
        hint: loginHint(name),
      });
    // Another client's secret would not do.
    const client =
      settings.client?.id === clientId
        ? settings.client
        : { id: clientId, parameters: {}, ...(certificate === undefined ? {} : { certificate }) };
    const renewed = await requestToken(
      { issuer: new URL(tokenEndpoint).origin, token_endpoint: tokenEndpoint },
      client,
      { type: 'refresh_token', token },
      [],
      connection,
      { ...hintsOf(source, 'refresh_token'), invalid_grant: loginHint(name) },
    );
    const login = { ...stored, refreshToken: token, ...renewed };
    await file.write(login);
    return login;
  }

  return {
    provide,
    canProvide: async () => way !== undefined || (await file.read()) !== undefined,
  };
}

function grantOf(
  grant: Way['grant'],
  login: OAuthSettings['login'],
  token: string,
): Exclude<Grant, { type: LoginGrant }> {
  if (grant === 'refresh_token') return { type: grant, token };
  return grant === 'password' && login !== undefined
    ? { type: grant, ...login }
    : { type: 'client_credentials' };
}

/** A document that only bears the name of another must not get its tokens. */
function checkOrigin({ name, chosenOrigin }: OAuthSource, { origins }: StoredLogin, origin: string): void {
  if (origin === chosenOrigin || origins.includes(origin)) return;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the login for ${name} is not for ${origin}`, {
    hint: `It was for ${origins.join(', ')}. ${loginHint(name)}`,
  });
}

function loginHint(scheme: string): string {
  return `Log in again: openapi-mcp login DOCUMENT --scheme ${scheme}`;
}

/** What helps, by the error code of the authorization server (RFC 6749 §5.2). */
function hintsOf({ settings: { prefix, client: owner } }: OAuthSource, grant: Way['grant']): Hints {
  const isByCertificate = owner?.secret === undefined && owner?.certificate !== undefined;
  const client = isByCertificate
    ? `Check ${prefix}_CLIENT_ID, and that the client certificate stands for that client there; else set ${prefix}_CLIENT_SECRET.`
    : `Check ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET.`;
  const grants = `The authorization server must allow this client the grant ${grant}.`;
  return {
    invalid_client: client,
    invalid_grant:
      grant === 'refresh_token'
        ? `The refresh token has ended, was revoked, or was replaced when it was last used: set ${prefix}_REFRESH_TOKEN anew, or unset it and log in with openapi-mcp login, which keeps what replaces it.`
        : `Check ${prefix}_USERNAME and ${prefix}_PASSWORD.`,
    invalid_scope: `Set ${prefix}_SCOPES to scopes that this client may have.`,
    unauthorized_client: grants,
    unsupported_grant_type: grants,
    '': `Check the token URL (${prefix}_TOKEN_URL sets another) and that ${prefix}_PARAMETERS holds what it needs.`,
  };
}
