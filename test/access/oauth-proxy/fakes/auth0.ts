import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

/** With the slash, which is in the claim `iss` too. */
const issuer = 'https://example.eu.auth0.com/';

/**
 * Returns a fake of Auth0: an issuer that ends in a slash, opaque access tokens unless `audience` names an API, claims with
 * URLs as names, and refresh tokens that rotate.
 */
export function auth0Fake(): Promise<OpenIdFake> {
  return openIdFake(
    {
      name: 'auth0:example.eu.auth0.com',
      issuer,
      discovery: [`${issuer}.well-known/openid-configuration`],
      authorize: `${issuer}authorize`,
      token: `${issuer}oauth/token`,
      userInfo: `${issuer}userinfo`,
      keys: `${issuer}.well-known/jwks.json`,
      listedScopes: ['openid', 'profile', 'offline_access', 'name', 'email', 'email_verified'],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      metadata: {
        token_endpoint_auth_methods_supported: [
          'client_secret_basic',
          'client_secret_post',
          'private_key_jwt',
        ],
      },
      accessToken: ({ parameters }) => {
        const audience = parameters.get('audience');
        return audience === null ? undefined : { aud: [audience, `${issuer}userinfo`], sub: 'auth0|ada' };
      },
      isOffline: ({ scopes }) => scopes.includes('offline_access'),
      rotates: true,
    },
    {
      tokenClaims: { sub: 'auth0|ada', 'https://example.com/roles': ['api-users'] },
      infoClaims: { sub: 'auth0|ada', email: 'ada@example.com', 'https://example.com/roles': ['api-users'] },
    },
  );
}
