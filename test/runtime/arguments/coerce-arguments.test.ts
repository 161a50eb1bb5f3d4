import { describe, expect, it } from 'vitest';
import { coerceArguments } from '../../../src/runtime/arguments/coerce-arguments.ts';
import { describeDocument } from '../../support/describe.ts';
import type { Json, JsonObject } from '../../../src/json/value.ts';

/** Returns the coerced value of an argument with this schema, or `undefined` if it is dropped. */
function read(schema: Json, value: Json, { required = false } = {}): unknown {
  const parameters = [{ name: 'a', in: 'query', required, schema }];
  const schemas = {
    Tree: {
      type: 'object',
      properties: {
        size: { type: 'integer' },
        children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
      },
    },
  };
  const { descriptor, operation } = describeDocument({
    paths: { '/': { get: { parameters, responses: {} } } },
    components: { schemas },
  });
  return coerceArguments(operation, { a: value }, descriptor.requestDefinitions)['a'];
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };
const list = { type: 'array', items: integer };
const object = { type: 'object', properties: { size: integer } };

describe('a value that the schema would refuse is coerced', () => {
  it.each<[title: string, schema: Json, value: Json, read: unknown]>([
    ['a numeric text', integer, '10', 10],
    ['with white space', integer, ' 10 ', 10],
    ['a negative number', { type: 'number' }, '-1.5', -1.5],
    ['an exponent', { type: 'number' }, '1e3', 1000],
    ['an integer beyond 2^53', integer, '12345678901234567890', 12345678901234567890n],
    ['true', boolean, 'true', true],
    ['false', boolean, ' false ', false],
    ['a JSON text for a list', list, '[1, 2]', [1, 2]],
    ['numeric texts within it', list, '["1"]', [1]],
    ['a JSON text for an object', object, '{"size":1}', { size: 1 }],
    ['a numeric text within an object', object, { size: '1' }, { size: 1 }],
    [
      'within a recursive schema',
      { $ref: '#/components/schemas/Tree' },
      { children: [{ size: '2' }] },
      { children: [{ size: 2 }] },
    ],
    ['a number or null', { type: ['integer', 'null'] }, '1', 1],
    ['alternatives without text', { anyOf: [integer, { type: 'null' }] }, '1', 1],
    ['allOf', { allOf: [integer, { minimum: 0 }] }, '1', 1],
    ['an enum of numbers', { enum: [1, 2] }, '1', 1],
    ['null for an optional argument', integer, null, undefined],
  ])('%s', (_, schema, value, expected) => {
    expect(read(schema, value)).toEqual(expected);
  });
});

describe('an ambiguous value stays unchanged', () => {
  it.each<[title: string, schema: Json, value: Json]>([
    ['a numeric text for a text', text, '01234'],
    ['a JSON text for a text', text, '{"a":1}'],
    ['where text is one of the types', { type: ['integer', 'string'] }, '1'],
    ['where text is an alternative', { anyOf: [integer, text] }, '1'],
    ['without a schema', {}, '1'],
    ['an enum of texts', { enum: ['1', '2'] }, '1'],
    ['a leading zero', integer, '010'],
    ['a plus', integer, '+1'],
    ['hexadecimal', integer, '0x10'],
    ['an empty text', integer, ''],
    ['Infinity', { type: 'number' }, 'Infinity'],
    ['beyond any number', { type: 'number' }, '1e999'],
    ['yes', boolean, 'yes'],
    ['True', boolean, 'True'],
    ['1 for a boolean', boolean, 1],
    ['broken JSON', list, '[1, 2'],
    ['an object for a list', list, '{"a":1}'],
    ['a comma list', list, '1,2'],
    ['a number for a text', text, 1],
    ['null where it is valid', { type: ['string', 'null'] }, null],
  ])('%s', (_, schema, value) => {
    expect(read(schema, value)).toEqual(value);
  });

  it('null for a required argument', () => {
    expect(read(integer, null, { required: true })).toBeNull();
  });

  it('arguments that are not known', () => {
    const { operation } = describeDocument({ paths: { '/': { get: { responses: {} } } } });
    const given: JsonObject = { other: '1', constructor: '2' };
    expect(coerceArguments(operation, given)).toEqual(given);
  });
});

describe('null for an optional property of a patch', () => {
  const requestBody = { content: { 'application/json': { schema: object } } };
  const document = { paths: { '/': { patch: { requestBody, responses: {} } } } };

  it.each([
    ['default', { size: null }],
    ['openai-strict', {}],
  ] as const)('in the profile %s', (profile, body) => {
    const { operation } = describeDocument(document, { profile });
    expect(coerceArguments(operation, { body: { size: null } })).toEqual({ body });
  });
});

describe('a value of any type, which openai-strict lists as JSON text,', () => {
  it.each<[title: string, schema: Json, value: Json, strict: unknown]>([
    ['an object', {}, '{"a":1}', { a: 1 }],
    ['a number', {}, '2', 2],
    ['a text in quotes', {}, '"2"', '2'],
    ['a text that is no JSON', {}, 'blue', 'blue'],
    ['a bare brace', {}, '{', '{'],
    ['an item of a list', { type: 'array' }, ['[1]', 'x'], [[1], 'x']],
    ['a member', { type: 'object', properties: { any: {} } }, { any: 'true' }, { any: true }],
    ['a choice with text only', { type: ['string', 'integer'] }, '2', '2'],
    ['text', text, '{"a":1}', '{"a":1}'],
  ])('%s', (_, schema, value, strict) => {
    const parameters = [{ name: 'a', in: 'query', schema }];
    const { operation } = describeDocument({ paths: { '/': { get: { parameters, responses: {} } } } });
    const given = { a: value };
    expect(coerceArguments({ ...operation, nullMeansAbsent: true }, given)).toEqual({ a: strict });
    expect(coerceArguments(operation, given)).toEqual(given);
  });
});
