import { describe, expect, it } from 'vitest';
import { createArgumentValidator } from '../../src/runtime/arguments/validate-arguments.ts';
import { describeDocument } from '../support/describe.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const closed = (...names: string[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, text])),
  required: names,
  additionalProperties: false,
});

/** Returns a function that checks a body against a schema, and the findings about it. */
function readBody(schema: JsonObject, schemas: JsonObject) {
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  const { descriptor, operation, findings } = describeDocument({
    paths: { '/': { post: { requestBody, responses: {} } } },
    components: { schemas },
  });
  const validate = createArgumentValidator(descriptor.requestDefinitions);
  return { findings, check: async (body: Json) => (await validate(operation, { body })).problems };
}

const schemas = {
  Base: closed('a'),
  Middle: { allOf: [ref('Base'), closed('b')] },
  Owner: { ...closed('b'), allOf: [ref('Base')] },
  Kind: { allOf: [ref('Family'), closed('b')] },
  Family: {
    ...closed('a'),
    discriminator: { propertyName: 'a', mapping: { kind: '#/components/schemas/Kind' } },
  },
};

describe('closed schemas that forbid the properties of each other are closed together', () => {
  it.each<[title: string, schema: JsonObject, fits: Json, more: Json]>([
    ['in allOf', { allOf: [closed('a'), closed('b')] }, { a: '', b: '' }, { a: '', b: '', c: '' }],
    ['as a base', ref('Middle'), { a: '', b: '' }, { a: '', b: '', c: '' }],
    ['beside allOf', ref('Owner'), { a: '', b: '' }, { a: '', b: '', c: '' }],
    [
      'beside a reference',
      { $ref: ref('Base')['$ref'] ?? '', ...closed('b') },
      { a: '', b: '' },
      { a: '', b: '', c: '' },
    ],
    [
      'of several levels',
      { allOf: [ref('Middle'), closed('c')] },
      { a: '', b: '', c: '' },
      { a: '', b: '', c: '', d: '' },
    ],
    [
      'with one that is open',
      { allOf: [ref('Base'), { properties: { b: text }, required: ['b'] }] },
      { a: '', b: '' },
      { a: '', b: '', c: '' },
    ],
    [
      'of a union',
      { allOf: [ref('Base'), { oneOf: [closed('b'), closed('c')] }] },
      { a: '', c: '' },
      { a: '', c: '', d: '' },
    ],
    [
      'beside a union',
      { ...closed('a'), anyOf: [closed('b'), closed('c')] },
      { a: '', c: '' },
      { a: '', c: '', d: '' },
    ],
    ['of a kind', ref('Family'), { a: 'kind', b: '' }, { a: 'kind', b: '', c: '' }],
    ['in a list', { type: 'array', items: ref('Middle') }, [{ a: '', b: '' }], [{ a: '', b: '', c: '' }]],
  ])('%s', async (_, schema, fits, more) => {
    const { check, findings } = readBody(schema, schemas);
    expect(await check(fits)).toEqual([]);
    expect((await check(more)).join()).toMatch(/is not known/);
    expect(findings.map(({ kind, message }) => `${kind}: ${message}`)).toContainEqual(
      'repaired: closed schemas that forbid the properties of each other are read as closed together',
    );
  });
});

describe('closed schemas stay as they are', () => {
  it.each<[title: string, schema: JsonObject, fits: Json, other: Json]>([
    ['alone', ref('Base'), { a: '' }, { a: '', b: '' }],
    ['of the same properties', { allOf: [ref('Base'), closed('a')] }, { a: '' }, { a: '', b: '' }],
    ['beside conditions', { allOf: [ref('Base'), { minProperties: 1 }] }, { a: '' }, { a: '', b: '' }],
    ['in a union', { oneOf: [closed('a'), closed('b')] }, { a: '' }, { a: '', b: '' }],
    [
      'with names by pattern',
      { allOf: [{ ...closed('a'), patternProperties: { '^b': text } }, { properties: { b: text } }] },
      { a: '', b: '' },
      { a: '', c: '' },
    ],
    [
      'beside a property that must be absent',
      { allOf: [ref('Base'), { properties: { b: false } }] },
      { a: '' },
      { a: '', b: '' },
    ],
  ])('%s', async (_, schema, fits, other) => {
    const { check, findings } = readBody(schema, schemas);
    expect(await check(fits)).toEqual([]);
    expect(await check(other)).not.toEqual([]);
    expect(findings).toEqual([]);
  });
});
