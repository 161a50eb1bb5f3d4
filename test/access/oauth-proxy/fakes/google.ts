import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

const issuer = 'https://accounts.google.com';

/**
 * Returns a fake of Google: endpoints on several hosts, `hd` for the people of an organization, no scope `offline_access`,
 * and a refresh token only with `access_type=offline` and `prompt=consent`.
 */
export function googleFake(): Promise<OpenIdFake> {
  const person = { sub: '110169484474386276334', email: 'ada@example.com', email_verified: true };
  return openIdFake(
    {
      name: 'google',
      issuer,
      discovery: [`${issuer}/.well-known/openid-configuration`],
      authorize: `${issuer}/o/oauth2/v2/auth`,
      token: 'https://oauth2.googleapis.com/token',
      userInfo: 'https://openidconnect.googleapis.com/v1/userinfo',
      keys: 'https://www.googleapis.com/oauth2/v3/certs',
      listedScopes: ['openid', 'email', 'profile'],
      scopes: ['openid', 'email', 'profile'],
      metadata: {
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
        revocation_endpoint: 'https://oauth2.googleapis.com/revoke',
        code_challenge_methods_supported: ['plain', 'S256'],
      },
      isOffline: ({ parameters }) =>
        parameters.get('access_type') === 'offline' && parameters.get('prompt') === 'consent',
    },
    { tokenClaims: { ...person, hd: 'example.com', at_hash: 'x' }, infoClaims: { ...person, name: 'Ada' } },
  );
}
