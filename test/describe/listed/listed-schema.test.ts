import { describe, expect, it } from 'vitest';
import { describeDocument, schemaDocument } from '../../support/describe.ts';
import type { ProfileName } from '../../../src/describe/listed/profile-names.ts';
import type { OperationDescriptor } from '../../../src/descriptor.ts';
import type { Json, JsonObject } from '../../../src/json/value.ts';

const text = { type: 'string' };
const whole = { type: 'integer' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Returns the listed schema of the argument `body`. */
function listed(schema: Json, schemas: JsonObject = {}, profile: ProfileName = 'default'): Json | undefined {
  const { operation } = describeDocument(schemaDocument(schema, schemas), { profile });
  return (operation.inputSchema['properties'] as JsonObject)['body'];
}

describe('the default dialect', () => {
  // prettier-ignore
  it.each<[title: string, schema: Json, expected: JsonObject, schemas?: JsonObject]>([
    ['copies constraints', { type: 'string', minLength: 1, pattern: '^a', format: 'date' }, { type: 'string', minLength: 1, pattern: '^a', format: 'date' }],
    ['keeps null as a type', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['has null beside an enum', { type: ['string', 'null'], enum: ['a', null] }, { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }],
    ['has null beside an enum without a type', { enum: ['a', 1, null] }, { anyOf: [{ enum: ['a', 1] }, { type: 'null' }] }],
    ['has the type of an enum of null', { enum: [null] }, { type: 'null' }],
    ['keeps the description outside', { description: 'D', type: ['string', 'null'], enum: ['a', null] }, { description: 'D', anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }],
    ['has oneOf as anyOf', { oneOf: [text, whole] }, { anyOf: [text, whole] }],
    ['merges a choice of one with what stands beside it', { type: 'object', properties: { a: text }, required: ['a'], anyOf: [{ properties: { b: whole }, required: ['b'] }] }, { type: 'object', properties: { a: text, b: whole }, required: ['a', 'b'] }],
    ['has no choice of one', { oneOf: [text, text] }, text],
    ['has both choices merged', { oneOf: [{ minLength: 1 }, { minLength: 2 }], anyOf: [text] }, { ...text, anyOf: [{ minLength: 1 }, { minLength: 2 }] }],
    ['has const as an enum', { const: 'a' }, { enum: ['a'] }],
    ['has const null as a type', { const: null }, { type: 'null' }],
    ['merges allOf', { allOf: [{ type: 'object', properties: { a: text }, required: ['a'] }, { properties: { b: whole }, required: ['b'] }] }, { type: 'object', properties: { a: text, b: whole }, required: ['a', 'b'] }],
    ['merges bounds of allOf', { minimum: 1, maximum: 9, allOf: [{ minimum: 3, maximum: 20 }] }, { minimum: 3, maximum: 9 }],
    ['merges types of allOf', { allOf: [{ type: ['string', 'integer', 'null'] }, { type: ['number', 'null'] }] }, { type: ['integer', 'null'] }],
    ['merges enums of allOf', { allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] }, { enum: ['b'] }],
    ['merges a property that both have', { allOf: [{ properties: { a: text } }, { properties: { a: { minLength: 1 } } }] }, { properties: { a: { type: 'string', minLength: 1 } } }],
    ['merges a reference with its siblings', { ...ref('Text'), description: 'D' }, { type: 'string', description: 'D' }, { Text: { ...text, description: 'E' } }],
    ['shows a map', { type: 'object', additionalProperties: true }, { type: 'object', additionalProperties: {} }],
    ['shows the values of a map', { type: 'object', additionalProperties: text }, { type: 'object', additionalProperties: text }],
    ['does not show that an object is closed', { type: 'object', additionalProperties: false }, { type: 'object' }],
    ['does not show unevaluatedProperties', { type: 'object', unevaluatedProperties: false }, { type: 'object' }],
    ['shows names by pattern as a map', { type: 'object', patternProperties: { '^x-': text }, additionalProperties: false }, { type: 'object', additionalProperties: text, description: 'Names of properties match ^x-.' }],
    ['gives an array its items', { type: 'array' }, { type: 'array', items: {} }],
    ['has the positions of a tuple', { type: 'array', prefixItems: [{ ...text, title: 'Name' }, whole], items: false }, { type: 'array', items: { anyOf: [{ ...text, title: 'Name' }, whole] }, maxItems: 2, description: 'Items by position: 1: Name, 2: integer.' }],
    ['has any items after an open tuple', { type: 'array', prefixItems: [text] }, { type: 'array', items: {}, description: 'Items by position: 1: string.' }],
    ['describes an example', { ...text, description: 'D', examples: ['a', 'b'] }, { ...text, description: 'D Example: "a"' }],
    ['does not repeat an example', { ...text, description: 'Such as a-1', example: 'a-1' }, { ...text, description: 'Such as a-1' }],
    ['has no example that is null or a reference', { ...text, examples: [null, { $ref: '#/x' }] }, text],
    ['names properties without a leading underscore or dollar sign, at any depth', { type: 'object', required: ['_group'], properties: { group: text, _group: text, $filter: text, __typename: text, in: { type: 'object', properties: { $ref: text } } } }, { type: 'object', required: ['underscore_group'], properties: { group: text, underscore_group: text, dollar_filter: text, underscore_underscore_typename: text, in: { type: 'object', properties: { dollar_ref: text } } } }],
    ['names properties of a referenced schema, of a branch and of items', { oneOf: [ref('Link'), { type: 'array', items: ref('Link') }] }, { anyOf: [{ properties: { underscore_href: text } }, { type: 'array', items: { properties: { underscore_href: text } } }] }, { Link: { properties: { _href: text } } }],
    ['names a property that is called as a keyword of definitions', { properties: { definitions: text } }, { properties: { definitions_: text } }],
    ['keeps the names of a map, which are values', { type: 'object', additionalProperties: text, examples: [{ _a: 'b' }] }, { type: 'object', additionalProperties: text, description: 'Example: {"_a":"b"}' }],
    ['declares what is required', { type: 'object', required: ['a'] }, { type: 'object', properties: { a: {} }, required: ['a'] }],
    ['leaves out a property that must be absent', { type: 'object', properties: { a: text }, allOf: [{ properties: { b: false } }] }, { type: 'object', properties: { a: text } }],
    ['describes dependencies', { type: 'object', dependentRequired: { a: ['b', 'c'] } }, { type: 'object', description: 'With a, b and c must be given too.' }],
    ['describes a condition', { if: { required: ['a'] }, then: { required: ['b'] } }, { description: 'If it matches {"required":["a"]}, it must match {"required":["b"]}.' }],
    ['describes what is forbidden', { ...text, not: { const: 'a' } }, { ...text, description: 'Must not match {"const":"a"}.' }],
    ['describes what an array contains', { type: 'array', contains: whole }, { type: 'array', items: {}, description: 'Must contain {"type":"integer"}.' }],
    ['says that it is deprecated', { ...text, deprecated: true }, { ...text, description: 'Deprecated.' }],
    ['has no format for bytes', { ...text, format: 'byte' }, { ...text, format: 'byte' }],
    ['has at most 1,024 characters in a description', { description: 'd'.repeat(2_000) }, { description: `${'d'.repeat(1_023)}…` }],
  ])('%s', (_, schema, expected, schemas) => {
    expect(listed(schema, schemas)).toEqual(expected);
  });

  it('has arguments without a leading underscore or dollar sign', () => {
    const parameters = ['_limit', '$filter', '__a'].map((name) => ({ name, in: 'query', schema: text }));
    const { operation } = describeDocument({ paths: { '/': { get: { parameters, responses: {} } } } });
    expect(operation.parameters.map(({ name, argument }) => [name, argument])).toEqual([
      ['_limit', 'limit'],
      ['$filter', 'filter'],
      ['__a', 'a'],
    ]);
  });
});

function describeWith(operation: JsonObject, profile: ProfileName = 'default'): OperationDescriptor {
  const paths = { '/': { get: { responses: {}, ...operation } } };
  return describeDocument({ paths }, { profile }).operation;
}

describe('the description of a tool', () => {
  it('has at most 1,024 characters, and the rest in its details', () => {
    const description = 'word '.repeat(400).trim();
    const listedTool = describeWith({ description });
    expect(listedTool.description?.length).toBeLessThanOrEqual(1_024);
    expect(listedTool.details).toBe(description);
    expect(describeWith({ description }, 'full').description).toBe(description);
  });

  it.each([
    ['Get a pet', 'Get a pet', 'Get a pet'],
    ['Get a pet', 'get a pet.', 'get a pet.'],
    ['Get a pet', '**Get a pet** by its id.', '**Get a pet** by its id.'],
    ['Get a pet', 'Use this to get a pet by its id.', 'Use this to get a pet by its id.'],
    ['Get a pet', 'By its id.', 'Get a pet\n\nBy its id.'],
    ['Pet', 'Petty things.', 'Pet\n\nPetty things.'],
  ])('says its summary once: %s, %s', (summary, description, expected) => {
    expect(describeWith({ summary, description }).description).toBe(expected);
  });
});

describe('the dialect of', () => {
  // prettier-ignore
  it.each<[profile: ProfileName, schema: Json, expected: JsonObject]>([
    ['full', { const: 1, examples: [1], not: { type: 'null' } }, { const: 1, examples: [1], not: { type: 'null' } }],
    ['full', { properties: { _a: text, $b: text } }, { properties: { _a: text, $b: text } }],
    ['gemini', { type: ['string', 'null'], format: 'date' }, text],
    ['gemini', { type: ['string', 'integer'] }, { anyOf: [text, whole] }],
    ['gemini', { ...text, enum: ['a', ''] }, { ...text, description: 'One of "a", "".' }],
    ['gemini', { ...whole, enum: [1, 2] }, { ...whole, description: 'One of 1, 2.' }],
    ['gemini', { type: ['string', 'null'], enum: ['a', null] }, { type: 'string', enum: ['a'] }],
    ['gemini', { type: 'object', additionalProperties: text }, { type: 'object', description: 'An object with names of your choice.' }],
    ['gemini', { ...whole, exclusiveMinimum: 1, multipleOf: 2, minimum: 2 }, { ...whole, minimum: 2 }],
    ['openai-strict', { type: 'object', properties: { a: text, b: whole }, required: ['a'] }, { type: 'object', properties: { a: text, b: { type: ['integer', 'null'] } }, required: ['a', 'b'], additionalProperties: false }],
    ['openai-strict', { type: 'object' }, { type: ['string', 'null'], description: 'An object, as JSON text.' }],
    ['llamaindex', { type: 'object', additionalProperties: text }, { type: 'object', additionalProperties: text }],
    ['openai-strict', { type: 'object', title: 'Map', description: 'Sizes' }, { type: ['string', 'null'], description: 'Sizes. An object, as JSON text.' }],
    ['openai-strict', {}, { type: ['string', 'null'], description: 'Any value, as JSON text.' }],
    ['openai-strict', { description: 'Any size!' }, { type: ['string', 'null'], description: 'Any size! Any value, as JSON text.' }],
    ['openai-strict', { type: 'array' }, { type: ['array', 'null'], items: { type: 'string', description: 'Any value, as JSON text.' } }],
    ['openai-strict', { type: 'array', items: { type: 'array', items: {} } }, { type: ['array', 'null'], items: { type: 'array', items: { type: 'string', description: 'Any value, as JSON text.' } } }],
    ['openai-strict', { ...text, enum: ['a'] }, { anyOf: [{ ...text, enum: ['a'] }, { type: 'null' }] }],
    ['openai-strict', { ...text, description: 'D', anyOf: [{ ...text, pattern: '^a' }, { ...text, pattern: '^b' }, whole] }, { description: 'D', anyOf: [{ ...text, pattern: '^a' }, { ...text, pattern: '^b' }, { type: 'null' }] }],
    ['openai-strict', { ...text, enum: ['a'], anyOf: [text, text] }, { anyOf: [{ ...text, enum: ['a'] }, { type: 'null' }] }],
    ['openai-strict', { type: 'object', properties: { a: whole }, oneOf: [{ properties: { b: text }, required: ['a', 'b'] }, { required: ['a'] }] }, { anyOf: [{ type: 'object', properties: { a: { type: ['integer', 'null'] }, b: text }, required: ['a', 'b'], additionalProperties: false }, { type: 'object', properties: { a: { type: ['integer', 'null'] } }, required: ['a'], additionalProperties: false }, { type: 'null' }] }],
    ['openai-strict', { type: 'object', oneOf: [{ properties: { a: text }, required: ['a'] }, { properties: { b: text }, required: ['b'] }] }, { anyOf: [{ type: 'object', properties: { a: text }, required: ['a'], additionalProperties: false }, { type: 'object', properties: { b: text }, required: ['b'], additionalProperties: false }, { type: 'null' }] }],
    ['openai-strict', { ...text, minLength: 1, format: 'uri', default: 'a' }, { type: ['string', 'null'] }],
  ])('%s: %j', (profile, schema, expected) => {
    const body = listed(schema, {}, profile);
    // The body is optional here.
    const isNullable = profile === 'openai-strict' && [(expected['type'] ?? 'null')].flat().includes('object');
    expect(body).toEqual(isNullable ? { ...expected, type: ['object', 'null'] } : expected);
  });

  it('llamaindex: has definitions for nested objects', () => {
    const owner = { type: 'object', description: 'The owner.', properties: { 'first name': text } };
    const schema = {
      type: 'object',
      properties: { owner, friends: { type: 'array', items: owner }, any: { anyOf: [owner, whole] } },
    };
    const names = ['body_owner', 'body_friends_item', 'body_any'];
    const references = names.map((name) => ({ $ref: `#/$defs/${name}`, description: 'The owner.' }));
    const [one, item, branch] = references;
    const properties = {
      owner: one,
      friends: { type: 'array', items: item },
      any: { anyOf: [branch, whole] },
    };
    const { operation } = describeDocument(schemaDocument(schema), { profile: 'llamaindex' });
    expect(operation.inputSchema).toEqual({
      type: 'object',
      properties: { body: { $ref: '#/$defs/body' } },
      $defs: {
        body: { type: 'object', properties },
        ...Object.fromEntries(names.map((name) => [name, owner])),
      },
    });
  });

  it('codex: has at most 5,000 bytes', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `p${index}`,
        { type: 'object', properties: { a: { ...text, description: 'd'.repeat(400) } } },
      ]),
    );
    const { operation } = describeDocument(schemaDocument({ type: 'object', properties: many }), {
      profile: 'codex',
    });
    expect(JSON.stringify(operation.inputSchema).length).toBeLessThan(5_000);
  });

  it('cursor: has names of at most 60 characters with that of the server', () => {
    const operationId = 'a'.repeat(64);
    const document = {
      info: { title: 'A server of ten' },
      paths: { '/': { get: { operationId, responses: {} } } },
    };
    const { descriptor, operation } = describeDocument(document, { profile: 'cursor' });
    expect(operation.name.length + descriptor.name.length).toBe(60);
  });
});
