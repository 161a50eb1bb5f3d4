import { messageOf, OpenApiMcpError } from '../../errors.ts';
import { authorizationUrl } from '../../http/authorization-url.ts';
import { createFetch } from '../../http/create-fetch.ts';
import { asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { findProvider } from './find-provider.ts';
import { createIdTokenVerifier } from './id-token.ts';
import { providerScopes, readProviderMetadata } from './provider-metadata.ts';
import { readProfile } from './read-profile.ts';
import { tokenEndpointFetch } from './token-endpoint-fetch.ts';
import type * as OAuth from 'oauth4webapi';
import type { AuthorizationSecrets } from '../../http/authorization-url.ts';
import type { JsonObject } from '../../json/value.ts';
import type { AccessOptions } from '../access-options.ts';

/** Milliseconds until a request to the identity provider fails. */
const timeout = 10_000;

/** A person as the identity provider describes them. */
export interface Identity {
  issuer: string;
  claims: JsonObject;
}

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
  ): Promise<Identity>;
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
  const scopes = providerScopes(known, options.authProviderScopes);
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

  async function identityOf(
    parameters: URLSearchParams,
    { state, nonce, verifier }: AuthorizationSecrets,
    redirectUri: string,
  ): Promise<Identity> {
    const checked = oauth.validateAuthResponse(server, client, parameters, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      checked,
      redirectUri,
      verifier,
      tokenRequest,
    );
    if (profile !== undefined) {
      const { access_token: accessToken } = await oauth.processAuthorizationCodeResponse(
        server,
        client,
        response,
      );
      return { issuer, claims: await readProfile(profile, scopes, accessToken, fetch) };
    }
    const idToken = await idTokenOf(response);
    const named = { ...server, issuer: idTokens?.issuerOf(idToken) ?? issuer };
    const tokens = await oauth.processAuthorizationCodeResponse(named, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    const token = (await idTokens?.verify(idToken, nonce)) ?? {};
    if (server.userinfo_endpoint === undefined) return { issuer: named.issuer, claims: token };
    const info = await oauth.processUserInfoResponse(
      named,
      client,
      asString(token['sub']) ?? '',
      await oauth.userInfoRequest(server, client, tokens.access_token, request),
    );
    return { issuer: named.issuer, claims: { ...asJsonObject(info), ...token } };
  }

  return {
    issuer,
    authorizationUrl: (secrets, redirectUri) =>
      authorizationUrl(server.authorization_endpoint ?? '', {
        clientId: authClientId,
        redirectUri,
        scopes,
        secrets,
      }),
    async identify(parameters, secrets, redirectUri) {
      try {
        return await identityOf(parameters, secrets, redirectUri);
      } catch (cause) {
        throw new OpenApiMcpError('SIGN_IN_FAILED', `signing in at ${issuer} failed: ${reasonOf(cause)}`, {
          cause,
        });
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

/** Returns the message of an error, and what the provider says about it. */
function reasonOf(error: unknown): string {
  const { error: code, error_description: description } = Object(error);
  const said = [code, description].filter((text) => typeof text === 'string' && text !== '');
  const words = said
    .join(': ')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 300);
  return words === '' ? messageOf(error) : words;
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
