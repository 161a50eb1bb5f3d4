import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

const issuer = 'https://gitlab.com';

/**
 * Returns a fake of GitLab: an application has the scopes that were ticked for it, groups are in the claims of people and
 * not in the ID token, and refresh tokens rotate without a scope for them.
 */
export function gitlabFake(scopes = ['openid', 'profile', 'email']): Promise<OpenIdFake> {
  return openIdFake(
    {
      name: 'gitlab',
      issuer,
      discovery: [`${issuer}/.well-known/openid-configuration`],
      authorize: `${issuer}/oauth/authorize`,
      token: `${issuer}/oauth/token`,
      userInfo: `${issuer}/oauth/userinfo`,
      keys: `${issuer}/oauth/discovery/keys`,
      listedScopes: ['api', 'read_api', 'read_user', 'openid', 'profile', 'email'],
      scopes,
      metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] },
      isOffline: () => true,
      rotates: true,
    },
    {
      tokenClaims: { sub: '4711', groups_direct: ['shop'] },
      infoClaims: { sub: '4711', nickname: 'ada', groups: ['shop', 'shop/api-users'] },
    },
  );
}
