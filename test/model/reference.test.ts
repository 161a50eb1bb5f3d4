import { describe, expect, it } from 'vitest';
import { dereference } from '../../src/model/reference.ts';
import type { Finding } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json/value.ts';

const document: JsonObject = {
  foo: ['bar', 'baz'],
  A: { $ref: '#/B' },
  B: { $ref: '#/C' },
  C: { name: 'C' },
  Loop: { $ref: '#/Pool' },
  Pool: { $ref: '#/Loop' },
  Self: { $ref: '#/Self' },
};

const broken = (reference: string): Finding[] => [
  { kind: 'relaxed', pointer: '/here', message: `reference ${JSON.stringify(reference)} does not resolve` },
];

describe('dereference', () => {
  it.each<[title: string, node: unknown, result: unknown, findings: Finding[]]>([
    ['a node that is not a reference', { a: 1 }, { node: { a: 1 }, pointer: '/here' }, []],
    ['a chain', { $ref: '#/A' }, { node: { name: 'C' }, pointer: '/C' }, []],
    ['a reference that is not a string', { $ref: 1 }, { node: { $ref: 1 }, pointer: '/here' }, []],
    ['a string', 'text', undefined, []],
    ['null', null, undefined, []],
    ['an array', [], undefined, []],
    ['a missing target', { $ref: '#/D' }, undefined, broken('#/D')],
    ['a target that is not an object', { $ref: '#/foo' }, undefined, broken('#/foo')],
    ['a reference to itself', { $ref: '#/Self' }, undefined, broken('#/Self')],
    ['a cycle', { $ref: '#/Loop' }, undefined, broken('#/Loop')],
  ])('follows %s', (_, node, result, findings) => {
    const reported: Finding[] = [];
    expect(dereference(document, node, '/here', (finding) => reported.push(finding))).toEqual(result);
    expect(reported).toEqual(findings);
  });
});
