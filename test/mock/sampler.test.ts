import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import type { Json, JsonObject } from '../../src/index.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
addFormats.default(ajv);

const definitions: JsonObject = {
  Node: {
    type: 'object',
    required: ['children'],
    properties: { children: { type: 'array', items: { $ref: '#/$defs/Node' } } },
  },
  Chain: { type: 'object', properties: { next: { $ref: '#/$defs/Chain' }, name: { type: 'string' } } },
  Pair: { type: ['object', 'null'], required: ['next'], properties: { next: { $ref: '#/$defs/Pair' } } },
  Base: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' } },
    discriminator: { propertyName: 'kind', mapping: { kitty: '#/$defs/Cat' } },
  },
  Cat: {
    allOf: [
      { $ref: '#/$defs/Base' },
      {
        type: 'object',
        required: ['lives'],
        properties: { lives: { type: 'integer', maximum: 9, minimum: 1 } },
      },
    ],
  },
  Dog: {
    type: 'object',
    required: ['kind', 'barks'],
    properties: { kind: { type: 'string' }, barks: { type: 'boolean' } },
  },
};

function sample(schema: JsonObject, seed = 1, options = { examples: true, optional: true, branch: 0 }): Json {
  return new Sampler({ $defs: definitions }, 'response').sample(schema, createRandom(seed), options);
}

describe('a text with a media type', () => {
  const chain = { $ref: '#/$defs/Dog' };
  it.each<[title: string, schema: JsonObject, value: Json | undefined]>([
    ['of JSON, with a schema', { contentMediaType: 'application/json', contentSchema: chain }, 'object'],
    [
      'of JSON of another name',
      { contentMediaType: 'application/problem+json', contentSchema: { type: 'integer' } },
      'number',
    ],
    ['of JSON, without a schema', { contentMediaType: 'application/json' }, 'object'],
    ['of JSON in base64', { contentMediaType: 'application/json', contentEncoding: 'base64' }, undefined],
    ['of JSON that is fixed', { contentMediaType: 'application/json', const: 'x' }, undefined],
    ['of another one', { contentMediaType: 'text/csv' }, undefined],
  ])('%s', (_, schema, type) => {
    const text = String(sample({ type: 'string', ...schema }));
    if (type === undefined) expect(() => JSON.parse(text) as Json).toThrow('JSON');
    else expect(typeof JSON.parse(text)).toBe(type);
  });
});

describe('a sample is valid', () => {
  it.each<[string, JsonObject]>([
    ['an empty schema', {}],
    ['an integer within bounds', { type: 'integer', minimum: 10, maximum: 12 }],
    ['exclusive bounds', { type: 'integer', exclusiveMinimum: 10, exclusiveMaximum: 12 }],
    ['a small range of numbers', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.05 }],
    ['a multiple', { type: 'number', multipleOf: 0.25, minimum: 3 }],
    ['only a maximum', { type: 'integer', maximum: -5 }],
    ['a length', { type: 'string', minLength: 40, maxLength: 41 }],
    ['a short text', { type: 'string', maxLength: 2 }],
    ['a pattern', { type: 'string', pattern: '^[A-Z]{3}-\\d{2,4}(?:x|y)?$' }],
    ['a pattern and a length', { type: 'string', pattern: '^[a-f0-9]+$', minLength: 32, maxLength: 32 }],
    ['a pattern and a format', { type: 'string', format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }],
    ['const', { const: { a: [1] } }],
    ['enum', { enum: ['a', 'b', null] }],
    [
      'an array with unique items',
      { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true, minItems: 3 },
    ],
    ['a long array', { type: 'array', items: { type: 'string' }, minItems: 7, maxItems: 7 }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'boolean' }], items: false }],
    ['an array with contains', { type: 'array', contains: { const: 5 }, items: { type: 'integer' } }],
    ['an array with minContains', { type: 'array', contains: { const: 5 }, minContains: 3 }],
    [
      'a unique array with minContains',
      { type: 'array', contains: { type: 'integer' }, minContains: 3, uniqueItems: true },
    ],
    ['an array with minContains 0', { type: 'array', contains: { const: 5 }, minContains: 0, maxItems: 0 }],
    [
      'a tuple with minContains',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }],
        contains: { const: 5 },
        minContains: 2,
        items: { type: 'integer' },
      },
    ],
    [
      'two unions at once',
      {
        allOf: [
          { oneOf: [{ type: 'integer' }, { type: 'string', minLength: 2 }] },
          { oneOf: [{ type: 'string', maxLength: 3 }, { type: 'boolean' }] },
        ],
      },
    ],
    [
      'a union with a branch of another type',
      { type: 'array', oneOf: [{ type: 'object' }, { items: { type: 'integer' } }] },
    ],
    [
      'an array whose items have no valid value',
      {
        type: 'array',
        items: {
          type: 'object',
          required: ['a'],
          additionalProperties: false,
        },
      },
    ],
    ['a map', { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 }],
    [
      'a map with patterns',
      {
        type: 'object',
        patternProperties: { '^x-': { type: 'integer' } },
        additionalProperties: false,
        minProperties: 1,
      },
    ],
    [
      'a map with propertyNames',
      { type: 'object', propertyNames: { enum: ['a', 'b'] }, additionalProperties: { type: 'integer' } },
    ],
    [
      'at most one property',
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        required: ['b'],
        maxProperties: 1,
      },
    ],
    ['a required property that is not declared', { type: 'object', required: ['a'] }],
    [
      'allOf',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'integer', minimum: 5 } }, required: ['a'] },
          { properties: { a: { maximum: 6 } } },
        ],
      },
    ],
    ['allOf of enums', { allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }],
    ['anyOf', { anyOf: [{ type: 'null' }, { type: 'integer' }] }],
    [
      'oneOf beside properties',
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        required: ['a'],
        oneOf: [
          { properties: { b: { const: 1 } }, required: ['b'] },
          { properties: { b: { const: 2 } }, required: ['b'] },
        ],
      },
    ],
    [
      'if and then',
      {
        type: 'object',
        properties: { a: { type: 'boolean' } },
        if: { properties: { a: { const: true } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { required: ['b'], properties: { b: { type: 'integer' } } },
      },
    ],
    ['a recursive tree', { $ref: '#/$defs/Node' }],
    ['a recursive chain', { $ref: '#/$defs/Chain' }],
    ['a recursive object that can be null', { $ref: '#/$defs/Pair' }],
    ...[
      'date',
      'time',
      'date-time',
      'duration',
      'uri',
      'uri-reference',
      'uri-template',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uuid',
      'regex',
      'json-pointer',
      'relative-json-pointer',
      'byte',
    ].map((format): [string, JsonObject] => [`format ${format}`, { type: 'string', format }]),
  ])('%s', (_, schema) => {
    const validate = ajv.compile({ ...schema, $defs: definitions });
    for (let seed = 0; seed < 25; seed++) {
      const value = sample(schema, seed);
      expect({ value, errors: validate(value) ? null : validate.errors }).toEqual({ value, errors: null });
    }
  });
});

describe('a discriminator', () => {
  const union = {
    oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
    discriminator: { propertyName: 'kind', mapping: { woof: '#/$defs/Dog' } },
  };

  it.each<[string, JsonObject, number, string]>([
    [
      'is the name of the schema without a mapping',
      { oneOf: union.oneOf, discriminator: { propertyName: 'kind' } },
      1,
      'Dog',
    ],
    ['is the mapped name', union, 1, 'woof'],
    ['is fixed in a subtype', { $ref: '#/$defs/Cat' }, 0, 'kitty'],
  ])('%s', (_, schema, branch, kind) => {
    expect(sample(schema, 1, { examples: true, optional: true, branch })).toMatchObject({ kind });
  });
});

/** Returns a closed schema of an object with one property. */
function closed(name: string): JsonObject {
  return {
    type: 'object',
    properties: { [name]: { const: name } },
    required: [name],
    additionalProperties: false,
  };
}

it('closed schemas in allOf have the properties of all', () => {
  expect(sample({ allOf: [closed('a'), closed('b')] })).toEqual({ a: 'a', b: 'b' });
  expect(sample({ ...closed('a'), oneOf: [closed('b')] })).toEqual({ a: 'a', b: 'b' });
});

describe('readOnly and writeOnly', () => {
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'string', readOnly: true },
      secret: { type: 'string', writeOnly: true },
      list: {
        type: 'array',
        items: { type: 'object', properties: { pin: { type: 'string', writeOnly: true } } },
      },
    },
    required: ['id', 'secret'],
  } satisfies JsonObject;

  it.each([
    ['response', ['id', 'list']],
    ['request', ['secret', 'list']],
  ] as const)('a %s', (direction, names) => {
    const value = new Sampler({}, direction).sample(schema, createRandom(1), {
      examples: true,
      optional: true,
      branch: 0,
    });
    expect(Object.keys(Object(value))).toEqual(names);
  });

  it('are removed from examples at any depth', () => {
    const sampler = new Sampler({}, 'response');
    expect(sampler.withoutHidden(schema, { id: 'a', secret: 'b', list: [{ pin: '1', other: 2 }] })).toEqual({
      id: 'a',
      list: [{ other: 2 }],
    });
  });
});
