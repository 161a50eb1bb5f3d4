import { describe, expect, it } from 'vitest';
import {
  childPointer,
  formatPointer,
  parseFragment,
  parsePointer,
  parseReference,
  referencePointer,
  resolveReference,
} from '../../src/json/pointer.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

// The document of RFC 6901 §5, and further names that occur in OpenAPI documents.
const document: JsonObject = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
  '~1': 9,
  é: 10,
  nothing: null,
};

describe('a local reference resolves to its value:', () => {
  it.each<[reference: string, node: Json | undefined]>([
    ['#', document],
    ['#/foo', ['bar', 'baz']],
    ['#/foo/0', 'bar'],
    ['#/', 0],
    ['#/a~1b', 1],
    ['#/c%25d', 2],
    ['#/c%d', 2],
    ['#/e%5Ef', 3],
    ['#/g%7Ch', 4],
    ['#/i%5Cj', 5],
    ['#/k%22l', 6],
    ['#/%20', 7],
    ['#/m~0n', 8],
    ['#/~01', 9],
    ['#/%C3%A9', 10],
    ['#/é', 10],
    ['#/nothing', null],
    ['#/foo/2', undefined],
    ['#/foo/-', undefined],
    ['#/foo/00', undefined],
    ['#/foo/bar', undefined],
    ['#/nothing/more', undefined],
    ['#/toString', undefined],
    ['#/__proto__', undefined],
    ['#foo', undefined],
    ['foo', undefined],
    ['other.yaml#/foo', undefined],
    ['', undefined],
  ])('%s', (reference, node) => {
    expect(resolveReference(document, reference)).toEqual(node);
  });
});

it.each<[pointer: string, segments: (string | number)[], child: string]>([
  ['', ['a'], '/a'],
  ['/a', ['b/c', 'd~e', 0], '/a/b~1c/d~0e/0'],
  ['/a', [''], '/a/'],
  ['/a', [], '/a'],
])('from %s by %j is %s', (pointer, segments, child) => {
  expect(childPointer(pointer, ...segments)).toBe(child);
});

it.each<[reference: string, pointer: string]>([
  ['#', ''],
  ['#/a/b', '/a/b'],
  ['#/a%20b/~1~0', '/a b/~1~0'],
  // RFC 6901 §6 would end the name here, but documents mean a slash in the name.
  ['#/a%2Fb', '/a~1b'],
])('the pointer of %s is %s', (reference, pointer) => {
  expect(referencePointer(reference)).toBe(pointer);
});

it.each<[pointer: string, path: string[] | undefined]>([
  ['', []],
  ['/', ['']],
  ['/a/0', ['a', '0']],
  ['/b~1c/d~0e/~01', ['b/c', 'd~e', '~1']],
  ['/a%20b', ['a%20b']],
  ['a', undefined],
  ['#/a', undefined],
])('the pointer %j has the path %j', (pointer, path) => {
  expect(parsePointer(pointer)).toEqual(path);
  if (path !== undefined) expect(formatPointer(path)).toBe(pointer);
});

it.each<[fragment: string, path: string[] | undefined]>([
  ['', []],
  ['/a%20b/c~1d', ['a b', 'c/d']],
  ['/100%', ['100%']],
  ['anchor', undefined],
])('the fragment %j has the path %j', (fragment, path) => {
  expect(parseFragment(fragment)).toEqual(path);
  expect(parseReference(`#${fragment}`)).toEqual(path);
  expect(parseReference(`other.yaml#${fragment}`)).toBeUndefined();
});
