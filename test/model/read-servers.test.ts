import { describe, expect, it } from 'vitest';
import { readServers } from '../../src/model/read-servers.ts';

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
    expect(readServers(servers)).toEqual(result);
  });
});
