import { describe, expect, it } from 'vitest';
import {
  credentialVariables,
  credentialsFromEnvironment,
} from '../../../src/runtime/security/credential-variables.ts';
import type { SecuritySchemeDescriptor } from '../../../src/descriptor.ts';

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
    expect(credentialVariables({ name, hasChosenName: true, securitySchemes: { [scheme]: bearer } })).toEqual(
      [{ scheme, ways: [[variable]], optional: [], canLogin: false }],
    );
  });

  const flow = { tokenUrl: 'https://a.example/token', scopes: [] };
  const optional = ['A_S_SCOPES', 'A_S_PARAMETERS', 'A_S_TOKEN_URL', 'A_S_TOKEN_FORMAT'];
  it.each<[title: string, scheme: SecuritySchemeDescriptor, variables: object]>([
    ['a token', bearer, { ways: [['A_S']] }],
    ['a key', { type: 'apiKey', in: 'query', name: 'k' }, { ways: [['A_S']] }],
    ['any other http scheme', { type: 'http', scheme: 'digest' }, { ways: [['A_S']] }],
    ['a password', basic, { ways: [['A_S_USERNAME', 'A_S_PASSWORD']] }],
    ['OAuth without a flow, a token from elsewhere', { type: 'oauth2', flows: {} }, { ways: [['A_S']] }],
    [
      'OAuth for a client',
      { type: 'oauth2', flows: { clientCredentials: flow } },
      { ways: [['A_S'], ['A_S_CLIENT_ID', 'A_S_CLIENT_SECRET']], optional },
    ],
    [
      'OAuth for a user',
      { type: 'oauth2', flows: { authorizationCode: flow } },
      {
        ways: [['A_S'], ['A_S_CLIENT_ID', 'A_S_REFRESH_TOKEN']],
        optional: ['A_S_CLIENT_SECRET', ...optional],
        canLogin: true,
      },
    ],
    [
      'OAuth with a password',
      { type: 'oauth2', flows: { password: flow } },
      {
        ways: [['A_S'], ['A_S_CLIENT_ID', 'A_S_REFRESH_TOKEN'], ['A_S_USERNAME', 'A_S_PASSWORD']],
        optional: ['A_S_CLIENT_ID', 'A_S_CLIENT_SECRET', ...optional],
      },
    ],
    [
      'OAuth for browsers, which is explained',
      { type: 'oauth2', flows: { implicit: { scopes: [] } } },
      {
        ways: [['A_S']],
        note: 'the implicit flow issues tokens to browsers only: get one there and set it as A_S',
      },
    ],
    [
      'OpenID Connect',
      { type: 'openIdConnect', url: 'https://a.example' },
      {
        ways: [['A_S'], ['A_S_CLIENT_ID', 'A_S_CLIENT_SECRET'], ['A_S_CLIENT_ID', 'A_S_REFRESH_TOKEN']],
        optional: ['A_S_CLIENT_SECRET', ...optional],
        canLogin: true,
      },
    ],
    ['OpenID Connect without a URL', { type: 'openIdConnect' }, { ways: [['A_S']] }],
    [
      'a certificate',
      { type: 'mutualTLS' },
      { ways: [['A_S_CERT', 'A_S_KEY']], optional: ['A_S_PASSPHRASE'] },
    ],
  ])('%s', (_, scheme, variables) => {
    expect(credentialVariables({ name: 'a', hasChosenName: true, securitySchemes: { s: scheme } })).toEqual([
      { scheme: 's', optional: [], canLogin: false, ...variables },
    ]);
  });

  it('are none for a scheme of unknown type', () => {
    expect(
      credentialVariables({ name: 'a', hasChosenName: true, securitySchemes: { s: { type: 'unknown' } } }),
    ).toEqual([]);
  });
});

describe('the credentials in an environment', () => {
  const api = {
    name: 'a',
    hasChosenName: true,
    securitySchemes: { token: bearer, login: basic, tls: { type: 'mutualTLS' } },
  } satisfies Parameters<typeof credentialsFromEnvironment>[0];
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
    [
      'a certificate',
      { A_TLS_CERT: 'c', A_TLS_KEY: 'k', A_TLS_PASSPHRASE: 'p' },
      { tls: { certificate: 'c', key: 'k', passphrase: 'p' } },
    ],
    ['a certificate without its key', { A_TLS_CERT: 'c' }, {}],
    ['empty ones count as unset', { A_TOKEN: '', A_LOGIN_USERNAME: '' }, {}],
    ['those of another API', { B_TOKEN: 't', TOKEN: 't' }, {}],
    ['names have their case', { a_token: 't' }, {}],
  ])('%s', (_, environment, credentials) => {
    expect(credentialsFromEnvironment(api, environment)).toEqual(credentials);
  });
});
