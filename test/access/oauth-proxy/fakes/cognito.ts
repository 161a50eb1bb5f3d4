import { application } from '../start-people-provider.ts';
import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
const domain = 'https://shop.auth.eu-west-1.amazoncognito.com';

/**
 * Returns a fake of Cognito: an issuer with region and pool, endpoints at a domain of its own, access tokens with
 * `client_id` and without `aud`, no `resource`, no `offline_access`, and refresh tokens that stay the same.
 */
export function cognitoFake({ isOffline = true } = {}): Promise<OpenIdFake> {
  return openIdFake(
    {
      name: 'cognito:eu-west-1_AbCdEfGhI',
      issuer,
      discovery: [`${issuer}/.well-known/openid-configuration`],
      authorize: `${domain}/oauth2/authorize`,
      token: `${domain}/oauth2/token`,
      userInfo: `${domain}/oauth2/userInfo`,
      keys: `${issuer}/.well-known/jwks.json`,
      listedScopes: ['openid', 'email', 'phone', 'profile'],
      scopes: ['openid', 'email', 'profile'],
      metadata: {
        end_session_endpoint: `${domain}/logout`,
        revocation_endpoint: `${domain}/oauth2/revoke`,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      },
      refuse: (parameters) => (parameters.has('resource') ? 'invalid_request' : undefined),
      accessToken: ({ scopes }) => ({
        sub: 'ada-at-cognito',
        client_id: application.id,
        token_use: 'access',
        scope: scopes.join(' '),
      }),
      isOffline: () => isOffline,
    },
    {
      tokenClaims: {
        sub: 'ada-at-cognito',
        'cognito:username': 'ada',
        'cognito:groups': ['api-users'],
        token_use: 'id',
        email: 'ada@example.com',
        email_verified: true,
      },
      infoClaims: {
        sub: 'ada-at-cognito',
        username: 'ada',
        email: 'ada@example.com',
        // As a text, unlike in the ID token.
        email_verified: 'true',
      },
    },
  );
}
