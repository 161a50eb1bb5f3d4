import { OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { findServer } from './authorization-server.ts';
import { clientOf, configuredGrant, oauthSources } from './oauth-source.ts';
import { requestToken } from './request-token.ts';
import { createTokenCache, isFresh, untilCancelled } from './token-cache.ts';
import type { AuthorizationServer } from 'oauth4webapi';
import type { OAuthCredential } from './capability-types.ts';
import type { OAuthOptions } from './oauth-options.ts';
import type { Environment } from './environment.ts';
import type { ConfiguredGrant, LoginGrant, OAuthSettings, OAuthSource } from './oauth-source.ts';
import type { AccessToken, Grant, Hints } from './request-token.ts';
import type { StoredLogin } from './token-file.ts';
import type { CredentialProvider, CredentialRequest } from '../runtime/security/credential.ts';
import type { ApiDescriptor, OAuthFlow } from '../descriptor.ts';

/** Opens the credentials of the OAuth 2.0 and OpenID Connect schemes of an API. */
export async function openOAuthCredentials(
  api: ApiDescriptor,
  environment: Environment,
  options: OAuthOptions,
): Promise<OAuthCredential[]> {
  const opened = oauthSources(api, environment, options).map(async (source): Promise<OAuthCredential> => {
    const { variables } = configuredGrant(source) ?? {};
    const hasLogin = await source.file.read().then(
      (login) => login !== undefined,
      () => true,
    );
    return omitUndefined({
      scheme: source.name,
      credential: new OAuthCredentialProvider(source),
      hasLogin,
      variables,
    });
  });
  return Promise.all(opened);
}

/**
 * Provides access tokens from a stored login, or else by the grant that the variables configure. A refresh token in a
 * variable takes precedence over a stored login.
 */
class OAuthCredentialProvider implements CredentialProvider {
  readonly #source: OAuthSource;
  readonly #grant: ConfiguredGrant | undefined;
  readonly #cache = createTokenCache<AccessToken>();
  #refreshing: Promise<StoredLogin> | undefined;
  #server: Promise<AuthorizationServer> | undefined;

  constructor(source: OAuthSource) {
    this.#source = source;
    this.#grant = configuredGrant(source);
  }

  async provide(request: CredentialRequest): Promise<string | undefined> {
    const { file, settings } = this.#source;
    const configured = this.#grant;
    const stored = configured?.grant === 'refresh_token' ? undefined : await file.read();
    if (stored !== undefined) return this.#useLogin(stored, request);
    if (configured === undefined) return undefined;
    const scopes = settings.scopes ?? request.scopes;
    const key = configured.grant === 'refresh_token' ? '' : scopes.join(' ');
    const { value } = await this.#cache.get(key, request, (previous) =>
      this.#request(configured, scopes, previous),
    );
    return value;
  }

  async canProvide(): Promise<boolean> {
    return this.#grant !== undefined || (await this.#source.file.read()) !== undefined;
  }

  /** Returns the authorization server, and tries again after a failure. */
  async #findServer(flow: OAuthFlow | undefined): Promise<AuthorizationServer> {
    this.#server ??= findServer(this.#source, flow);
    try {
      return await this.#server;
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
  }

  async #request(
    { grant: type, flow }: ConfiguredGrant,
    scopes: string[],
    previous?: AccessToken,
  ): Promise<AccessToken> {
    const { settings, connection } = this.#source;
    const { client, login, refreshToken = '' } = settings;
    const grant = grantOf(type, login, previous?.refreshToken ?? refreshToken);
    const token = await requestToken(
      await this.#findServer(flow),
      client,
      grant,
      // A refresh token has its scopes already (RFC 6749 §6).
      type === 'refresh_token' ? [] : scopes,
      connection,
      hintsOf(this.#source, type),
    );
    return grant.type === 'refresh_token' ? { refreshToken: grant.token, ...token } : token;
  }

  async #useLogin(stored: StoredLogin, request: CredentialRequest): Promise<string> {
    checkOrigin(this.#source, stored, request.origin);
    if (stored.value !== request.refused && isFresh(stored)) return stored.value;
    if (stored.refreshToken === undefined && isFresh(stored)) return stored.value;
    this.#refreshing ??= this.#source.file
      .withLock(() => this.#refreshLogin(stored))
      .finally(() => {
        this.#refreshing = undefined;
      });
    const renewed = await untilCancelled(this.#refreshing, request.signal);
    return renewed.value;
  }

  /** Refreshes a login, unless another process has refreshed it since it was read. */
  async #refreshLogin(seen: StoredLogin): Promise<StoredLogin> {
    const { name, file, connection } = this.#source;
    const stored = (await file.read()) ?? seen;
    if (stored.value !== seen.value) return stored;
    const { refreshToken: token, clientId, tokenEndpoint } = stored;
    if (token === undefined)
      throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the login for ${name} has ended`, {
        hint: loginHint(name),
      });
    const renewed = await requestToken(
      { issuer: new URL(tokenEndpoint).origin, token_endpoint: tokenEndpoint },
      clientOf(this.#source, clientId),
      { type: 'refresh_token', token },
      [],
      connection,
      { ...hintsOf(this.#source, 'refresh_token'), invalid_grant: loginHint(name) },
    );
    const login = { ...stored, refreshToken: token, ...renewed };
    await file.write(login);
    return login;
  }
}

/** Returns the parameters of a grant. */
function grantOf(
  grant: ConfiguredGrant['grant'],
  login: OAuthSettings['login'],
  token: string,
): Exclude<Grant, { type: LoginGrant }> {
  if (grant === 'refresh_token') return { type: grant, token };
  return grant === 'password' && login !== undefined
    ? { type: grant, ...login }
    : { type: 'client_credentials' };
}

/** Throws unless the login is for the origin: a document with the name of another API must not get its tokens. */
function checkOrigin({ name, chosenOrigin }: OAuthSource, { origins }: StoredLogin, origin: string): void {
  if (origin === chosenOrigin || origins.includes(origin)) return;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the login for ${name} is not for ${origin}`, {
    hint: `It was for ${origins.join(', ')}. ${loginHint(name)}`,
  });
}

function loginHint(scheme: string): string {
  return `Log in again: openapi-mcp login DOCUMENT --scheme ${scheme}`;
}

/** Returns hints by the error code of the authorization server (RFC 6749 §5.2). */
function hintsOf(
  { settings: { prefix, client: owner } }: OAuthSource,
  grant: ConfiguredGrant['grant'],
): Hints {
  const isByCertificate = owner.secret === undefined && owner.certificate !== undefined;
  const client = isByCertificate
    ? `Check ${prefix}_CLIENT_ID, and that the client certificate stands for that client there; else set ${prefix}_CLIENT_SECRET.`
    : `Check ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET.`;
  const grants = `The authorization server must allow this client the grant ${grant}.`;
  const login = `Check ${prefix}_USERNAME and ${prefix}_PASSWORD.`;
  const request = `Check the token URL (${prefix}_TOKEN_URL sets another) and that ${prefix}_PARAMETERS holds what it needs`;
  const format = `${request}, and set ${prefix}_TOKEN_FORMAT to json if it reads JSON only.`;
  return {
    invalid_client: client,
    '400': format,
    '401': grant === 'password' ? login : client,
    '415': format,
    '422': format,
    invalid_grant:
      grant === 'refresh_token'
        ? `The refresh token has ended, was revoked, or was replaced when it was last used: set ${prefix}_REFRESH_TOKEN anew, or unset it and log in with openapi-mcp login, which keeps what replaces it.`
        : login,
    invalid_scope: `Set ${prefix}_SCOPES to scopes that this client may have.`,
    unauthorized_client: grants,
    unsupported_grant_type: grants,
    '': `${request}.`,
  };
}
