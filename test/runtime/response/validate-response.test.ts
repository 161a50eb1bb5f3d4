import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../../src/index.ts';
import { createResponseValidator } from '../../../src/runtime/response/validate-response.ts';
import type { ApiDescriptor } from '../../../src/descriptor.ts';
import type { Json, JsonObject } from '../../../src/json/value.ts';
import { documentOf } from '../../support/document.ts';

const text = { type: 'string' };
const number = { type: 'number' };

/** Validates a response against those of an operation. Schemas can refer to `components`. */
async function check(
  responses: JsonObject,
  [status, mediaType, value]: [number, string, Json | undefined],
  { schemas = {}, ...source }: { schemas?: JsonObject; openapi?: string; method?: string } = {},
): Promise<string[]> {
  const { descriptor } = describeApi(
    await loadDocument({ ...documentOf({ ...source, responses }), components: { schemas } }),
  );
  return checkWith(descriptor, [status, mediaType, value]);
}

async function checkWith(
  descriptor: ApiDescriptor,
  [status, mediaType, value]: [number, string, Json | undefined],
): Promise<string[]> {
  const [operation] = descriptor.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  return createResponseValidator(descriptor)(operation, status, mediaType, value);
}

function response(content: Record<string, Json>): JsonObject {
  const entries = Object.entries(content).map(([mediaType, schema]) => [mediaType, { schema }] as const);
  return { description: 'An answer', content: Object.fromEntries(entries) };
}

/** Returns a response with only this text. */
function constant(value: string): JsonObject {
  return response({ 'application/json': { const: value } });
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** Returns the findings for a value of a schema, in a response with status 200. */
function findings(schema: Json, value: Json, more: Parameters<typeof check>[2] = {}): Promise<string[]> {
  return check({ '200': response({ 'application/json': schema }) }, [200, 'application/json', value], more);
}

describe('the status', () => {
  it.each<[string, string[], number, Json]>([
    ['precedes its range', ['default', '2XX', '200'], 200, '200'],
    ['falls to its range', ['default', '2XX', '200'], 201, '2XX'],
    ['of a range in lower case', ['default', '2xx'], 201, '2xx'],
    ['falls to default', ['default', '2XX', '200'], 404, 'default'],
  ])('%s', async (_title, statuses, status, value) => {
    const responses = Object.fromEntries(statuses.map((declared) => [declared, constant(declared)]));
    expect(await check(responses, [status, 'application/json', value])).toEqual([]);
    expect(await check(responses, [status, 'application/json', 'other'])).toHaveLength(1);
  });

  it('that is not declared is a finding', async () => {
    expect(await check({ '200': constant('200') }, [418, 'application/json', {}])).toEqual([
      '418 is not declared',
    ]);
  });

  it('is not made if the document declares no responses', async () => {
    expect(await check({}, [418, 'text/plain', undefined])).toEqual([]);
  });
});

describe('the media type', () => {
  const declared = {
    '*/*': { const: 'any' },
    'application/*': { const: 'application' },
    'application/json': { const: 'bare' },
    'application/json; version=2': { const: 'exact' },
    'application/hal+json': { const: 'hal' },
  };

  it.each<[string, string, Json]>([
    ['as it is', 'application/json; version=2', 'exact'],
    ['whatever its case and white space', 'Application/JSON;version="2"', 'exact'],
    ['without parameters', 'application/json; charset=utf-8', 'bare'],
    ['with a suffix', 'application/hal+json', 'hal'],
    ['by its range', 'application/problem+json', 'application'],
    ['by the range of all', 'text/json', 'any'],
  ])('is found %s', async (_title, mediaType, value) => {
    const responses = { '200': response(declared) };
    expect(await check(responses, [200, mediaType, value])).toEqual([]);
    expect(await check(responses, [200, mediaType, 'other'])).toHaveLength(1);
  });

  it.each<[string, number, string, Json | undefined, string[]]>([
    [
      'that is not declared',
      200,
      'text/html; charset=utf-8',
      undefined,
      ['text/html is not declared for 200'],
    ],
    ['that is not JSON is not looked into', 201, 'text/csv', undefined, []],
    ['of a response that declares none', 204, 'text/html', undefined, []],
    ['that is missing', 200, '', undefined, ['application/json is declared for 200, got no content']],
    ['of a response that never has content', 304, '', undefined, []],
  ])('%s', async (_title, status, mediaType, value, expected) => {
    const responses = {
      '200': response({ 'application/json': text }),
      '201': response({ 'text/csv': text }),
      '204': { description: 'Nothing' },
      '304': response({ 'application/json': text }),
    };
    expect(await check(responses, [status, mediaType, value])).toEqual(expected);
  });

  it('is not missed from a HEAD', async () => {
    const responses = { '200': response({ 'application/json': text }) };
    expect(await check(responses, [200, '', undefined], { method: 'head' })).toEqual([]);
  });

  it.each<[string, Json, Json, string[]]>([
    ['as the schema of a list', { type: 'array', items: number }, [1, 2], []],
    ['as the schema of an item', number, [1, 2], []],
    ['with the item named', number, [1, 'two'], ['$[1]: must be number, got "two"']],
  ])('of a sequence counts %s', async (_title, schema, value, expected) => {
    const responses = { '200': response({ 'application/x-ndjson': schema }) };
    expect(await check(responses, [200, 'application/x-ndjson', value])).toEqual(expected);
  });
});

describe('a finding names the place', () => {
  const pet = { type: 'object', required: ['name'], properties: { name: text } };

  it.each<[string, Json, Json, string[]]>([
    ['of the whole value', text, 7, ['$: must be string, got 7']],
    ['of an item', { type: 'array', items: text }, ['a', 7], ['$[1]: must be string, got 7']],
    [
      'however deep',
      { properties: { pets: { type: 'array', items: pet } } },
      { pets: [{ name: 7 }] },
      ['$.pets[0].name: must be string, got 7'],
    ],
    ['of what is missing', pet, {}, ['$.name: is required (string)']],
    [
      'of what is too much',
      { ...pet, additionalProperties: false },
      { name: 'a', extra: 1 },
      ['$.extra: is not declared'],
    ],
    [
      'with names that are no words',
      { additionalProperties: { additionalProperties: text } },
      { 'a b': { 0: 1 } },
      ['$["a b"]["0"]: must be string, got 1'],
    ],
    ['of an enum', { enum: ['a', 'b'] }, 'c', ['$: must be one of "a", "b", got "c"']],
    [
      'of a repeated item',
      { type: 'array', items: {}, uniqueItems: true },
      [1, 1],
      ['$: must not have the same item twice, got [1,1]'],
    ],
    [
      'of a repeated item with its keys in another order',
      { type: 'array', items: {}, uniqueItems: true },
      [
        { a: 1, b: [{ c: 1, d: 2 }] },
        { b: [{ d: 2, c: 1 }], a: 1 },
      ],
      [expect.stringContaining('$: must not have the same item twice')],
    ],
  ])('%s', async (_title, schema, value, expected) => {
    expect(await findings(schema, value)).toEqual(expected);
  });

  it('of each alternative that refers to a definition, without repetition', async () => {
    const schemas = {
      Base: { type: 'object', required: ['id'], properties: { id: number } },
      Cat: { allOf: [ref('Base'), { properties: { lives: number } }] },
      Dog: { type: 'object', properties: { tricks: { type: 'array', items: text } } },
    };
    const refs = ['Cat', 'Dog'].map(ref);
    const pets = {
      allOf: [ref('Base'), { properties: { pets: { type: 'array', items: { anyOf: refs } } } }],
    };
    expect(await findings(pets, { id: 'x', pets: [{ lives: 9, tricks: [1] }] }, { schemas })).toEqual([
      '$.id: must be number, got "x"',
      '$.pets[0]: fits no alternative: $.pets[0].id: is required (number) — or — $.pets[0].tricks[0]: must be string, got 1',
    ]);
  });
});

describe('a schema', () => {
  const schemas = {
    Account: {
      type: 'object',
      required: ['name', 'password'],
      properties: { name: text, password: { ...text, writeOnly: true } },
    },
    Node: {
      type: 'object',
      required: ['label'],
      properties: { label: text, children: { type: 'array', items: ref('Node') } },
    },
  };
  it.each<[string, Json, Json, string[]]>([
    ['does not require a writeOnly property', ref('Account'), { name: 'a' }, []],
    [
      'wants none of an item either',
      { type: 'array', items: ref('Account') },
      [{ name: 'a' }, {}],
      ['$[1].name: is required (string)'],
    ],
    [
      'is followed as deep as it refers to itself',
      ref('Node'),
      { label: 'a', children: [{ label: 'b', children: [{ children: [] }] }] },
      ['$.children[0].children[0].label: is required (string)'],
    ],
    ['with an unresolved reference accepts any value', ref('Missing'), 1, []],
  ])('%s', async (_title, schema, value, expected) => {
    expect(await findings(schema, value, { schemas })).toEqual(expected);
  });

  it.each<[string, string, JsonObject]>([
    ['3.0 nullable', '3.0.3', { type: 'string', nullable: true }],
    ['3.0 nullable enum', '3.0.3', { type: 'string', nullable: true, enum: ['a'] }],
    ['3.1 type list', '3.1.0', { type: ['string', 'null'] }],
  ])('lets null be null: %s', async (_title, openapi, schema) => {
    const object = { type: 'object', properties: { name: schema } };
    expect(await findings(object, { name: null }, { openapi })).toEqual([]);
    expect(await findings(object, { name: 7 }, { openapi })).not.toEqual([]);
  });

  it('with a property called $ref or nullable is not a reference', async () => {
    const schema = { type: 'object', properties: { $ref: text, nullable: number, $id: text } };
    expect(await findings(schema, { $ref: 'a', nullable: 1, $id: 'b' })).toEqual([]);
    expect(await findings(schema, { $ref: 1 })).toEqual(['$.$ref: must be string, got 1']);
  });

  it('that does not compile accepts any value and affects no other', async () => {
    const responses = {
      '200': response({ 'application/json': ref('Broken') }),
      '201': response({ 'application/json': text }),
    };
    const { descriptor } = describeApi(
      await loadDocument({ ...documentOf({ responses }), components: { schemas: { Broken: number } } }),
    );
    const broken = { ...descriptor, responseDefinitions: { Broken: { pattern: '(' } } };
    expect(await checkWith(broken, [200, 'application/json', 'x'])).toEqual([]);
    expect(await checkWith(broken, [201, 'application/json', 7])).toEqual(['$: must be string, got 7']);
  });
});

describe('a long list of findings', () => {
  it.each<[string, number, number]>([
    ['twenty findings and a count', 30, 21],
    ['one for a very large response', 200_000, 1],
  ])('%s', async (_title, length, lines) => {
    const wrong = Array.from({ length }, (_, index) => index);
    expect(await findings({ type: 'array', items: text }, wrong)).toHaveLength(lines);
  });

  it('compares the items of a long list fast', async () => {
    const items = Array.from({ length: 100_000 }, (_, id) => ({ id }));
    expect(await findings({ type: 'array', items: {}, uniqueItems: true }, items)).toEqual([]);
  });

  it('accepts a response that is deeper than the stack', async () => {
    const schemas = { List: { type: 'object', properties: { next: ref('List') } } };
    let value: JsonObject = {};
    for (let depth = 0; depth < 200_000; depth++) value = { next: value };
    expect(await findings(ref('List'), value, { schemas })).toEqual([]);
  });
});

describe('the descriptor', () => {
  it('checks the same after a round trip through JSON, and holds each definition once', async () => {
    const schemas = { Pet: { type: 'object', properties: { name: text } } };
    const list = { type: 'array', items: ref('Pet') };
    const responses = {
      '200': response({ 'application/json': list, 'text/csv': text }),
      '201': response({ 'application/json': ref('Pet') }),
      '202': response({ 'application/json': {} }),
    };
    const { descriptor } = describeApi(
      await loadDocument({ ...documentOf({ responses }), components: { schemas } }),
    );
    const copy = JSON.parse(JSON.stringify(descriptor)) as ApiDescriptor;
    expect(copy).toEqual(descriptor);
    expect(copy.responseDefinitions).toEqual({
      Pet: { type: 'object', properties: { name: { type: 'string' } } },
    });
    expect(copy.operations[0]?.responses.map(({ content }) => content)).toEqual([
      [
        { mediaType: 'application/json', schema: { type: 'array', items: { $ref: '#/$defs/Pet' } } },
        { mediaType: 'text/csv' },
      ],
      [{ mediaType: 'application/json', schema: { $ref: '#/$defs/Pet' } }],
      [{ mediaType: 'application/json' }],
    ]);
    expect(await checkWith(copy, [200, 'application/json', [{ name: 7 }]])).toEqual([
      '$[0].name: must be string, got 7',
    ]);
  });
});
