import { describe, expect, it } from 'vitest';
import { textLengths } from '../../src/model/impossible-pattern.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { integer, readSchema, ref, text } from '../support/read-schema.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const closed = { type: 'object', additionalProperties: false };

describe('keywords that no value satisfies at once are reported and not checked', () => {
  it.each<[title: string, schema: JsonObject, read: JsonObject, message: string]>([
    [
      'minimum above maximum',
      { ...integer, minimum: 5, maximum: 1 },
      integer,
      'no value satisfies minimum 5 and maximum 1: minimum and maximum are not checked',
    ],
    [
      'exclusive bounds that are equal',
      { type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 1 },
      { type: 'number' },
      'no value satisfies exclusiveMinimum 1 and exclusiveMaximum 1: exclusiveMinimum and exclusiveMaximum are not checked',
    ],
    [
      'an exclusive bound at the other one',
      { type: 'number', exclusiveMinimum: 1, maximum: 1 },
      { type: 'number' },
      'no value satisfies exclusiveMinimum 1 and maximum 1: exclusiveMinimum and maximum are not checked',
    ],
    [
      'bounds without an integer between them',
      { ...integer, minimum: 0.2, maximum: 0.8 },
      integer,
      'no integer is between the bounds: minimum and maximum are not checked',
    ],
    [
      'bounds without a multiple between them',
      { ...integer, minimum: 1, maximum: 9, multipleOf: 10 },
      { ...integer, minimum: 1, maximum: 9 },
      'no multiple of 10 is between the bounds: multipleOf is not checked',
    ],
    [
      'minLength above maxLength',
      { ...text, minLength: 3, maxLength: 2 },
      text,
      'no value satisfies minLength 3 and maxLength 2: minLength and maxLength are not checked',
    ],
    [
      'minItems above maxItems',
      { type: 'array', minItems: 3, maxItems: 2 },
      { type: 'array' },
      'no value satisfies minItems 3 and maxItems 2: minItems and maxItems are not checked',
    ],
    [
      'minItems above the places of a closed tuple',
      { type: 'array', prefixItems: [text], items: false, minItems: 2 },
      { type: 'array', prefixItems: [text], items: { not: {} } },
      'an array has at most 1 items: minItems is not checked',
    ],
    [
      'more required properties than maxProperties',
      { type: 'object', required: ['a', 'b'], maxProperties: 1 },
      { type: 'object', required: ['a', 'b'] },
      '2 properties are required: maxProperties is not checked',
    ],
    [
      'minProperties above the properties of a closed object',
      { ...closed, properties: { a: text }, minProperties: 2 },
      { ...closed, properties: { a: text } },
      'an object has at most 1 properties: minProperties is not checked',
    ],
    [
      'a required property that a closed object does not declare',
      { ...closed, properties: { a: text }, required: ['a', 'b'] },
      { ...closed, properties: { a: text, b: {} }, required: ['a'] },
      'no other properties are allowed than those declared, but b is required: it is allowed, and not required',
    ],
    [
      'a pattern of longer texts than maxLength',
      { ...text, pattern: '^[A-Z]{3}-\\d{4}$', maxLength: 7 },
      { ...text, pattern: '^[A-Z]{3}-\\d{4}$' },
      'no text that satisfies pattern has such a length: maxLength is not checked',
    ],
    [
      'a pattern of shorter texts than minLength',
      { ...text, pattern: '^[A-Z]{2}$', minLength: 3 },
      { ...text, pattern: '^[A-Z]{2}$' },
      'no text that satisfies pattern has such a length: minLength is not checked',
    ],
    [
      'a format of longer texts than maxLength',
      { ...text, format: 'uuid', maxLength: 32 },
      { ...text, format: 'uuid' },
      'no text that satisfies format has such a length: maxLength is not checked',
    ],
    [
      'values that are longer than maxLength',
      { ...text, enum: ['abc', 'def'], maxLength: 2 },
      { ...text, enum: ['abc', 'def'] },
      'no value of enum satisfies maxLength: maxLength is not checked',
    ],
    [
      'values that do not match the pattern',
      { ...text, enum: ['a b', 'c d'], pattern: '^\\w+$' },
      { ...text, enum: ['a b', 'c d'] },
      'no value of enum satisfies pattern: pattern is not checked',
    ],
    [
      'a const above maximum',
      { ...integer, const: 10, maximum: 5 },
      { ...integer, const: 10 },
      'no value of const satisfies maximum: maximum is not checked',
    ],
    [
      'a const that is not in the enum',
      { ...text, enum: ['a', 'b'], const: 'c' },
      { ...text, enum: ['a', 'b', 'c'] },
      'const is not among the values of enum, and was added to them: const is not checked',
    ],
  ])('%s', (_title, schema, read, message) => {
    const result = readSchema(schema);
    expect(result.schema).toEqual(read);
    expect(result.findings).toEqual([{ kind: 'relaxed', pointer: '/schema', message }]);
  });

  it.each<[title: string, schema: JsonObject]>([
    ['equal bounds', { ...integer, minimum: 5, maximum: 5 }],
    ['an integer at a bound', { ...integer, minimum: 0.5, maximum: 1 }],
    ['a multiple at a bound', { type: 'number', minimum: 0.01, maximum: 0.01, multipleOf: 0.01 }],
    ['negative multiples', { ...integer, minimum: -9, maximum: -3, multipleOf: 5 }],
    ['a fraction between the bounds', { type: 'number', minimum: 0.2, maximum: 0.8 }],
    ['a pattern without an end', { ...text, pattern: '^[A-Z]{2}', minLength: 3 }],
    ['a pattern with a choice of lengths', { ...text, pattern: '^(?:a|bcd)$', minLength: 3, maxLength: 3 }],
    ['some values that are short enough', { ...text, enum: ['a', 'bcd'], maxLength: 1 }],
    ['a null among the values', { type: ['string', 'null'], enum: ['abc', null], maxLength: 1 }],
    [
      'a required property that a pattern allows',
      { ...closed, patternProperties: { '^a': text }, required: ['ab'] },
    ],
    ['a required property of an open object', { type: 'object', properties: { a: text }, required: ['b'] }],
    ['an empty array', { type: 'array', items: false, maxItems: 0 }],
  ])('%s: no contradiction', (_title, schema) => {
    expect(readSchema(schema).findings).toEqual([]);
  });
});

describe('the lengths of the texts of a pattern', () => {
  it.each<[pattern: string, least: number, most: number]>([
    ['^abc$', 3, 3],
    ['abc', 3, Infinity],
    ['^a?b*c+$', 1, Infinity],
    ['^a{2,4}(?:b|cd){2}$', 4, 8],
    ['^a{2,}$', 2, Infinity],
    ['^\\p{L}\\d[abc]\\u{1F600}$', 4, 4],
    ['^(?=.*\\d)(?!x).{8,16}$', 8, 16],
    ['^(a)\\1$', 1, Infinity],
    ['^\\bab\\b$', 2, 2],
    ['^(?:)$', 0, 0],
  ])('%s', (pattern, least, most) => {
    expect(textLengths(pattern)).toEqual({ least, most });
  });
});

const schemas = {
  Text: text,
  Number: { type: 'number' },
  Resource: { type: 'object', properties: { type: text }, required: ['type'] },
  Link: { type: 'object', properties: { type: { type: 'object' } } },
  Response: {
    type: 'object',
    required: ['data'],
    properties: { data: { oneOf: [ref('Resource'), { type: 'array' }] } },
  },
  Low: { type: 'integer', maximum: 3 },
  Color: { ...text, enum: ['red', 'green'] },
};

describe('a composition that no value fits', () => {
  it.each<[title: string, schema: JsonObject, reason: string, values: Json[]]>([
    [
      'of disjoint types',
      { allOf: [ref('Text'), ref('Number')] },
      'no value is of each of the types string, number',
      ['a', 1],
    ],
    [
      'beside a reference',
      { ...ref('Text'), ...integer },
      'no value is of each of the types string, number',
      ['a', 1],
    ],
    [
      'of disjoint enums',
      { allOf: [ref('Color'), { enum: ['blue'] }] },
      'no value is in each of the enums',
      ['red', 'blue'],
    ],
    [
      'of an enum and a type',
      { allOf: [{ enum: ['a'] }, ref('Number')] },
      'no value is of each of the types string, number',
      ['a', 1],
    ],
    [
      'of a const and an enum',
      { allOf: [ref('Color'), { const: 'blue' }] },
      'no value is in each of the enums',
      ['red', 'blue'],
    ],
    [
      'of bounds',
      { allOf: [ref('Low'), { minimum: 5 }] },
      'no value satisfies minimum 5 and maximum 3',
      [2, 6],
    ],
    [
      'of a required property',
      { allOf: [ref('Resource'), ref('Link')] },
      'of its property type, no value is of each of the types string, object',
      [{ type: 'a' }, { type: {} }],
    ],
    [
      'of a choice of which no branch fits the rest',
      { allOf: [ref('Text'), { oneOf: [ref('Number'), { type: 'array' }] }] },
      'no branch of a choice fits the other parts',
      ['a', 1, []],
    ],
    [
      'of a choice within a required property',
      { allOf: [ref('Response'), { properties: { data: ref('Link') } }] },
      'of its property data, no branch of a choice fits the other parts',
      [{ data: { type: 'a' } }, { data: [] }, { data: { type: {} } }],
    ],
  ])('%s is relaxed and reported', async (_title, schema, reason, values) => {
    const { schema: read, definitions, findings } = readSchema({ description: 'D', ...schema }, schemas);
    const message = `${reason}: a value that fits one part of the composition is accepted`;
    expect(findings).toEqual([{ kind: 'relaxed', pointer: '/schema', message }]);
    expect(read['description']).toBe('D');
    const checker = new ValueChecker(definitions);
    for (const value of values) expect((await checker.check(read, value)).errors).toEqual([]);
  });

  it('is reported once, where it stands', () => {
    const both = { Both: { allOf: [ref('Text'), ref('Number')] } };
    const { findings } = readSchema({ allOf: [ref('Both'), { description: 'D' }] }, { ...schemas, ...both });
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/components/schemas/Both']);
  });

  it.each<[title: string, schema: JsonObject]>([
    ['an integer is a number', { allOf: [ref('Number'), integer] }],
    ['a common type', { allOf: [{ type: ['string', 'null'] }, { type: ['null', 'number'] }] }],
    [
      'null of nullable schemas',
      {
        allOf: [
          { ...text, nullable: true },
          { ...integer, nullable: true },
        ],
      },
    ],
    ['a common value', { allOf: [ref('Color'), { enum: ['blue', 'red'] }] }],
    ['no type', { allOf: [ref('Text'), { minLength: 1 }] }],
    ['an unknown type', { allOf: [ref('Text'), { type: 'any' }] }],
    ['a property that can be left out', { allOf: [ref('Link'), { properties: { type: text } }] }],
    ['a branch that fits the rest', { allOf: [ref('Text'), { oneOf: [ref('Number'), { minLength: 1 }] }] }],
    ['branches of a choice', { anyOf: [ref('Text'), ref('Number')] }],
  ])('%s: no contradiction', (_title, schema) => {
    const { findings } = readSchema(schema, schemas);
    expect(findings.filter(({ message }) => message.includes('composition'))).toEqual([]);
  });
});
