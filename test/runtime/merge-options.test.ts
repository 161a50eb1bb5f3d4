import { expect, it } from 'vitest';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';

it.each<[title: string, sets: RuntimeOptions[], merged: RuntimeOptions]>([
  [
    'groups',
    [{ request: { server: 'a' } }, { request: { callTimeout: 1 } }],
    { request: { server: 'a', callTimeout: 1 } },
  ],
  [
    'later values over earlier ones',
    [
      { expose: 'all', result: { html: 'text' } },
      { expose: 'search', result: { html: 'source' } },
    ],
    { expose: 'search', result: { html: 'source' } },
  ],
  [
    'undefined over nothing',
    [
      { resources: false, policy: { deny: ['delete'] } },
      { resources: undefined, policy: { deny: undefined } },
    ],
    { resources: false, policy: { deny: ['delete'] } },
  ],
  [
    'values within a group as they are',
    [{ request: { headers: { a: '1' } } }, { request: { headers: { b: '2' } } }],
    { request: { headers: { b: '2' } } },
  ],
  ['nothing', [], {}],
])('merging keeps %s', (_, sets, merged) => {
  expect(mergeOptions(...sets)).toEqual(merged);
});

it('merging changes none of the options', () => {
  const options: RuntimeOptions = { request: { server: 'a' } };
  mergeOptions(options, { request: { server: 'b' } });
  expect(options).toEqual({ request: { server: 'a' } });
});
