import { OpenApiMcpError } from '../../errors.ts';
import { authorizationUrl } from '../../http/authorization-url.ts';
import { createFetch } from '../../http/create-fetch.ts';
import { asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { findProvider } from './find-provider.ts';
import { createIdTokenVerifier } from './id-token.ts';
import { providerRequest, readProviderMetadata } from './provider-metadata.ts';
import { isRefusalOfPerson, refusalReason } from './provider-refusal.ts';
import { readIdentity } from './read-identity.ts';
import { tokenEndpointFetch } from './token-endpoint-fetch.ts';
import type * as OAuth from 'oauth4webapi';
import type { AuthorizationSecrets } from '../../http/authorization-url.ts';
import type { JsonObject } from '../../json/value.ts';
import type { AccessOptions } from '../access-options.ts';
import type { ProviderTokens, SignedIn } from './signed-in.ts';

/** Milliseconds until a request to the identity provider fails. */
const timeout = 10_000;

/** The provider at which people sign in. */
export interface IdentityProvider {
  issuer: string;
  /** Returns the URL at which a person signs in. */
  authorizationUrl(secrets: AuthorizationSecrets, redirectUri: string): string;
  /**
   * Returns the person whom the provider sent back with these parameters.
   *
   * @throws OpenApiMcpError SIGN_IN_FAILED
   */
  identify(
    parameters: URLSearchParams,
    secrets: AuthorizationSecrets,
    redirectUri: string,
  ): Promise<SignedIn>;
  /** Returns true if the claims of a person can be read again later, without the person. */
  canRenew(tokens: ProviderTokens): boolean;
  /**
   * Reads the claims of a person again. Returns `undefined` if the provider has ended the sign-in.
   *
   * @throws OpenApiMcpError SIGN_IN_FAILED if the provider is not available
   */
  renew(person: SignedIn): Promise<SignedIn | undefined>;
}

export type IdentityProviderOptions = Pick<
  AccessOptions,
  'authClientId' | 'authClientSecret' | 'authProviderScopes' | 'connection'
>;

/**
 * Opens an identity provider, which is found by discovery unless its metadata is known. This server is one of its clients.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function openIdentityProvider(
  name: string,
  options: IdentityProviderOptions,
): Promise<IdentityProvider> {
  const { authClientId, authClientSecret, connection = {} } = options;
  if (authClientId === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'the identity provider asks which application signs people in',
      {
        hint: 'Register an application there, and give its --auth-client-id, and its secret in OPENAPI_MCP_AUTH_CLIENT_SECRET.',
      },
    );
  const fetch = createFetch(connection, { timeout });
  const known = findProvider(name);
  const { profile } = known;
  const { server, algorithms, document } = await readProviderMetadata(known, fetch);
  const { issuer } = server;
  const { scopes, parameters } = providerRequest(known, document, options.authProviderScopes);
  const oauth = await import('oauth4webapi');
  const client = { client_id: authClientId };
  const authentication = authenticationOf(oauth, document, authClientSecret);
  const idTokens =
    server.jwks_uri === undefined
      ? undefined
      : await createIdTokenVerifier({
          issuer,
          issuerParts: known.issuerParts,
          clientId: authClientId,
          algorithms,
          keys: server.jwks_uri,
          fetch,
        });
  // Plain HTTP is for a provider on this machine, whose issuer has been checked.
  const request = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: issuer.startsWith('http:') };
  const tokenRequest = { ...request, [oauth.customFetch]: tokenEndpointFetch(fetch) };

  const source = { oauth, server, client, request, fetch, profile, scopes };

  /** Returns the person of a response of the token endpoint: to a code, or to the refresh of a former sign-in. */
  async function personOf(
    response: Response,
    nonce: string | undefined,
    former: SignedIn | undefined,
  ): Promise<SignedIn> {
    const idToken = profile === undefined ? await idTokenOf(response) : '';
    const own = idToken === '' ? (former?.issuer ?? issuer) : (idTokens?.issuerOf(idToken) ?? issuer);
    const named = { ...server, issuer: own };
    const isOpenId = profile === undefined && nonce !== undefined;
    const tokens =
      former === undefined
        ? await oauth.processAuthorizationCodeResponse(
            named,
            client,
            response,
            isOpenId ? { expectedNonce: nonce, requireIdToken: true } : {},
          )
        : await oauth.processRefreshTokenResponse(named, client, response);
    const token = idToken === '' ? undefined : await idTokens?.verify(idToken, nonce);
    const claims = await readIdentity({ ...source, server: named }, tokens.access_token, token, former);
    const refresh = tokens.refresh_token ?? former?.tokens.refresh;
    const expires = tokens.expires_in !== undefined;
    return {
      issuer: own,
      claims,
      tokens: omitUndefined({ access: tokens.access_token, refresh, expires }),
    };
  }

  function failure(cause: unknown): OpenApiMcpError {
    const message = `signing in at ${issuer} failed: ${refusalReason(cause)}`;
    return new OpenApiMcpError('SIGN_IN_FAILED', message, { cause });
  }

  return {
    issuer,
    authorizationUrl: (secrets, redirectUri) =>
      authorizationUrl(server.authorization_endpoint ?? '', {
        clientId: authClientId,
        redirectUri,
        scopes,
        secrets,
        parameters,
      }),
    async identify(query, { state, nonce, verifier }, redirectUri) {
      try {
        const checked = oauth.validateAuthResponse(server, client, query, state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          checked,
          redirectUri,
          verifier,
          tokenRequest,
        );
        return await personOf(response, nonce, undefined);
      } catch (cause) {
        throw failure(cause);
      }
    },
    canRenew: ({ refresh, expires }) =>
      refresh !== undefined || (!expires && (profile ?? server.userinfo_endpoint) !== undefined),
    async renew(person) {
      const { access, refresh } = person.tokens;
      try {
        if (refresh === undefined)
          return { ...person, claims: await readIdentity(source, access, undefined, person) };
        const response = await oauth.refreshTokenGrantRequest(
          server,
          client,
          authentication,
          refresh,
          tokenRequest,
        );
        return await personOf(response, undefined, person);
      } catch (cause) {
        if (isRefusalOfPerson(cause)) return undefined;
        throw failure(cause);
      }
    },
  };
}

/** Returns the ID token of a response of the token endpoint. */
async function idTokenOf(response: Response): Promise<string> {
  const body = asJsonObject(
    await response
      .clone()
      .json()
      .catch(() => undefined),
  );
  return asString(body?.['id_token']) ?? '';
}

/**
 * Returns the authentication of this server at the token endpoint. A client without a secret is a public one. In a form
 * the secret has one encoding; in `Basic` some providers do not decode it (RFC 6749 §2.3.1).
 */
function authenticationOf(oauth: typeof OAuth, document: JsonObject, secret: string | undefined) {
  if (secret === undefined) return oauth.None();
  const methods = asStrings(document['token_endpoint_auth_methods_supported']);
  return methods.includes('client_secret_post')
    ? oauth.ClientSecretPost(secret)
    : oauth.ClientSecretBasic(secret);
}
