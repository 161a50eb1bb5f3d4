import { describe, expect, it } from 'vitest';
import { readSecurity, readSecuritySchemes } from '../../src/model/read-security.ts';
import type { Finding } from '../../src/errors.ts';
import type { Json } from '../../src/json/value.ts';

describe('a security scheme', () => {
  it.each<[title: string, scheme: Json, result: unknown, found?: string[]]>([
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key', description: ' The key ' },
      { type: 'apiKey', in: 'header', name: 'X-Key', description: 'The key' },
    ],
    [
      'a key in the query',
      { type: 'apiKey', in: 'query', name: 'key' },
      { type: 'apiKey', in: 'query', name: 'key' },
    ],
    [
      'a key in a cookie',
      { type: 'apiKey', in: 'cookie', name: 'key' },
      { type: 'apiKey', in: 'cookie', name: 'key' },
    ],
    [
      'a bearer token',
      { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' },
      { type: 'http', scheme: 'bearer' },
    ],
    ['a password', { type: 'http', scheme: 'basic' }, { type: 'http', scheme: 'basic' }],
    ['OAuth without flows', { type: 'oauth2' }, { type: 'oauth2', flows: {} }],
    [
      'OAuth of OpenAPI 3.2',
      {
        type: 'oauth2',
        deprecated: true,
        oauth2MetadataUrl: ' https://a.example/.well-known/oauth-authorization-server ',
        flows: {
          deviceAuthorization: {
            deviceAuthorizationUrl: 'https://a.example/device',
            tokenUrl: 'https://a.example/token',
          },
        },
      },
      {
        type: 'oauth2',
        deprecated: true,
        metadataUrl: 'https://a.example/.well-known/oauth-authorization-server',
        flows: {
          deviceAuthorization: {
            deviceAuthorizationUrl: 'https://a.example/device',
            tokenUrl: 'https://a.example/token',
            scopes: [],
          },
        },
      },
    ],
    [
      'OAuth',
      {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: ' https://a.example/token ', scopes: { read: 'Reads', write: 1 } },
          authorizationCode: {
            authorizationUrl: 'https://a.example/authorize',
            tokenUrl: 'https://a.example/token',
            refreshUrl: '/refresh',
          },
          implicit: { authorizationUrl: 7 },
          password: 'no',
          unheardOf: {},
        },
      },
      {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://a.example/authorize',
            tokenUrl: 'https://a.example/token',
            refreshUrl: '/refresh',
            scopes: [],
          },
          clientCredentials: {
            tokenUrl: 'https://a.example/token',
            scopes: ['read', 'write'],
            scopeDescriptions: { read: 'Reads' },
          },
          implicit: { scopes: [] },
        },
      },
    ],
    [
      'OpenID Connect',
      { type: 'openIdConnect', openIdConnectUrl: 'https://a.example' },
      { type: 'openIdConnect', url: 'https://a.example' },
    ],
    ['OpenID Connect without a URL', { type: 'openIdConnect' }, { type: 'openIdConnect' }],
    ['a certificate', { type: 'mutualTLS' }, { type: 'mutualTLS' }],
    ['a reference', { $ref: '#/components/other/Key' }, { type: 'apiKey', in: 'query', name: 'key' }],
    [
      'a key without a name',
      { type: 'apiKey', in: 'query' },
      { type: 'unknown' },
      ['relaxed /components/securitySchemes/a~1b'],
    ],
    [
      'a key in a body',
      { type: 'apiKey', in: 'body', name: 'key' },
      { type: 'unknown' },
      ['relaxed /components/securitySchemes/a~1b'],
    ],
    [
      'http without a scheme',
      { type: 'http' },
      { type: 'unknown' },
      ['relaxed /components/securitySchemes/a~1b'],
    ],
    [
      'a type that does not exist',
      { type: 'basic' },
      { type: 'unknown' },
      ['relaxed /components/securitySchemes/a~1b'],
    ],
    ['null', null, { type: 'unknown' }, ['relaxed /components/securitySchemes/a~1b']],
    [
      'a dangling reference',
      { $ref: '#/none' },
      { type: 'unknown' },
      ['relaxed /components/securitySchemes/a~1b', 'relaxed /components/securitySchemes/a~1b'],
    ],
  ])('is read: %s', (_, scheme, result, found = []) => {
    const findings: Finding[] = [];
    const other = { Key: { type: 'apiKey', in: 'query', name: 'key' } };
    const document = { components: { securitySchemes: { 'a/b': scheme }, other } };
    expect(readSecuritySchemes(document, (finding) => findings.push(finding))).toEqual({ 'a/b': result });
    expect(findings.map(({ kind, pointer }) => `${kind} ${pointer}`)).toEqual(found);
  });

  it.each([undefined, null, [], 'none'])('is absent if the schemes are %j', (securitySchemes) => {
    const components = securitySchemes === undefined ? {} : { securitySchemes };
    expect(readSecuritySchemes({ components }, () => undefined)).toEqual({});
  });
});

describe('a security requirement', () => {
  it.each<[title: string, security: unknown, result: unknown]>([
    ['nothing declared', undefined, undefined],
    ['none needed', [], []],
    ['optional', [{}, { a: [] }], [{}, { a: [] }]],
    ['alternatives', [{ a: [] }, { b: ['read'] }], [{ a: [] }, { b: ['read'] }]],
    ['both together', [{ a: [], b: [] }], [{ a: [], b: [] }]],
    ['invalid scopes', [{ a: 'read', b: [1, 'read'] }], [{ a: [], b: ['read'] }]],
    ['one that is broken', [null, { a: [] }], [{ a: [] }]],
    ['only broken ones', ['a'], undefined],
    ['a map', { a: [] }, undefined],
  ])('is read: %s', (_, security, result) => {
    expect(readSecurity(security)).toEqual(result);
  });
});
