import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

const host = 'https://example.okta.com';

/**
 * Returns a fake of Okta: the server of the organization, or a custom one below `/oauth2/`, whose issuers differ. Its
 * metadata of OAuth, beside that of OpenID Connect, has no endpoint of the claims of people. Refresh tokens rotate.
 */
export function oktaFake(server = ''): Promise<OpenIdFake> {
  const issuer = `${host}${server}`;
  const base = server === '' ? `${host}/oauth2` : issuer;
  const endpoints = {
    issuer,
    authorization_endpoint: `${base}/v1/authorize`,
    token_endpoint: `${base}/v1/token`,
    jwks_uri: `${base}/v1/keys`,
  };
  return openIdFake(
    {
      name: `okta:example.okta.com${server}`,
      issuer,
      discovery: [`${issuer}/.well-known/openid-configuration`],
      others: {
        [`${issuer}/.well-known/oauth-authorization-server`]: endpoints,
        [`${host}/.well-known/oauth-authorization-server${server}`]: endpoints,
      },
      authorize: endpoints.authorization_endpoint,
      token: endpoints.token_endpoint,
      userInfo: `${base}/v1/userinfo`,
      keys: endpoints.jwks_uri,
      listedScopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
      scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
      metadata: {
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      },
      isOffline: ({ scopes }) => scopes.includes('offline_access'),
      rotates: true,
    },
    {
      tokenClaims: { sub: '00uid4BxXw6I6TV4m0g3', preferred_username: 'ada@example.com', ver: 1 },
      // A groups claim may be in the claims of people alone.
      infoClaims: { sub: '00uid4BxXw6I6TV4m0g3', email: 'ada@example.com', groups: ['api-users'] },
    },
  );
}
