import { describe, expect, it } from 'vitest';
import {
  credentialVariables,
  credentialsFromEnvironment,
} from '../../../src/runtime/security/credentials.ts';
import type { SecuritySchemeDescriptor } from '../../../src/runtime/types.ts';

const bearer: SecuritySchemeDescriptor = { type: 'http', scheme: 'bearer' };
const basic: SecuritySchemeDescriptor = { type: 'http', scheme: 'basic' };

describe('the environment variables of a scheme', () => {
  it.each<[api: string, scheme: string, variable: string]>([
    ['pet-store', 'staffToken', 'PET_STORE_STAFF_TOKEN'],
    ['pet-store', 'api_key', 'PET_STORE_API_KEY'],
    ['pet-store', 'API Key (v2)', 'PET_STORE_API_KEY_V2'],
    ['pet-store', 'OAuth2', 'PET_STORE_OAUTH2'],
    ['pet-store', 'HTTPBearer', 'PET_STORE_HTTP_BEARER'],
    ['pet-store', 'X-API-KEY', 'PET_STORE_X_API_KEY'],
    ['api', 'jwt', 'API_JWT'],
  ])('of %s: %s is %s', (name, scheme, variable) => {
    expect(credentialVariables({ name, securitySchemes: { [scheme]: bearer } })).toEqual([
      { scheme, variables: [variable] },
    ]);
  });

  it.each<[title: string, scheme: SecuritySchemeDescriptor, variables: string[]]>([
    ['a token', bearer, ['A_S']],
    ['a key', { type: 'apiKey', in: 'query', name: 'k' }, ['A_S']],
    ['a password', basic, ['A_S_USERNAME', 'A_S_PASSWORD']],
    ['OAuth, a token from elsewhere', { type: 'oauth2' }, ['A_S']],
    ['OpenID Connect, likewise', { type: 'openIdConnect' }, ['A_S']],
  ])('%s', (_, scheme, variables) => {
    expect(credentialVariables({ name: 'a', securitySchemes: { s: scheme } })).toEqual([
      { scheme: 's', variables },
    ]);
  });

  it.each<SecuritySchemeDescriptor>([{ type: 'mutualTLS' }, { type: 'unknown' }])(
    'none of $type',
    (scheme) => {
      expect(credentialVariables({ name: 'a', securitySchemes: { s: scheme } })).toEqual([]);
    },
  );
});

describe('the credentials in an environment', () => {
  const api = { name: 'a', securitySchemes: { token: bearer, login: basic } };
  it.each<[title: string, environment: Record<string, string | undefined>, credentials: unknown]>([
    ['nothing set', {}, {}],
    ['a token', { A_TOKEN: 't' }, { token: { value: 't' } }],
    [
      'a user name and a password',
      { A_LOGIN_USERNAME: 'u', A_LOGIN_PASSWORD: 'p' },
      { login: { username: 'u', password: 'p' } },
    ],
    ['a user name alone', { A_LOGIN_USERNAME: 'u' }, { login: { username: 'u', password: '' } }],
    ['a password alone', { A_LOGIN_PASSWORD: 'p' }, {}],
    ['empty ones count as unset', { A_TOKEN: '', A_LOGIN_USERNAME: '' }, {}],
    ['those of another API', { B_TOKEN: 't', TOKEN: 't' }, {}],
    ['names have their case', { a_token: 't' }, {}],
  ])('%s', (_, environment, credentials) => {
    expect(credentialsFromEnvironment(api, environment)).toEqual(credentials);
  });
});
