import { expect, it } from 'vitest';
import { keyOf, ownBuild } from '../../src/cache/cache-key.ts';
import type { Build, ShapingOptions } from '../../src/cache/cache-key.ts';

const read = { bytes: Buffer.from('openapi: 3.1.0'), source: 'a.yaml', base: new URL('file:///a.yaml') };
const build: Build = { version: '1.0.0', time: 1, node: 'v20.19.0' };

it.each<[string, Partial<typeof read> & { location?: string }, ShapingOptions, Partial<Build>]>([
  ['its text', { bytes: Buffer.from('openapi: 3.1.1') }, {}, {}],
  ['its name', { source: './a.yaml' }, {}, {}],
  ['its place', { base: new URL('file:///b/a.yaml') }, {}, {}],
  ['where it was found', { location: 'https://a.example/a.yaml' }, {}, {}],
  ['an option', {}, { name: 'a' }, {}],
  ['the value of an option', {}, { name: 'b' }, {}],
  ['the version of this package', {}, {}, { version: '1.0.1' }],
  ['the build of this package', {}, {}, { time: 2 }],
  ['the version of Node.js', {}, {}, { node: 'v22.12.0' }],
])('is another by %s', (_name, other, options, otherBuild) => {
  const key = keyOf({ ...read, ...other }, options, { ...build, ...otherBuild });
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(key).not.toBe(keyOf(read, {}, build));
  keys.add(key);
});
const keys = new Set<string>();

it('is another each time', () => {
  expect(keys.size).toBe(9);
});

it.each<[string, ShapingOptions, ShapingOptions]>([
  ['the order of options', { name: 'a', strict: true }, { strict: true, name: 'a' }],
  ['a signal', {}, { signal: AbortSignal.abort() }],
  ['the time that fetching may take', {}, { fetchTimeout: 5 }],
  ['what shapes no descriptor', {}, Object({ baseUrl: 'https://a.example' })],
])('is the same whatever %s', (_name, one, other) => {
  expect(keyOf(read, other, build)).toBe(keyOf(read, one, build));
});

it('is that of this build by default', () => {
  expect(keyOf(read, {})).toBe(keyOf(read, {}, ownBuild()));
});
