/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import { describe, expect, it } from 'vitest';
import { createSchemaReader } from '../../src/model/schema.ts';
import { nested } from '../support/describe.ts';
import type { Finding } from '../../src/errors.ts';
import type { Direction, ReadSchema, ReferenceMode } from '../../src/model/schema.ts';
import type { Json, JsonObject } from '../../src/runtime/types.ts';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Reads a schema that stands at `/schema` beside named ones. */
function read(
  schema: Json,
  schemas: JsonObject = {},
  { direction = 'request', mode = 'inline' }: { direction?: Direction; mode?: ReferenceMode } = {},
): ReadSchema & { found: string[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const reader = createSchemaReader({ schema, components: { schemas } }, (finding) => findings.push(finding));
  const result = reader.read(schema as JsonObject | boolean, '/schema', direction, mode);
  return { ...result, findings, found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`) };
}

const text = { type: 'string' };
const integer = { type: 'integer' };

describe('keywords', () => {
  it.each<[title: string, schema: Json, result: JsonObject, found?: string[]]>([
    ['true', true, {}],
    ['false', false, { not: {} }],
    [
      'what both drafts know stays, in order',
      { title: 'T', type: 'string', minLength: 1, pattern: '^a', default: 'a' },
      { title: 'T', type: 'string', minLength: 1, pattern: '^a', default: 'a' },
    ],
    [
      'conditions stay',
      { if: text, then: { minLength: 1 }, else: false },
      { if: text, then: { minLength: 1 }, else: { not: {} } },
    ],
    ['const null stays', { const: null }, { const: null }],
    [
      'default null stays',
      { type: ['string', 'null'], default: null },
      { type: ['string', 'null'], default: null },
    ],
    ['example becomes examples', { type: 'string', example: 'a' }, { type: 'string', examples: ['a'] }],
    [
      'examples win over example',
      { type: 'string', example: 'a', examples: ['b'] },
      { type: 'string', examples: ['b'] },
    ],
    ['example null', { example: null }, { examples: [null] }],
    ['examples by name are none', { examples: { a: { value: 1 } }, example: 2 }, { examples: [2] }],
    [
      "OpenAPI's own keywords go",
      {
        type: 'object',
        discriminator: { propertyName: 'a' },
        xml: { name: 'a' },
        externalDocs: { url: 'a' },
      },
      { type: 'object' },
    ],
    ['extensions go', { type: 'string', 'x-enum-names': ['A'], 'x-mcp-header': 'A' }, text],
    [
      'identities go',
      {
        $id: 'urn:a',
        $schema: 'http://a',
        $anchor: 'a',
        $dynamicAnchor: 'b',
        $comment: 'c',
        $vocabulary: {},
        id: 'd',
        type: 'string',
      },
      text,
    ],
    ['own definitions go', { $defs: { a: text }, definitions: { b: text }, type: 'string' }, text],
    [
      'boolean schemas within',
      { properties: { a: true, b: false } },
      { properties: { a: {}, b: { not: {} } } },
    ],
    ['additionalProperties stay boolean', { additionalProperties: false }, { additionalProperties: false }],
    ['an array without items', { type: 'array' }, { type: 'array', items: {} }],
    ['an array or null without items', { type: ['array', 'null'] }, { type: ['array', 'null'], items: {} }],
    ['items that are false', { type: 'array', items: false }, { type: 'array', items: { not: {} } }],
    ['an unknown format', { type: 'string', format: 'phone' }, text, ['relaxed /schema/format']],
    ['a known format', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    [
      'a pattern of another flavour',
      { type: 'string', pattern: '(?i)^a' },
      text,
      ['relaxed /schema/pattern'],
    ],
    [
      'a pattern property of another flavour',
      { patternProperties: { '(?i)a': text, '^b': text } },
      { patternProperties: { '^b': text } },
      ['relaxed /schema/patternProperties/(?i)a'],
    ],
    [
      'nullable in a document of 3.1',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
      ['repaired /schema'],
    ],
    ['nullable false', { type: 'string', nullable: false }, text],
    [
      'minContains 0 asks for nothing',
      { contains: text, minContains: 0 },
      {},
      ['ignored /schema/minContains'],
    ],
    [
      'unevaluatedProperties',
      { unevaluatedProperties: false },
      {},
      ['ignored /schema/unevaluatedProperties'],
    ],
    ['unevaluatedProperties that allow all', { unevaluatedProperties: true }, {}],
  ])('%s', (_, schema, result, found = []) => {
    const read_ = read(schema);
    expect(read_.schema).toEqual(result);
    expect(read_.found).toEqual(found);
  });
});

describe('a broken keyword is relaxed or repaired where it stands', () => {
  it.each<[title: string, schema: Json, result: JsonObject, found: string]>([
    ['a schema that is a text', 'string', {}, 'relaxed /schema'],
    ['a schema that is null', null, {}, 'relaxed /schema'],
    ['a schema that is a list', [text], {}, 'relaxed /schema'],
    ['type that does not exist', { type: 'any' }, {}, 'relaxed /schema/type'],
    ['type of which one does not exist', { type: ['string', 'file'] }, text, 'relaxed /schema/type'],
    ['type that is an object', { type: {} }, {}, 'relaxed /schema/type'],
    ['enum that is a text', { enum: 'a' }, {}, 'relaxed /schema/enum'],
    ['enum without values', { enum: [] }, {}, 'relaxed /schema/enum'],
    ['required of Swagger 1', { required: true }, {}, 'relaxed /schema/required'],
    [
      'required of which one is no name',
      { required: ['a', 1, 'a'] },
      { required: ['a'] },
      'relaxed /schema/required',
    ],
    ['properties that are a list', { properties: [text] }, {}, 'relaxed /schema/properties'],
    [
      'a property that is a text',
      { properties: { a: 'string' } },
      { properties: { a: {} } },
      'relaxed /schema/properties/a',
    ],
    ['allOf that is an object', { allOf: text }, { allOf: [text] }, 'relaxed /schema/allOf'],
    ['anyOf without branches', { anyOf: [] }, {}, 'relaxed /schema/anyOf'],
    [
      'items that are a text',
      { type: 'array', items: 'string' },
      { type: 'array', items: {} },
      'relaxed /schema/items',
    ],
    [
      'additionalProperties that are a text',
      { additionalProperties: 'false' },
      { additionalProperties: {} },
      'relaxed /schema/additionalProperties',
    ],
    ['a bound in quotes', { minimum: '1' }, { minimum: 1 }, 'repaired /schema/minimum'],
    ['a bound that is none', { minimum: 'one' }, {}, 'relaxed /schema/minimum'],
    [
      'a bound of 3.0',
      { minimum: 1, exclusiveMinimum: true },
      { minimum: 1 },
      'relaxed /schema/exclusiveMinimum',
    ],
    ['a length below zero', { minLength: -1 }, {}, 'relaxed /schema/minLength'],
    ['a length that is no integer', { maxItems: 1.5 }, {}, 'relaxed /schema/maxItems'],
    ['multiples of zero', { multipleOf: 0 }, {}, 'relaxed /schema/multipleOf'],
    ['a pattern that is no text', { pattern: 1 }, {}, 'relaxed /schema/pattern'],
    ['a format that is no text', { format: 1 }, {}, 'relaxed /schema/format'],
  ])('%s', (_, schema, result, found) => {
    const read_ = read(schema);
    expect(read_.schema).toEqual(result);
    expect(read_.found).toEqual([found]);
  });

  it('what is no constraint goes without a word', () => {
    const read_ = read({ title: 1, description: [], deprecated: 'yes', uniqueItems: 1, examples: 'a' });
    expect(read_).toMatchObject({ schema: {}, findings: [] });
  });
});

describe('properties that are called like keywords', () => {
  const names = [
    'example',
    'examples',
    'nullable',
    'format',
    'type',
    'items',
    'required',
    'enum',
    'default',
    'properties',
    'allOf',
    'not',
    '$ref',
    '$id',
    '$defs',
    'const',
    'readOnly',
    'x-a',
    'constructor',
    'toString',
  ];

  it.each(names)('%s', (name) => {
    const schema = { type: 'object', properties: { [name]: text }, required: [name] };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
  });

  it('all of them together, below one another', () => {
    const property = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, integer])) };
    const schema = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, property])) };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
  });

  it('data is not read as a schema', () => {
    const data = { $ref: '#/nowhere', type: 'file', nullable: true, example: 1, properties: [] };
    const schema = { default: data, examples: [data], const: data };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
    expect(read({ enum: [data] })).toMatchObject({ schema: { enum: [data] }, findings: [] });
  });
});

describe('tuples', () => {
  const pair = [text, integer];
  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['prefixItems that are open', { prefixItems: pair }, { items: {} }],
    [
      'prefixItems and nothing else',
      { type: 'array', prefixItems: pair, items: false },
      { type: 'array', items: { anyOf: pair }, maxItems: 2 },
    ],
    [
      'prefixItems and then others',
      { prefixItems: pair, items: { type: 'null' } },
      { items: { anyOf: [...pair, { type: 'null' }] } },
    ],
    [
      'prefixItems with a length',
      { prefixItems: pair, minItems: 2, maxItems: 2 },
      { minItems: 2, maxItems: 2, items: { anyOf: pair } },
    ],
    [
      'a shorter length stays',
      { prefixItems: pair, items: false, maxItems: 1 },
      { items: { anyOf: pair }, maxItems: 1 },
    ],
    [
      'a longer length gives way',
      { prefixItems: pair, items: false, maxItems: 9 },
      { items: { anyOf: pair }, maxItems: 2 },
    ],
    ['items of draft 07 that are open', { items: pair }, { items: {} }],
    [
      'items of draft 07 and nothing else',
      { items: pair, additionalItems: false },
      { items: { anyOf: pair }, maxItems: 2 },
    ],
    [
      'items of draft 07 and then others',
      { items: pair, additionalItems: { type: 'null' } },
      { items: { anyOf: [...pair, { type: 'null' }] } },
    ],
    [
      'additionalItems without a tuple mean nothing',
      { items: text, additionalItems: false },
      { items: text },
    ],
    ['an empty tuple', { type: 'array', items: [] }, { type: 'array', items: {} }],
    ['empty prefixItems', { prefixItems: [], items: text }, { items: text }],
  ])('%s', (_, schema, result) => {
    expect(read(schema)).toMatchObject({ findings: [] });
    expect(read(schema).schema).toEqual(result);
  });
});

/** What stands for a dependency on `a`. */
const whenA = (then: JsonObject): JsonObject => ({
  allOf: [{ if: { type: 'object', required: ['a'] }, then }],
});

describe('dependencies', () => {
  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['dependentRequired', { dependentRequired: { a: ['b', 'b', 1] } }, whenA({ required: ['b'] })],
    ['dependentSchemas', { dependentSchemas: { a: { minProperties: 2 } } }, whenA({ minProperties: 2 })],
    ['dependencies of names', { dependencies: { a: ['b'] } }, whenA({ required: ['b'] })],
    ['dependencies of schemas', { dependencies: { a: { minProperties: 2 } } }, whenA({ minProperties: 2 })],
    [
      'beside allOf',
      { allOf: [text], dependentRequired: { a: ['b'] } },
      { allOf: [text, ...(whenA({ required: ['b'] })['allOf'] as Json[])] },
    ],
    ['on nothing', { dependentRequired: { a: [] } }, {}],
    ['that are broken', { dependentRequired: { a: 'b' }, dependencies: 1, dependentSchemas: [] }, {}],
  ])('%s', (_, schema, result) => {
    expect(read(schema).schema).toEqual(result);
  });
});

describe('references', () => {
  const pet = { type: 'object', properties: { name: text } };
  it.each<[title: string, schema: JsonObject, schemas: JsonObject, result: JsonObject]>([
    ['are inlined', ref('Pet'), { Pet: pet }, pet],
    [
      'of references are inlined',
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
      { ...pet, description: 'D' },
    ],
    ['with a default', { ...ref('A'), default: 'a' }, { A: text }, { ...text, default: 'a' }],
    ['with an example', { ...ref('A'), example: 'a' }, { A: text }, { ...text, examples: ['a'] }],
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
      'to an item of a list',
      { $ref: '#/components/schemas/A/allOf/1' },
      { A: { allOf: [integer, text] } },
      text,
    ],
    ['to a boolean schema', ref('A'), { A: false }, { not: {} }],
    ['dynamic ones are read as plain ones', { $dynamicRef: '#/components/schemas/A' }, { A: text }, text],
  ])('%s', (_, schema, schemas, result) => {
    expect(read(schema, schemas)).toMatchObject({ findings: [], definitions: {} });
    expect(read(schema, schemas).schema).toEqual(result);
  });

  it.each<[title: string, reference: string]>([
    ['to a missing name', '#/components/schemas/Missing'],
    ['to an anchor', '#anchor'],
    ['to a file', 'other.yaml#/A'],
    ['that is empty', ''],
    ['to what objects inherit', '#/components/schemas/constructor'],
    ['through a text', '#/openapi/0/1'],
  ])('%s lead nowhere and allow everything', (_, reference) => {
    const result = read({ properties: { a: { $ref: reference }, b: text } });
    expect(result.schema).toEqual({ properties: { a: {}, b: text } });
    expect(result.found).toEqual(['relaxed /schema/properties/a']);
    expect(result.findings[0]?.message).toBe(`reference ${JSON.stringify(reference)} leads to nothing`);
  });

  it('a finding points to where the schema stands, once, whoever refers to it', () => {
    const result = read(
      { anyOf: [ref('A b'), { $ref: '#/components/schemas/A%20b' }] },
      { 'A b': { type: 'object', properties: { c: { format: 'phone' } } } },
    );
    expect(result.found).toEqual(['relaxed /components/schemas/A b/properties/c/format']);
  });
});

describe('recursion', () => {
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

  it('words beside a reference that stays go around it', () => {
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
      ['A', 'B', 'C'],
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
      ['b'],
    ],
    [
      'through a definition of its own',
      { A: { $defs: { a: ref('A') }, items: { $ref: '#/components/schemas/A/$defs/a' } } },
      ['A', 'a'],
    ],
  ])('%s', (_, schemas, names) => {
    const result = read({ properties: { a: ref('A') } }, schemas);
    expect(Object.keys(result.definitions).toSorted()).toEqual(names.toSorted());
    expect(result.found).toEqual([]);
  });

  it('definitions of the same name are told apart', () => {
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

  it('definitions have names that need no escaping', () => {
    const name = 'Ä/~ "%41 b';
    const reference = '#/components/schemas/%C3%84~1~0%20%22%2541%20b';
    const result = read({ $ref: reference }, { [name]: { items: { $ref: reference } } });
    expect(Object.keys(result.definitions)).toEqual(['_41_b']);
  });
});

describe('schemas that are made of themselves', () => {
  const base = { type: 'object', properties: { kind: text } };
  const cat = { properties: { lives: integer } };

  it('a base and its kinds: each kind inherits what the base says of itself', () => {
    const schemas = {
      Base: { ...base, oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
      Cat: { allOf: [ref('Base'), cat] },
      Dog: { allOf: [ref('Base')], required: ['name'] },
    };
    const result = read({ properties: { pet: ref('Base'), cat: ref('Cat') } }, schemas);
    expect(result.definitions).toEqual({
      Base: { ...base, oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }] },
      Cat: { allOf: [base, cat] },
      Dog: { allOf: [base], required: ['name'] },
    });
    expect(result.schema).toEqual({
      properties: { pet: { $ref: '#/$defs/Base' }, cat: { $ref: '#/$defs/Cat' } },
    });
  });

  it.each<[title: string, schemas: JsonObject, definitions: JsonObject]>([
    ['a reference to itself', { A: ref('A') }, { A: {} }],
    ['a ring of references', { A: ref('B'), B: ref('C'), C: ref('A') }, { A: {} }],
    [
      'a ring of references with words',
      { A: { ...ref('B'), title: 'A' }, B: { ...ref('A'), title: 'B' } },
      { A: { title: 'A' } },
    ],
    ['allOf of itself', { A: { allOf: [ref('A'), text] } }, { A: { allOf: [{ allOf: [{}, text] }, text] } }],
    ['anyOf of itself and another', { A: { anyOf: [ref('A'), text] } }, { A: { anyOf: [text] } }],
    ['oneOf of itself alone', { A: { type: 'object', oneOf: [ref('A')] } }, { A: { type: 'object' } }],
    [
      'a choice of itself within allOf',
      { A: { allOf: [{ anyOf: [ref('A'), text] }] } },
      { A: { allOf: [{ anyOf: [text] }] } },
    ],
    [
      'choices of each other',
      { A: { anyOf: [ref('B'), text] }, B: { anyOf: [ref('A'), integer] } },
      { A: { anyOf: [text] } },
    ],
    ['not itself', { A: { not: ref('A'), type: 'string' } }, { A: text }],
    [
      'a condition on itself',
      { A: { if: ref('A'), then: text, type: 'string' } },
      { A: { ...text, then: text } },
    ],
    [
      'a dependency on itself',
      { A: { type: 'object', dependentSchemas: { a: ref('A') } } },
      { A: { type: 'object' } },
    ],
    [
      'a choice that is nested elsewhere stays',
      { A: { anyOf: [{ items: ref('A') }, text] } },
      { A: { anyOf: [{ items: { $ref: '#/$defs/A' } }, text] } },
    ],
  ])('%s', (_, schemas, definitions) => {
    const result = read({ properties: { a: ref('A') } }, schemas);
    expect(result.definitions).toEqual(definitions);
    expect(result.schema).toEqual({ properties: { a: { $ref: '#/$defs/A' } } });
  });
});

describe('readOnly and writeOnly', () => {
  const pet = {
    type: 'object',
    properties: {
      id: { type: 'integer', readOnly: true },
      name: text,
      secret: { type: 'string', writeOnly: true },
    },
    required: ['id', 'name', 'secret'],
  };
  const asked = {
    type: 'object',
    properties: { name: text, secret: { type: 'string', writeOnly: true } },
    required: ['name', 'secret'],
  };
  const onlyName = { type: 'object', properties: { name: text } };
  const schemas = {
    Pet: pet,
    Alias: ref('Pet'),
    Id: { type: 'integer', readOnly: true },
    AliasId: ref('Id'),
  };

  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['readOnly properties are not asked for', pet, asked],
    ['nor behind a reference', ref('Pet'), asked],
    ['nor behind two', ref('Alias'), asked],
    [
      'nor where the property is a reference',
      { properties: { id: ref('Id'), a: text }, required: ['id'] },
      { properties: { a: text } },
    ],
    [
      'nor where it is a reference to a reference',
      { properties: { id: ref('AliasId') }, required: ['id', 'a'] },
      { properties: {}, required: ['a'] },
    ],
    [
      'nor where it is marked through allOf',
      { properties: { id: { allOf: [ref('Id')] } }, required: ['id'] },
      { properties: {} },
    ],
    [
      'required beside a reference',
      { ...ref('Pet'), required: ['id', 'name'] },
      { required: ['name'], allOf: [asked] },
    ],
    [
      'required beside allOf',
      { allOf: [ref('Pet')], required: ['id', 'name'] },
      { allOf: [asked], required: ['name'] },
    ],
    ['required beside allOf of an alias', { allOf: [ref('Alias')], required: ['id'] }, { allOf: [asked] }],
    [
      'required in a sibling of allOf',
      { allOf: [ref('Pet'), { required: ['id'] }, { required: ['id', 'name'] }] },
      { allOf: [asked, {}, { required: ['name'] }] },
    ],
    [
      'required in allOf of allOf',
      { allOf: [{ allOf: [{ required: ['id'] }] }, ref('Pet')] },
      { allOf: [{ allOf: [{}] }, asked] },
    ],
    [
      'required in a branch of anyOf',
      {
        ...onlyName,
        properties: { ...onlyName.properties, id: ref('Id') },
        anyOf: [{ required: ['id'] }, { required: ['name'] }],
      },
      { ...onlyName, anyOf: [{}, { required: ['name'] }] },
    ],
    [
      'required by a dependency',
      { properties: { id: ref('Id'), a: text }, dependentRequired: { a: ['id', 'b'] } },
      {
        properties: { a: text },
        allOf: [{ if: { type: 'object', required: ['a'] }, then: { required: ['b'] } }],
      },
    ],
    [
      'marked in one branch, declared in another',
      { allOf: [{ properties: { id: integer, name: text } }, { properties: { id: { readOnly: true } } }] },
      { allOf: [{ properties: { name: text } }, { properties: {} }] },
    ],
    ['in a list', { type: 'array', items: ref('Pet') }, { type: 'array', items: asked }],
    [
      'not the same name elsewhere',
      { properties: { id: ref('Id'), other: { properties: { id: integer }, required: ['id'] } } },
      { properties: { other: { properties: { id: integer }, required: ['id'] } } },
    ],
    [
      'a property that is called readOnly is asked for',
      { properties: { readOnly: { type: 'boolean' } } },
      { properties: { readOnly: { type: 'boolean' } } },
    ],
    [
      'readOnly false',
      { properties: { a: { readOnly: false } } },
      { properties: { a: { readOnly: false } } },
    ],
  ])('%s', (_, schema, result) => {
    expect(read(schema, schemas).schema).toEqual(result);
  });

  it('writeOnly properties are not promised', () => {
    expect(read(pet, {}, { direction: 'response' }).schema).toEqual({
      type: 'object',
      properties: { id: { type: 'integer', readOnly: true }, name: text },
      required: ['id', 'name'],
    });
  });

  it('a schema that two directions share is not changed by either', () => {
    const document = { components: { schemas: { Pet: pet } } };
    const reader = createSchemaReader(document, () => undefined);
    const before = reader.read(ref('Pet'), '', 'request', 'inline').schema;
    reader.read(
      { allOf: [ref('Pet'), { properties: { name: { readOnly: true } } }] },
      '',
      'request',
      'inline',
    );
    reader.read(ref('Pet'), '', 'response', 'inline');
    expect(reader.read(ref('Pet'), '', 'request', 'inline').schema).toEqual(before);
    expect(pet.required).toEqual(['id', 'name', 'secret']);
  });
});

describe('definitions mode', () => {
  it('every named schema is a reference', () => {
    const result = read(
      { properties: { a: ref('A') } },
      { A: { items: ref('B') }, B: text },
      { mode: 'definitions' },
    );
    expect(result.schema).toEqual({ properties: { a: { $ref: '#/$defs/A' } } });
    expect(result.definitions).toEqual({ A: { items: { $ref: '#/$defs/B' } }, B: text });
  });

  it('a pool takes each definition once', () => {
    const document = { components: { schemas: { A: { items: ref('B') }, B: text, C: ref('B') } } };
    const reader = createSchemaReader(document, () => undefined);
    const pool = new Map<string, JsonObject>();
    expect(reader.readInto(pool, ref('A'), '', 'response')).toEqual({ $ref: '#/$defs/A' });
    expect(reader.readInto(pool, ref('C'), '', 'response')).toEqual({ $ref: '#/$defs/C' });
    expect(Object.fromEntries(pool)).toEqual({
      A: { items: { $ref: '#/$defs/B' } },
      B: text,
      C: { $ref: '#/$defs/B' },
    });
  });
});

describe('size and depth', () => {
  it('thirty schemas, each of which holds the next twice, are read quickly', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      { properties: { a: ref(`L${level + 1}`), b: ref(`L${level + 1}`) }, required: ['id'] },
    ]);
    const started = performance.now();
    const result = read(ref('L0'), { ...Object.fromEntries(levels), L30: text });
    expect(result.found).toEqual([]);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('so are thirty that inherit from the next ten times', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      { allOf: Array.from({ length: 10 }, () => ref(`L${level + 1}`)), required: ['id'] },
    ]);
    const last = { properties: { id: { readOnly: true } } };
    const started = performance.now();
    const result = read(ref('L0'), { ...Object.fromEntries(levels), L30: last });
    expect(performance.now() - started).toBeLessThan(200);
    expect('required' in result.schema).toBe(false);
  });

  it('a schema that is nested too deep allows everything from there', () => {
    const result = read(nested(150, (inner) => ({ items: inner as JsonObject }), text));
    expect(result.found).toEqual([`relaxed /schema${'/items'.repeat(101)}`]);
    expect(JSON.stringify(result.schema)).not.toContain('string');
  });

  it.each([
    ['properties', (name: string) => ({ properties: { next: ref(name) } })],
    ['bare references', ref],
    ['allOf', (name: string) => ({ allOf: [ref(name)] })],
  ])('a chain of 5,000 schemas by %s is cut into definitions, and nothing is lost', (_, link) => {
    const chain = Array.from({ length: 5_000 }, (__, index) => [`S${index}`, link(`S${index + 1}`)]);
    const result = read(ref('S0'), { ...Object.fromEntries(chain), S5000: { const: 'the end' } });
    expect(result.found).toEqual([]);
    const definitions = Object.values(result.definitions);
    expect(definitions.length).toBeGreaterThan(40);
    for (const schema of definitions) expect(levelsOf(schema)).toBeLessThanOrEqual(102);
    expect(JSON.stringify(definitions)).toContain('the end');
  });
});

/** Levels of schemas in a chain. */
function levelsOf(schema: JsonObject): number {
  let levels = 0;
  for (let node: Json | undefined = schema; node !== undefined; levels++) {
    const { properties, allOf } = node as { properties?: JsonObject; allOf?: Json[] };
    node = properties?.['next'] ?? allOf?.[0];
  }
  return levels;
}
