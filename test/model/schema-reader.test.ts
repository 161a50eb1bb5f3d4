import { describe, expect, it } from 'vitest';
import { SchemaReader } from '../../src/model/schema-reader.ts';
import { nested } from '../support/describe.ts';
import { integer, readSchema as read, ref, text } from '../support/read-schema.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

describe('references', () => {
  const pet = { type: 'object', properties: { name: text } };
  it.each<[title: string, schema: JsonObject, schemas: JsonObject, result: JsonObject]>([
    ['inlined', ref('Pet'), { Pet: pet }, pet],
    [
      'a reference to a reference, inlined',
      { properties: { a: ref('A') } },
      { A: ref('B'), B: text },
      { properties: { a: text } },
    ],
    [
      'twice to one',
      { properties: { a: ref('A'), b: ref('A') } },
      { A: text },
      { properties: { a: text, b: text } },
    ],
    [
      'with a description',
      { ...ref('Pet'), description: 'D' },
      { Pet: { ...pet, description: 'E' } },
      { description: 'D', allOf: [{ ...pet, description: 'E' }] },
    ],
    ['with a default', { ...ref('A'), default: 'a' }, { A: text }, { default: 'a', allOf: [text] }],
    ['with an example', { ...ref('A'), example: 'a' }, { A: text }, { examples: ['a'], allOf: [text] }],
    [
      'with a constraint',
      { ...ref('A'), minLength: 1 },
      { A: { maxLength: 9 } },
      { minLength: 1, allOf: [{ maxLength: 9 }] },
    ],
    [
      'with allOf',
      { ...ref('A'), allOf: [{ minLength: 1 }] },
      { A: text },
      { allOf: [text, { minLength: 1 }] },
    ],
    ['with an extension', { ...ref('A'), 'x-a': 1 }, { A: text }, text],
    ['with percent-encoding', { $ref: '#/components/schemas/A%20B%C3%A9' }, { 'A Bé': text }, text],
    ['with bad percent-encoding', { $ref: '#/components/schemas/A%2' }, { 'A%2': text }, text],
    ['with tildes', { $ref: '#/components/schemas/a~1b~0c' }, { 'a/b~c': text }, text],
    ['to a part', { $ref: '#/components/schemas/Pet/properties/name' }, { Pet: pet }, text],
    [
      'to an item of an array',
      { $ref: '#/components/schemas/A/allOf/1' },
      { A: { allOf: [integer, text] } },
      text,
    ],
    ['to a boolean schema', ref('A'), { A: false }, { not: {} }],
    ['dynamic ones, as plain ones', { $dynamicRef: '#/components/schemas/A' }, { A: text }, text],
  ])('are resolved: %s', (_, schema, schemas, result) => {
    expect(read(schema, schemas)).toMatchObject({ findings: [] });
    expect(read(schema, schemas).inlined).toEqual(result);
  });

  it.each<[title: string, reference: string]>([
    ['to a missing name', '#/components/schemas/Missing'],
    ['to an anchor', '#anchor'],
    ['to a file', 'other.yaml#/A'],
    ['that is empty', ''],
    ['to what objects inherit', '#/components/schemas/constructor'],
    ['through a string', '#/openapi/0/1'],
  ])('are reported and allow every value if they are dangling: %s', (_, reference) => {
    const result = read({ properties: { a: { $ref: reference }, b: text } });
    expect(result.schema).toEqual({ properties: { a: {}, b: text } });
    expect(result.found).toEqual(['relaxed /schema/properties/a']);
    expect(result.findings[0]?.message).toBe(`reference ${JSON.stringify(reference)} does not resolve`);
  });

  it('have one finding for a flaw of their target, with its pointer', () => {
    const result = read(
      { anyOf: [ref('A b'), { $ref: '#/components/schemas/A%20b' }] },
      { 'A b': { type: 'object', properties: { c: { format: 'phone' } } } },
    );
    expect(result.found).toEqual(['ignored /components/schemas/A b/properties/c/format']);
  });
});

describe('a recursive schema', () => {
  const tree = { type: 'object', properties: { children: { type: 'array', items: ref('Tree') } } };
  const treeRead = {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
  };

  it('stays a reference to $defs', () => {
    const result = read({ properties: { root: ref('Tree') } }, { Tree: tree });
    expect(result.schema).toEqual({ properties: { root: { $ref: '#/$defs/Tree' } } });
    expect(result.definitions).toEqual({ Tree: treeRead });
  });

  it('has annotations beside a reference moved around it', () => {
    const result = read({ properties: { root: { ...ref('Tree'), description: 'D' } } }, { Tree: tree });
    expect(result.schema).toEqual({
      properties: { root: { description: 'D', allOf: [{ $ref: '#/$defs/Tree' }] } },
    });
  });

  it.each<[title: string, schemas: JsonObject, definitions: string[]]>([
    ['of two', { A: { properties: { b: ref('B') } }, B: { properties: { a: ref('A') } } }, ['A', 'B']],
    [
      'of three, one beside',
      {
        A: { properties: { b: ref('B'), d: ref('D') } },
        B: { allOf: [ref('C')] },
        C: { items: ref('A') },
        D: text,
      },
      ['A', 'B', 'C', 'D'],
    ],
    [
      'by a dynamic reference',
      { A: { properties: { a: { $dynamicRef: '#/components/schemas/A' } } } },
      ['A'],
    ],
    ['by dependencies', { A: { dependencies: { a: { items: ref('A') } } } }, ['A']],
    ['by a condition', { A: { if: { items: ref('A') }, then: { contains: ref('A') } } }, ['A']],
    ['by a pattern', { A: { patternProperties: { '^a': ref('A') } } }, ['A']],
    ['by a tuple', { A: { prefixItems: [ref('A')], items: false } }, ['A']],
    ['by a tuple of draft 07', { A: { items: [ref('A')], additionalItems: ref('A') } }, ['A']],
    [
      'to a part of itself',
      { A: { properties: { b: { items: { $ref: '#/components/schemas/A/properties/b' } } } } },
      ['A', 'b'],
    ],
    [
      'through a definition of its own',
      { A: { $defs: { a: ref('A') }, items: { $ref: '#/components/schemas/A/$defs/a' } } },
      ['A', 'a'],
    ],
  ])('stays a reference: %s', (_, schemas, names) => {
    const result = read({ properties: { a: ref('A') } }, schemas);
    expect(Object.keys(result.definitions).toSorted()).toEqual(names.toSorted());
    expect(result.found).toEqual([]);
  });

  it('has unique names for definitions with equal last segments', () => {
    const own = {
      A: { properties: { a: { $ref: '#/components/schemas/Inner/properties/A' }, b: ref('A') } },
      Inner: { properties: { A: { items: { $ref: '#/components/schemas/Inner/properties/A' } } } },
    };
    const result = read(ref('A'), own);
    expect(result.definitions).toEqual({
      A: { properties: { a: { $ref: '#/$defs/A_2' }, b: { $ref: '#/$defs/A' } } },
      A_2: { items: { $ref: '#/$defs/A_2' } },
    });
  });

  it('has names for definitions that need no escaping', () => {
    const name = 'Ä/~ "%41 b';
    const reference = '#/components/schemas/%C3%84~1~0%20%22%2541%20b';
    const result = read({ $ref: reference }, { [name]: { items: { $ref: reference } } });
    expect(Object.keys(result.definitions)).toEqual(['_41_b']);
  });
});

describe('named schemas', () => {
  it('become references', () => {
    const result = read({ properties: { a: ref('A') } }, { A: { items: ref('B') }, B: text });
    expect(result.schema).toEqual({ properties: { a: { $ref: '#/$defs/A' } } });
    expect(result.definitions).toEqual({ A: { items: { $ref: '#/$defs/B' } }, B: text });
  });

  it('are read once', () => {
    const document = { components: { schemas: { A: { items: ref('B') }, B: text, C: ref('B') } } };
    const reader = new SchemaReader(document, () => undefined);
    expect(reader.read(ref('A'), '', 'response')).toEqual({ $ref: '#/$defs/A' });
    expect(reader.read(ref('C'), '', 'response')).toEqual({ $ref: '#/$defs/C' });
    expect(Object.fromEntries(reader.definitions('response'))).toEqual({
      A: { items: { $ref: '#/$defs/B' } },
      B: text,
      C: { $ref: '#/$defs/B' },
    });
  });
});

describe('a large or deep schema', () => {
  it('is read quickly if thirty schemas hold the next one twice', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      { properties: { a: ref(`L${level + 1}`), b: ref(`L${level + 1}`) }, required: ['id'] },
    ]);
    const started = performance.now();
    const result = read(ref('L0'), { ...Object.fromEntries(levels), L30: text });
    expect(result.found).toEqual([]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('is read quickly if thirty schemas inherit from the next one ten times', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      { allOf: Array.from({ length: 10 }, () => ref(`L${level + 1}`)), required: ['id'] },
    ]);
    const last = { properties: { id: { readOnly: true } } };
    const started = performance.now();
    const result = read(ref('L0'), { ...Object.fromEntries(levels), L30: last });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect('required' in result.schema).toBe(false);
  });

  it('allows every value below the maximum depth', () => {
    const result = read(nested(150, (inner) => ({ items: inner as JsonObject }), text));
    expect(result.found).toEqual([`relaxed /schema${'/items'.repeat(101)}`]);
    expect(JSON.stringify(result.schema)).not.toContain('string');
  });

  it.each([
    ['properties', (name: string) => ({ properties: { next: ref(name) } })],
    ['bare references', ref],
    ['allOf', (name: string) => ({ allOf: [ref(name)] })],
  ])('is split into definitions without loss if 5,000 schemas are chained by %s', (_, link) => {
    const chain = Array.from({ length: 5_000 }, (__, index) => [`S${index}`, link(`S${index + 1}`)]);
    const result = read(ref('S0'), { ...Object.fromEntries(chain), S5000: { const: 'the end' } });
    expect(result.found).toEqual([]);
    const definitions = Object.values(result.definitions);
    expect(definitions.length).toBeGreaterThan(40);
    for (const schema of definitions) expect(levelsOf(schema)).toBeLessThanOrEqual(102);
    expect(JSON.stringify(definitions)).toContain('the end');
  });
});

/** Returns the number of levels in a chain of schemas. */
function levelsOf(schema: JsonObject): number {
  let levels = 0;
  for (let node: Json | undefined = schema; node !== undefined; levels++) {
    const { properties, allOf } = node as { properties?: JsonObject; allOf?: Json[] };
    node = properties?.['next'] ?? allOf?.[0];
  }
  return levels;
}
