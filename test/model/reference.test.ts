import { describe, expect, it } from 'vitest';
import { childPointer, dereference, referencePointer, resolvePointer } from '../../src/model/reference.ts';
import type { Finding } from '../../src/errors.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

// RFC 6901 §5, and what JSON pointers of documents meet besides.
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
  A: { $ref: '#/B' },
  B: { $ref: '#/C' },
  C: { name: 'C' },
  Loop: { $ref: '#/Pool' },
  Pool: { $ref: '#/Loop' },
  Self: { $ref: '#/Self' },
};

describe('a local reference resolves', () => {
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
    expect(resolvePointer(document, reference)).toEqual(node);
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
  // RFC 6901 §6 would end the name here; documents mean a slash in it.
  ['#/a%2Fb', '/a~1b'],
])('the pointer of %s is %s', (reference, pointer) => {
  expect(referencePointer(reference)).toBe(pointer);
});

const broken = (reference: string): Finding[] => [
  { kind: 'relaxed', pointer: '/here', message: `reference ${JSON.stringify(reference)} leads to nothing` },
];

describe('dereferencing', () => {
  it.each<[title: string, node: unknown, result: unknown, findings: Finding[]]>([
    ['what is no reference', { a: 1 }, { node: { a: 1 }, pointer: '/here' }, []],
    ['a chain', { $ref: '#/A' }, { node: { name: 'C' }, pointer: '/C' }, []],
    ['a reference that is no text', { $ref: 1 }, { node: { $ref: 1 }, pointer: '/here' }, []],
    ['what is no object', 'text', undefined, []],
    ['null', null, undefined, []],
    ['a list', [], undefined, []],
    ['a missing target', { $ref: '#/D' }, undefined, broken('#/D')],
    ['a target that is no object', { $ref: '#/foo' }, undefined, broken('#/foo')],
    ['itself', { $ref: '#/Self' }, undefined, broken('#/Self')],
    ['a circle', { $ref: '#/Loop' }, undefined, broken('#/Loop')],
  ])('%s', (_, node, result, findings) => {
    const reported: Finding[] = [];
    expect(dereference(document, node, '/here', (finding) => reported.push(finding))).toEqual(result);
    expect(reported).toEqual(findings);
  });
});
