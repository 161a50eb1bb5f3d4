import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { check, constantFrom, integer, jsonValue, oneof, property, array, tuple } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../../src/describe/describe-model.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { describeDocument, schemaDocument } from '../support/describe.ts';
import { compile, listProblems } from '../support/check-lists.ts';
import type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';

const petstore = load(
  await readFile(new URL('../../specs/petstore.yaml', import.meta.url), 'utf8'),
) as JsonObject;

const text = { type: 'string' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Values to validate with each schema. */
const values: Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  7,
  1e21,
  '',
  'a',
  'ab',
  'abc',
  '1',
  'true',
  '2026-01-01',
  'cat',
  [],
  ['a'],
  [1],
  ['a', 1],
  [1, 'a'],
  ['a', 1, null],
  [[]],
  [{}],
  {},
  { a: 1 },
  { a: 'a' },
  { a: 'a', b: 1 },
  { a: null },
  { b: 'b' },
  { id: 1 },
  { id: 1, name: 'a' },
  { name: 'a' },
  { children: [{ children: [] }] },
  { children: [1] },
  { x: { a: 'a' } },
  { 'x-a': 'a' },
];

/** Returns the schemas of the argument `body`: listed, and checked. */
function bodySchemas(schema: Json, schemas: JsonObject = {}): { listed: JsonSchema; checked: JsonSchema } {
  const { descriptor, operation } = describeDocument(schemaDocument(schema, schemas));
  const { inputSchema, argumentsSchema = {} } = operation;
  return {
    listed: bodyOf(inputSchema),
    checked: { ...bodyOf(argumentsSchema), $defs: descriptor.requestDefinitions },
  };
}

function bodyOf({ properties }: JsonSchema): JsonSchema {
  return (properties as { body: JsonSchema }).body;
}

/** Schemas that drafts or validators read differently. */
const difficult: [title: string, schema: Json, fits: Json[], schemas?: JsonObject][] = [
  [
    'a tuple of 2020-12',
    { type: 'array', prefixItems: [text, { type: 'integer' }], items: false },
    [[], ['a'], ['a', 1]],
  ],
  [
    'a tuple of draft 07',
    { type: 'array', items: [text, { type: 'integer' }], additionalItems: false },
    [[], ['a'], ['a', 1]],
  ],
  ['an open tuple', { type: 'array', prefixItems: [text] }, [[], ['a'], ['a', 1], ['a', 1, null]]],
  [
    'dependentRequired',
    { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } },
    [
      {},
      { a: 'a', b: 1 },
      { b: 'b' },
      { id: 1 },
      { id: 1, name: 'a' },
      { name: 'a' },
      { children: [{ children: [] }] },
      { children: [1] },
      { x: { a: 'a' } },
      { 'x-a': 'a' },
    ],
  ],
  [
    'dependentSchemas on what is no object',
    { dependentSchemas: { a: { type: 'object', required: ['b'] } }, type: ['string', 'object'] },
    [
      '',
      'a',
      'ab',
      'abc',
      '1',
      'true',
      '2026-01-01',
      'cat',
      {},
      { a: 'a', b: 1 },
      { b: 'b' },
      { id: 1 },
      { id: 1, name: 'a' },
      { name: 'a' },
      { children: [{ children: [] }] },
      { children: [1] },
      { x: { a: 'a' } },
      { 'x-a': 'a' },
    ],
  ],
  ['a reference beside a constraint', { ...ref('Text'), maxLength: 2 }, ['', 'a', 'ab', '1'], { Text: text }],
  [
    'a recursive reference beside a constraint',
    { ...ref('Tree'), minProperties: 1 },
    [{ children: [{ children: [] }] }],
    {
      Tree: {
        type: 'object',
        properties: { children: { type: 'array', items: ref('Tree') } },
        additionalProperties: false,
      },
    },
  ],
  [
    'a recursive reference beside words',
    { ...ref('List'), description: 'D' },
    [[], [[]]],
    { List: { type: 'array', items: ref('List') } },
  ],
  ['contains', { type: 'array', contains: { type: 'integer' } }, [[1], ['a', 1], [1, 'a'], ['a', 1, null]]],
  [
    'minContains 0',
    { type: 'array', contains: { type: 'integer' }, minContains: 0, maxItems: 1 },
    [[], ['a'], [1], [[]], [{}]],
  ],
  ['bounds of both kinds', { type: 'number', exclusiveMinimum: 0, maximum: 7 }, [1, 1.5, 7]],
  ['null by nullable', { type: 'string', maxLength: 1, nullable: true }, [null, '', 'a', '1']],
  ['null by type', { type: ['null', 'boolean'] }, [null, true, false]],
  ['const null', { const: null }, [null]],
  [
    'false within',
    { type: 'object', properties: { a: false }, additionalProperties: { type: 'string' } },
    [{}, { b: 'b' }, { name: 'a' }, { 'x-a': 'a' }],
  ],
  [
    'conditions',
    { if: { type: 'string' }, then: { minLength: 3 }, else: { type: 'null' } },
    [null, 'abc', 'true', '2026-01-01', 'cat'],
  ],
  [
    'a pattern property',
    { type: 'object', patternProperties: { '^x-': text }, additionalProperties: false },
    [{}, { 'x-a': 'a' }],
  ],
  [
    'a pattern that has to be repaired',
    { type: 'string', pattern: '^\\d{4}\\-\\d\\d\\-\\d\\d$' },
    ['2026-01-01'],
  ],
  ['a format', { type: 'string', format: 'date' }, ['2026-01-01']],
  ['an enum in quotes', { type: 'integer', enum: ['1', '7'] }, [1, 7]],
  ['an enum of a list', { type: 'array', items: text, enum: ['a'] }, [[], ['a']]],
  [
    'readOnly and required',
    ref('Pet'),
    [{ name: 'a' }],
    {
      Pet: {
        type: 'object',
        properties: { id: { readOnly: true }, name: text },
        required: ['id', 'name'],
        additionalProperties: false,
      },
    },
  ],
  [
    'a discriminated union',
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'a' } },
    [{ a: 'a' }, { a: 'a', b: 1 }],
    {
      Cat: { type: 'object', properties: { a: { const: 'a' } }, required: ['a'] },
      Dog: { type: 'object', properties: { a: { const: 'b' } }, required: ['a'] },
    },
  ],
  [
    'a base and its kinds',
    ref('Base'),
    [{ a: 'a' }, { a: 'a', b: 1 }],
    {
      Base: { type: 'object', required: ['a'], oneOf: [ref('Text'), ref('Number')] },
      Text: { allOf: [ref('Base'), { properties: { a: text } }] },
      Number: { allOf: [ref('Base'), { properties: { a: { type: 'number' } } }], required: ['c'] },
    },
  ],
  [
    'a reference to itself and a choice of itself',
    { allOf: [ref('Self'), ref('Choice')] },
    ['', 'a', 'ab', 'abc', '1', 'true', '2026-01-01', 'cat'],
    { Self: ref('Self'), Choice: { anyOf: [ref('Choice'), text] } },
  ],
  [
    'an $id that would move references',
    { $id: 'urn:x', type: 'object', properties: { x: ref('A') }, required: ['x'] },
    [{ x: { a: 'a' } }],
    { A: { $id: '/a', type: 'object', required: ['a'] } },
  ],
  [
    'dangling references and unknown formats',
    { allOf: [{ $ref: '#/nowhere' }, { format: 'phone', type: 'string', maxLength: 0 }] },
    [''],
  ],
];

describe('both drafts validate alike', () => {
  it.each(difficult)('%s', (_, schema, fits, schemas) => {
    const { listed, checked } = bodySchemas(schema, schemas);
    expect(values.filter(compile(checked, '2020-12'))).toEqual(fits);
    const allowed = values.filter(compile(listed, '2020-12'));
    expect(values.filter(compile(listed, 'draft-07'))).toEqual(allowed);
    // A listed schema may allow more, and never less.
    expect(allowed).toEqual(expect.arrayContaining(fits));
  });

  it('every input schema of the pet store', () => {
    for (const { inputSchema } of describeDocument(petstore).descriptor.operations) {
      const [older, newer] = [compile(inputSchema, 'draft-07'), compile(inputSchema, '2020-12')];
      const names = [...Object.keys(inputSchema['properties'] ?? {}), 'unknown'];
      const calls = names.flatMap((name) => values.map((value): Json => ({ [name]: value })));
      const both = [...calls, ...calls.map((call) => ({ petId: 1, body: {}, ...(call as JsonObject) }))];
      expect(both.filter(older)).toEqual(both.filter(newer));
    }
  });
});

describe('every tool is valid', () => {
  it('of the pet store', () => {
    const { descriptor } = describeDocument(petstore);
    expect(descriptor.operations.length).toBeGreaterThan(20);
    expect(listProblems(descriptor)).toEqual([]);
  });

  it.each(difficult)('of a document with %s', (_, schema, __, schemas) => {
    expect(listProblems(describeDocument(schemaDocument(schema, schemas)).descriptor)).toEqual([]);
  });
});

/** Returns the faults of the tools of a document, or the error that describing it threw. */
function complaints(document: JsonObject): string[] {
  try {
    const findings: string[] = [];
    const report = ({ pointer, message }: { pointer: string; message: string }): void => {
      if (message === '' || !/^(\/|$)/.test(pointer)) findings.push(`${pointer}: ${message}`);
    };
    const descriptor = describeModel(buildModel({ document }, report), {}, report);
    JSON.stringify(descriptor);
    return [...findings, ...listProblems(descriptor)];
  } catch (error) {
    return [String(error instanceof Error ? error.stack : error)];
  }
}

/** A document that uses every kind of node, for the tests to break. */
const everything: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Everything', version: '1', description: 'D' },
  servers: [{ url: 'https://{a}.example', variables: { a: { default: 'a', enum: ['a', 'b'] } } }],
  tags: [{ name: 'a', description: 'A. B.' }],
  security: [{ key: [] }],
  paths: {
    '/a/{id}': {
      summary: 'S',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', enum: [1, 2] } }],
      get: {
        operationId: 'get a',
        tags: ['a'],
        parameters: [
          { $ref: '#/components/parameters/Tags' },
          {
            name: 'filter[x]',
            in: 'query',
            style: 'deepObject',
            schema: ref('Pet'),
            examples: { a: { value: {} } },
          },
          { name: 'X-A', in: 'header', content: { 'application/json': { schema: { type: 'object' } } } },
        ],
        responses: {
          '200': { description: 'Done', content: { 'application/json': { schema: ref('Tree') } } },
          default: { $ref: '#/components/responses/Error' },
        },
      },
      post: {
        operationId: 'post_a',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                allOf: [
                  ref('Pet'),
                  { properties: { b: { type: ['string', 'null'], pattern: '^a' } }, required: ['id'] },
                ],
              },
              example: {},
            },
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: {
                  file: { type: 'string', format: 'binary' },
                  many: { type: 'array', items: ref('Pet') },
                },
              },
              encoding: { file: { contentType: 'image/png', headers: { 'X-B': { schema: { const: 1 } } } } },
            },
          },
        },
        responses: {
          '201': {
            description: 'Done',
            content: { 'application/json': { schema: { type: 'array', items: ref('Pet') } } },
          },
        },
        security: [],
        servers: [{ url: '/b' }],
      },
    },
  },
  components: {
    parameters: {
      Tags: {
        name: 'tags',
        in: 'query',
        explode: false,
        style: 'pipeDelimited',
        schema: { type: 'array', items: text },
      },
    },
    responses: {
      Error: {
        description: 'E',
        content: { 'application/problem+json': { schema: { type: 'object', additionalProperties: true } } },
      },
    },
    schemas: {
      Pet: {
        type: 'object',
        properties: {
          id: { type: 'integer', readOnly: true },
          name: { ...text, minLength: 1, default: 'a' },
          kind: { enum: ['a', 'b'] },
          tree: ref('Tree'),
        },
        required: ['id', 'name'],
        dependentRequired: { kind: ['name'] },
        patternProperties: { '^x-': true },
      },
      Tree: {
        properties: {
          children: { type: 'array', items: ref('Tree'), minItems: 1 },
          pair: { prefixItems: [text, { type: 'number', minimum: 0 }], items: false },
        },
        oneOf: [{ required: ['children'] }, { not: { required: ['children'] } }],
        discriminator: { propertyName: 'kind' },
        example: {},
      },
    },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X' } },
  },
};

const places = [...placesIn(everything)];

/** Returns the path of each node of a document. */
function* placesIn(node: Json, path: string[] = []): Generator<string[]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, child] of Object.entries(node)) {
    yield [...path, key];
    yield* placesIn(child, [...path, key]);
  }
}

/** Returns a copy of the document with one node replaced. */
function replace(node: Json, [key, ...rest]: string[], value: Json): Json {
  if (key === undefined) return value;
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return node;
  if (Array.isArray(node))
    return node.map((item, index) => (String(index) === key ? replace(item, rest, value) : item));
  return { ...node, [key]: replace(node[key] ?? null, rest, value) };
}

function at(node: Json, path: string[]): Json {
  return path.reduce<Json>((inner, key) => (inner as JsonObject)[key] ?? null, node);
}

/** Generates any JSON, another node of the document, or a reference to one. */
const node: Arbitrary<Json> = oneof(
  { weight: 2, arbitrary: jsonValue({ maxDepth: 3 }) as Arbitrary<Json> },
  { weight: 2, arbitrary: constantFrom(...places).map((path) => at(everything, path)) },
  {
    weight: 1,
    arbitrary: constantFrom(...places).map((path) => ({
      $ref: `#/${path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    })),
  },
  {
    weight: 1,
    arbitrary: constantFrom<Json>(
      null,
      true,
      false,
      '',
      [],
      {},
      -1,
      Infinity,
      '__proto__',
      ['__proto__'],
      { $ref: '#' },
      { type: 'file' },
      { toString: 1 },
      [[]],
    ),
  },
);

/** Number of runs; an environment variable raises it, because compiling schemas takes long. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 40);

describe('describing never throws and every tool is valid', { timeout: 20_000 + runs * 500 }, () => {
  it('for documents that are any JSON', () => {
    const document = jsonValue({ maxDepth: 5 }).map(
      (value) => ({ openapi: '3.1.0', paths: value }) as JsonObject,
    );
    const outcome = check(
      property(document, (broken) => complaints(broken).length === 0),
      { numRuns: runs },
    );
    expect(outcome.counterexample).toBeNull();
  });

  it('for schemas that are any JSON', () => {
    const outcome = check(
      property(
        node,
        node,
        (schema, other) => complaints(schemaDocument(schema, { Pet: other, Tree: schema })).length === 0,
      ),
      { numRuns: runs },
    );
    expect(outcome.counterexample).toBeNull();
  });

  it('for a document with broken nodes', () => {
    const changes = array(tuple(integer({ min: 0, max: places.length - 1 }), node), {
      minLength: 1,
      maxLength: 4,
    });
    const outcome = check(
      property(changes, (replaced) => {
        const broken = replaced.reduce<Json>(
          (document, [place, value]) => replace(document, places[place] ?? [], value),
          everything,
        );
        return complaints(broken as JsonObject).length === 0;
      }),
      { numRuns: runs },
    );
    expect(
      outcome.counterexample?.[0].map(([place, value]) => ({ at: places[place]?.join('/'), value })) ?? null,
    ).toBeNull();
  });

  it('for a document with an object that is no text in place of each text', () => {
    const texts = places.filter((path) => typeof at(everything, path) === 'string');
    const broken = texts.map((path) => replace(everything, path, { toString: 1 }) as JsonObject);
    expect(broken.flatMap(complaints)).toEqual([]);
  });

  it('for a header that no value fits', () => {
    const path = 'paths|/a/{id}|get|parameters|2|content|application/json|schema'.split('|');
    expect(complaints(replace(everything, path, false) as JsonObject)).toEqual([]);
  });

  it('for the unbroken document, without findings', () => {
    expect(complaints(everything)).toEqual([]);
  });
});
