import { messageOf, OpenApiMcpError } from '../../errors.ts';
import { authorizationUrl } from '../../http/authorization-url.ts';
import { createFetch } from '../../http/create-fetch.ts';
import { asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { discoverIssuer } from '../issuer-discovery.ts';
import { findProvider } from './find-provider.ts';
import { readProfile } from './read-profile.ts';
import { tokenEndpointFetch } from './token-endpoint-fetch.ts';
import type * as OAuth from 'oauth4webapi';
import type { AuthorizationServer } from 'oauth4webapi';
import type { AuthorizationSecrets } from '../../http/authorization-url.ts';
import type { JsonObject } from '../../json/value.ts';
import type { AccessOptions } from '../access-options.ts';
import type { KnownProvider } from './find-provider.ts';
import type { Fetch } from '../../http/create-fetch.ts';

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
  const { issuer, document } = await metadataOf(known, fetch);
  const scopes = scopesOf(known, options.authProviderScopes);
  const server = serverOf(issuer, document);
  const oauth = await import('oauth4webapi');
  const client = { client_id: authClientId };
  const authentication = authenticationOf(oauth, document, authClientSecret);
  const request = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };
  const tokenRequest = { ...request, [oauth.customFetch]: tokenEndpointFetch(fetch) };

  async function claimsOf(
    parameters: URLSearchParams,
    { state, nonce, verifier }: AuthorizationSecrets,
    redirectUri: string,
  ): Promise<JsonObject> {
    const checked = oauth.validateAuthResponse(server, client, parameters, state);
    const tokens = await oauth.processAuthorizationCodeResponse(
      server,
      client,
      await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        checked,
        redirectUri,
        verifier,
        tokenRequest,
      ),
      profile === undefined ? { expectedNonce: nonce, requireIdToken: true } : {},
    );
    if (profile !== undefined) return readProfile(profile, scopes, tokens.access_token, fetch);
    const token = asJsonObject(oauth.getValidatedIdTokenClaims(tokens)) ?? {};
    if (server.userinfo_endpoint === undefined) return token;
    const info = await oauth.processUserInfoResponse(
      server,
      client,
      asString(token['sub']) ?? '',
      await oauth.userInfoRequest(server, client, tokens.access_token, request),
    );
    return { ...asJsonObject(info), ...token };
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
        return { issuer, claims: await claimsOf(parameters, secrets, redirectUri) };
      } catch (cause) {
        throw new OpenApiMcpError('SIGN_IN_FAILED', `signing in at ${issuer} failed: ${reasonOf(cause)}`, {
          cause,
        });
      }
    },
  };
}

/** Returns the metadata of a provider, which is requested unless it is known. */
async function metadataOf(
  { issuer, metadata }: KnownProvider,
  fetch: Fetch,
): Promise<{ issuer: string; document: JsonObject }> {
  if (metadata !== undefined) return { issuer, document: metadata };
  return discoverIssuer(issuer, fetch, { flag: '--auth-provider', needed: 'authorization_endpoint' });
}

/** Returns the scopes that are requested of a provider. */
function scopesOf({ scopes, profile }: KnownProvider, chosen: string[] | undefined): string[] {
  if (profile !== undefined) return [...new Set([...(scopes ?? []), ...(chosen ?? [])])];
  return [...new Set(['openid', ...(chosen ?? scopes ?? ['profile', 'email'])])];
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

/** Returns the metadata that is used here. */
function serverOf(issuer: string, document: JsonObject): AuthorizationServer {
  const text = (name: string): string | undefined => asString(document[name]);
  const algorithms = asStrings(document['id_token_signing_alg_values_supported']);
  return omitUndefined({
    issuer,
    authorization_endpoint: text('authorization_endpoint'),
    token_endpoint: text('token_endpoint'),
    userinfo_endpoint: text('userinfo_endpoint'),
    id_token_signing_alg_values_supported: algorithms.length === 0 ? undefined : algorithms,
    authorization_response_iss_parameter_supported:
      document['authorization_response_iss_parameter_supported'] === true,
  });
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
