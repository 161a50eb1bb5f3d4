import { describe, expect, it } from 'vitest';
import { readServers } from '../../src/model/read-servers.ts';
import type { Finding } from '../../src/index.ts';

describe('servers', () => {
  it.each<[title: string, servers: unknown, result: unknown]>([
    ['nothing declared', undefined, undefined],
    ['an empty list', [], undefined],
    ['no list', { url: '/' }, undefined],
    [
      'URLs',
      [{ url: 'https://a.example', description: ' A ' }, { url: '/v1' }],
      [{ url: 'https://a.example', description: 'A' }, { url: '/v1' }],
    ],
    ['one without a URL', [{ description: 'A' }, null, { url: '/v1' }], [{ url: '/v1' }]],
    [
      'a variable',
      [{ url: '{a}', variables: { a: { default: 'x', enum: ['x', 'y'], description: 'A' } } }],
      [{ url: '{a}', variables: { a: { default: 'x', enum: ['x', 'y'], description: 'A' } } }],
    ],
    [
      'a variable that YAML read as a number',
      [{ url: '{a}', variables: { a: { default: 443, enum: [443, 8443, true] } } }],
      [{ url: '{a}', variables: { a: { default: '443', enum: ['443', '8443', 'true'] } } }],
    ],
    [
      'a variable without default',
      [{ url: '{a}', variables: { a: { enum: ['x'] } } }],
      [{ url: '{a}', variables: { a: { default: 'x', enum: ['x'] } } }],
    ],
    [
      'a variable that is null',
      [{ url: '{a}', variables: { a: null } }],
      [{ url: '{a}', variables: { a: { default: '' } } }],
    ],
    [
      'a variable of objects',
      [{ url: '{a}', variables: { a: { default: {}, enum: [{}, 'x'] } } }],
      [{ url: '{a}', variables: { a: { default: 'x', enum: ['x'] } } }],
    ],
    ['no variables', [{ url: '/', variables: {} }], [{ url: '/' }]],
  ])('are read: %s', (_, servers, result) => {
    expect(readServers(servers, '', { location: undefined, report: () => undefined })).toEqual(result);
  });

  it.each<[url: string, location: string | undefined, read: string]>([
    ['127.0.0.1:8055', undefined, 'http://127.0.0.1:8055'],
    ['127.0.0.1/v1', undefined, 'http://127.0.0.1/v1'],
    ['localhost', undefined, 'http://localhost'],
    ['LocalHost:80/v1?a=b', undefined, 'http://LocalHost:80/v1?a=b'],
    ['[::1]:8080', undefined, 'http://[::1]:8080'],
    [' api.example.com:443/v1 ', undefined, 'https://api.example.com:443/v1'],
    ['api.example.com:{port}/v1', undefined, 'http://api.example.com:{port}/v1'],
    ['127.0.0.1:8055', 'https://api.example.com/openapi.json', 'https://127.0.0.1:8055'],
    ['api.example.com/v1', 'https://api.example.com/openapi.json', 'https://api.example.com/v1'],
    ['other.example.com/v1', 'https://api.example.com/openapi.json', 'other.example.com/v1'],
    ['api.example.com/v1', undefined, 'api.example.com/v1'],
    ['localhosts/v1', undefined, 'localhosts/v1'],
    ['1.2.3.4.5/v1', undefined, '1.2.3.4.5/v1'],
    ['v1', undefined, 'v1'],
    ['//host:80/v1', undefined, '//host:80/v1'],
    ['http://host:80/v1', undefined, 'http://host:80/v1'],
    ['urn:80x', undefined, 'urn:80x'],
    ['{host}:80', undefined, '{host}:80'],
  ])('with a host and no scheme have one: %s at %s', (url, location, read) => {
    const found: Finding[] = [];
    const report = (finding: Finding): void => void found.push(finding);
    expect(readServers([{ url }], '/paths/~1a', { location, report })).toEqual([{ url: read }]);
    const message = `a host without a scheme was read as ${JSON.stringify(read)}`;
    expect(found).toEqual(
      url === read ? [] : [{ kind: 'repaired', pointer: '/paths/~1a/servers/0/url', message }],
    );
  });
});
