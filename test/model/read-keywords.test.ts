import { describe, expect, it } from 'vitest';
import { integer, readSchema as read, text } from '../support/read-schema.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

describe('reading keywords', () => {
  it.each<[title: string, schema: Json, result: JsonObject, found?: string[]]>([
    ['true', true, {}],
    ['false', false, { not: {} }],
    [
      'keywords of both drafts, in order',
      { title: 'T', type: 'string', minLength: 1, pattern: '^a', default: 'a' },
      { title: 'T', type: 'string', minLength: 1, pattern: '^a', default: 'a' },
    ],
    [
      'conditions',
      { if: text, then: { minLength: 1 }, else: false },
      { if: text, then: { minLength: 1 }, else: { not: {} } },
    ],
    ['const null', { const: null }, { const: null }],
    [
      'default null',
      { type: ['string', 'null'], default: null },
      { type: ['string', 'null'], default: null },
    ],
    ['example as examples', { type: 'string', example: 'a' }, { type: 'string', examples: ['a'] }],
    [
      'examples before example',
      { type: 'string', example: 'a', examples: ['b'] },
      { type: 'string', examples: ['b'] },
    ],
    ['example null', { example: null }, { examples: [null] }],
    ['examples that are a map', { examples: { a: { value: 1 } }, example: 2 }, { examples: [2] }],
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
    ['extensions, which are dropped', { type: 'string', 'x-enum-names': ['A'], 'x-mcp-header': 'A' }, text],
    [
      '$id and anchors, which are dropped',
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
    [
      'definitions, which are dropped',
      { $defs: { a: text }, definitions: { b: text }, type: 'string' },
      text,
    ],
    ['boolean subschemas', { properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }],
    ['boolean additionalProperties', { additionalProperties: false }, { additionalProperties: false }],
    ['an array without items', { type: 'array' }, { type: 'array' }],
    ['items that are false', { type: 'array', items: false }, { type: 'array', items: { not: {} } }],
    ['an unknown format', { type: 'string', format: 'phone' }, text, ['ignored /schema/format']],
    [
      'a format of a framework',
      { type: 'string', format: 'dateTime' },
      { type: 'string', format: 'date-time' },
      ['ignored /schema/format'],
    ],
    [
      'a format without an equivalent',
      { type: 'string', format: 'ip-address' },
      text,
      ['ignored /schema/format'],
    ],
    ['a registered format', { type: 'string', format: 'commonmark' }, text],
    ['an unsigned integer', { type: 'integer', format: 'uint32' }, { type: 'integer', minimum: 0 }],
    [
      'an unsigned integer with a minimum',
      { type: 'integer', format: 'uint64', minimum: 1 },
      { type: 'integer', minimum: 1 },
    ],
    ['a list with an unsigned format', { type: 'array', format: 'uint8' }, { type: 'array' }],
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
      { patternProperties: { '': {}, '^b': text } },
      ['relaxed /schema/patternProperties/(?i)a'],
    ],
    [
      'a pattern between delimiters',
      { type: 'string', pattern: '#^a$#' },
      { type: 'string', pattern: '^a$' },
      ['repaired /schema/pattern'],
    ],
    [
      'a pattern with a class of POSIX',
      { patternProperties: { '^[[:alpha:]]$': text } },
      { patternProperties: { '^[\\p{L}]$': text } },
      ['repaired /schema/patternProperties/^[[:alpha:]]$'],
    ],
    ['a pattern with flags', { type: 'string', pattern: '/^a$/i' }, text, ['relaxed /schema/pattern']],
    [
      'nullable in a document of 3.1',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
      ['repaired /schema'],
    ],
    ['nullable false', { type: 'string', nullable: false }, text],
    [
      'x-nullable of Swagger 2.0',
      { type: 'string', 'x-nullable': true },
      { type: ['string', 'null'] },
      ['repaired /schema'],
    ],
    [
      'nullable as text',
      { type: 'string', nullable: 'true' },
      { type: ['string', 'null'] },
      ['repaired /schema'],
    ],
    [
      'nullable beside an enum alone',
      { enum: ['a'], nullable: true },
      { enum: ['a', null] },
      ['repaired /schema'],
    ],
    [
      'nullable beside a composition',
      { description: 'D', allOf: [text], nullable: true },
      { description: 'D', anyOf: [{ allOf: [text] }, { type: 'null' }] },
      ['repaired /schema'],
    ],
    [
      'nullable beside a choice of null',
      { anyOf: [text, { type: 'null' }], nullable: true },
      { anyOf: [text, { type: 'null' }] },
    ],
    [
      'an unquoted null in type',
      { type: ['string', null] },
      { type: ['string', 'null'] },
      ['repaired /schema/type'],
    ],
    ['an unquoted null as type', { type: null }, { type: 'null' }, ['repaired /schema/type']],
    [
      'minContains and maxContains',
      { contains: text, minContains: 0, maxContains: '2' },
      { contains: text, minContains: 0, maxContains: 2 },
      ['repaired /schema/maxContains'],
    ],
    ['closed unevaluatedProperties', { unevaluatedProperties: false }, { unevaluatedProperties: false }],
    [
      'unevaluatedProperties',
      { unevaluatedProperties: { type: 'string', 'x-a': 1 } },
      { unevaluatedProperties: text },
    ],
    ['unevaluatedItems', { unevaluatedItems: false }, { unevaluatedItems: false }],
    [
      'an if with then and else',
      { if: { minLength: 1 }, then: text, else: { 'x-a': 1 } },
      { if: { minLength: 1 }, then: text, else: {} },
    ],
  ])('handles %s', (_, schema, result, found = []) => {
    const read_ = read(schema);
    expect(read_.schema).toEqual(result);
    expect(read_.found).toEqual(found);
  });
});

describe('a broken keyword', () => {
  it.each<[title: string, schema: Json, result: JsonObject, found: string]>([
    ['a schema that is a string', 'string', {}, 'relaxed /schema'],
    ['a schema that is null', null, {}, 'relaxed /schema'],
    ['a schema that is an array', [text], {}, 'relaxed /schema'],
    ['type that does not exist', { type: 'any' }, {}, 'relaxed /schema/type'],
    ['type of which one does not exist', { type: ['string', 'file'] }, text, 'relaxed /schema/type'],
    ['type that is an object', { type: {} }, {}, 'relaxed /schema/type'],
    ['enum that is a string', { enum: 'a' }, {}, 'relaxed /schema/enum'],
    ['enum without values', { enum: [] }, {}, 'relaxed /schema/enum'],
    ['required of Swagger 1', { required: true }, {}, 'relaxed /schema/required'],
    [
      'required of which one is no name',
      { required: ['a', 1, 'a'] },
      { required: ['a'] },
      'relaxed /schema/required',
    ],
    ['properties that are an array', { properties: [text] }, {}, 'relaxed /schema/properties'],
    [
      'a property that is a string',
      { properties: { a: 'string' } },
      { properties: { a: {} } },
      'relaxed /schema/properties/a',
    ],
    ['allOf that is an object', { allOf: text }, { allOf: [text] }, 'relaxed /schema/allOf'],
    ['anyOf without branches', { anyOf: [] }, {}, 'relaxed /schema/anyOf'],
    [
      'items that are a string',
      { type: 'array', items: 'string' },
      { type: 'array', items: {} },
      'relaxed /schema/items',
    ],
    [
      'additionalProperties that are a string',
      { additionalProperties: 'false' },
      { additionalProperties: {} },
      'relaxed /schema/additionalProperties',
    ],
    ['a bound in quotes', { minimum: '1' }, { minimum: 1 }, 'repaired /schema/minimum'],
    ['a bound that is not a number', { minimum: 'one' }, {}, 'relaxed /schema/minimum'],
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
  ])('is repaired or relaxed in place: %s', (_, schema, result, found) => {
    const read_ = read(schema);
    expect(read_.schema).toEqual(result);
    expect(read_.found).toEqual([found]);
  });

  it('is dropped without a finding if it is not a constraint', () => {
    const read_ = read({ title: 1, description: [], deprecated: 'yes', uniqueItems: 1, examples: 'a' });
    expect(read_).toMatchObject({ schema: {}, findings: [] });
  });
});

describe('properties named like keywords', () => {
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

  it.each(names)('are read as properties: %s', (name) => {
    const schema = { type: 'object', properties: { [name]: text }, required: [name] };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
  });

  it('are read as properties when nested in one another', () => {
    const property = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, integer])) };
    const schema = { type: 'object', properties: Object.fromEntries(names.map((name) => [name, property])) };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
  });

  it('differ from data, which is not read as a schema', () => {
    const data = { $ref: '#/nowhere', type: 'file', nullable: true, example: 1, properties: [] };
    const schema = { default: data, examples: [data], const: data };
    expect(read(schema)).toMatchObject({ schema, findings: [] });
    expect(read({ enum: [data] })).toMatchObject({ schema: { enum: [data] }, findings: [] });
  });
});

describe('tuples', () => {
  const pair = [text, integer];
  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['prefixItems that are open', { prefixItems: pair }, { prefixItems: pair }],
    [
      'prefixItems and nothing else',
      { type: 'array', prefixItems: pair, items: false },
      { type: 'array', prefixItems: pair, items: { not: {} } },
    ],
    [
      'prefixItems and then others',
      { prefixItems: pair, items: { type: 'null' } },
      { prefixItems: pair, items: { type: 'null' } },
    ],
    ['items of draft 07 that are open', { items: pair }, { prefixItems: pair }],
    [
      'items of draft 07 and nothing else',
      { items: pair, additionalItems: false },
      { prefixItems: pair, items: { not: {} } },
    ],
    [
      'items of draft 07 and then others',
      { items: pair, additionalItems: { type: 'null' } },
      { prefixItems: pair, items: { type: 'null' } },
    ],
    [
      'additionalItems without a tuple mean nothing',
      { items: text, additionalItems: false },
      { items: text },
    ],
    ['an empty tuple', { type: 'array', items: [] }, { type: 'array' }],
    ['empty prefixItems', { prefixItems: [], items: text }, { items: text }],
  ])('%s', (_, schema, result) => {
    expect(read(schema)).toMatchObject({ findings: [] });
    expect(read(schema).schema).toEqual(result);
  });
});

describe('dependencies', () => {
  it.each<[title: string, schema: JsonObject, result: JsonObject]>([
    ['dependentRequired', { dependentRequired: { a: ['b', 'b', 1] } }, { dependentRequired: { a: ['b'] } }],
    [
      'dependentSchemas',
      { dependentSchemas: { a: { minProperties: 2, 'x-a': 1 } } },
      { dependentSchemas: { a: { minProperties: 2 } } },
    ],
    [
      'dependencies of both kinds',
      { dependencies: { a: ['b'], c: { minProperties: 2 } } },
      { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { minProperties: 2 } } },
    ],
    [
      'dependencies beside their successors',
      { dependencies: { a: ['b'] }, dependentRequired: { c: ['d'] } },
      { dependentRequired: { a: ['b'], c: ['d'] } },
    ],
    ['on nothing', { dependentRequired: { a: [] } }, {}],
    ['that are broken', { dependentRequired: { a: 'b' }, dependencies: 1, dependentSchemas: [] }, {}],
  ])('%s', (_, schema, result) => {
    expect(read(schema).schema).toEqual(result);
  });
});
