import { expect, it } from 'vitest';
import { cacheKey, currentBuild } from '../../src/cache/cache-key.ts';
import type { Build } from '../../src/cache/cache-key.ts';
import type { LoadAndDescribeOptions } from '../../src/describe/load-and-describe.ts';

const read = { bytes: Buffer.from('openapi: 3.1.0'), source: 'a.yaml', base: new URL('file:///a.yaml') };
const build: Build = { version: '1.0.0', time: 1, node: 'v20.19.0' };

it.each<[string, Partial<typeof read> & { location?: string }, LoadAndDescribeOptions, Partial<Build>]>([
  ['the text of the document', { bytes: Buffer.from('openapi: 3.1.1') }, {}, {}],
  ['the name of the document', { source: './a.yaml' }, {}, {}],
  ['the folder of the document', { base: new URL('file:///b/a.yaml') }, {}, {}],
  ['the URL of the document', { location: 'https://a.example/a.yaml' }, {}, {}],
  ['an option', {}, { name: 'a' }, {}],
  ['another value of the option', {}, { name: 'b' }, {}],
  ['the version of this package', {}, {}, { version: '1.0.1' }],
  ['the build of this package', {}, {}, { time: 2 }],
  ['the version of Node.js', {}, {}, { node: 'v22.12.0' }],
])('the key depends on %s', (_name, other, options, otherBuild) => {
  const key = cacheKey({ ...read, ...other }, options, { ...build, ...otherBuild });
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(key).not.toBe(cacheKey(read, {}, build));
  keys.add(key);
});
const keys = new Set<string>();

it('each of these differences gives another key', () => {
  expect(keys.size).toBe(9);
});

it.each<[string, LoadAndDescribeOptions, LoadAndDescribeOptions]>([
  ['the order of options', { name: 'a', strict: true }, { strict: true, name: 'a' }],
  ['a signal', {}, { signal: AbortSignal.abort() }],
  ['the time-out of fetches', {}, { fetchTimeout: 5 }],
  ['options that no descriptor depends on', {}, Object({ baseUrl: 'https://a.example' })],
])('the key does not depend on %s', (_name, one, other) => {
  expect(cacheKey(read, other, build)).toBe(cacheKey(read, one, build));
});

it('the key is for the current build by default', () => {
  expect(cacheKey(read, {})).toBe(cacheKey(read, {}, currentBuild()));
});
