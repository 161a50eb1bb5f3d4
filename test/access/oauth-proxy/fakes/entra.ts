import { openIdFake } from './open-id.ts';
import type { OpenIdFake } from './open-id.ts';

const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const host = 'https://login.microsoftonline.com';

/** The differences between tenants. */
interface EntraQuirks {
  /** The part behind `entra:`. */
  place?: string;
  /** The `tid` of the person. */
  tid?: string;
  /** The person is in more groups than a token has. */
  hasOverage?: boolean;
}

/**
 * Returns a fake of Microsoft Entra: the metadata names the issuer of a tenant by its ID, and that of several tenants with
 * `{tenantid}`; people have `oid` and `tid`, and `groups` unless there are too many.
 */
export function entraFake({
  place = tenant,
  tid = tenant,
  hasOverage = false,
}: EntraQuirks = {}): Promise<OpenIdFake> {
  const isAny = ['common', 'organizations'].includes(place);
  const base = `${host}/${place}`;
  return openIdFake(
    {
      name: `entra:${place}`,
      issuer: `${host}/${isAny ? '{tenantid}' : tenant}/v2.0`,
      tokenIssuer: `${host}/${tid}/v2.0`,
      discovery: [`${base}/v2.0/.well-known/openid-configuration`],
      authorize: `${base}/oauth2/v2.0/authorize`,
      token: `${base}/oauth2/v2.0/token`,
      userInfo: 'https://graph.microsoft.com/oidc/userinfo',
      keys: `${base}/discovery/v2.0/keys`,
      listedScopes: ['openid', 'profile', 'email', 'offline_access'],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      metadata: {
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
        tenant_region_scope: 'NA',
      },
      // An administrator consents for everyone: a person who is asked cannot.
      refuse: (parameters) => (parameters.has('prompt') ? 'AADSTS65001: consent_required' : undefined),
      isOffline: ({ scopes }) => scopes.includes('offline_access'),
    },
    {
      tokenClaims: {
        sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        oid: '6467882c-fdfd-4354-a1ed-4e13f064be25',
        tid,
        preferred_username: 'ada@contoso.com',
        ver: '2.0',
        ...(hasOverage
          ? {
              _claim_names: { groups: 'src1' },
              _claim_sources: {
                src1: { endpoint: 'https://graph.windows.net/72f988bf/users/6467882c/getMemberObjects' },
              },
            }
          : { groups: ['1ec13e9d-4b9b-4b5c-8d5f-000000000001'] }),
      },
      infoClaims: {
        sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
        name: 'Ada',
        email: 'ada@contoso.com',
      },
    },
  );
}
