import { expect, it } from 'vitest';
import { createPointerLocator } from '../../src/load/positions/locate-pointer.ts';

const shared = `base: &base
  kind: a
  limit: 1
copy: *base
merged:
  <<: *base
  name: n
both:
  <<: [*base, { extra: 2 }]
`;

it.each([
  ['a property at its key', 'a:\n  b: 1\n', '/a/b', [2, 3]],
  ['an item', 'a:\n  - 1\n  - b: 2\n', '/a/1', [3, 5]],
  ['a property of an item in flow style', 'a: [{x: 1, y: 2}]\n', '/a/0/y', [1, 12]],
  ['a key with a slash and a tilde', 'paths:\n  /a~b/c:\n    get: {}\n', '/paths/~1a~0b~1c/get', [3, 5]],
  ['a key with a percent sign', '"%41": 1\nb: 2\n"A": 3\n', '/%41', [1, 1]],
  ['a key that is a number', 'responses:\n  200: {}\n  404: {}\n', '/responses/404', [3, 3]],
  ['the last of two equal keys', 'a: 1\nb: 2\na: {c: 3}\n', '/a/c', [3, 5]],
  ['the closest ancestor of a missing value', 'a:\n  b: 1\n', '/a/c/d', [1, 1]],
  ['the root after comments', '# comment\n---\na: 1\n', '', [3, 1]],
  ['a value of the first of several documents', 'a: 1\n---\nb: 2\n', '/a', [1, 1]],
  ['a value that an alias stands for', shared, '/copy/limit', [3, 3]],
  ['an alias', shared, '/copy', [4, 1]],
  ['a value of a merge key', shared, '/merged/kind', [2, 3]],
  ['a value beside a merge key', shared, '/merged/name', [7, 3]],
  ['a value of a list of merged maps', shared, '/both/extra', [9, 17]],
  ['a property in JSON', '{\n "a": [1, {"b": 2}]\n}', '/a/1/b', [2, 12]],
  ['an item in JSON', '{\r\n "a": [1,\r\n2]\r\n}', '/a/1', [3, 1]],
  ['the last of two equal keys in JSON', '{"a": 1,\n "a": {"b": 2}}', '/a/b', [2, 8]],
  ['a property in JSON with a trailing comma', '{"a": 1,\n "b": 2,}', '/b', [2, 2]],
])('locates %s', async (_, text, pointer, [line, column]) => {
  const locate = await createPointerLocator(text);
  expect(locate(pointer)).toEqual({ line, column });
});

it.each([
  ['an empty text', ''],
  ['a text that is nested too deeply', '['.repeat(100_000)],
])('locates nothing in %s', async (_, text) => {
  const locate = await createPointerLocator(text);
  expect(locate('/a')).toBeUndefined();
});
