import { describe, expect, it } from 'vitest';
import { describeDocument, nested, schemaDocument } from '../support/describe.ts';
import { documentOf, tool } from '../support/document.ts';
import type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';

/** Returns the input schema of an operation with these parameters and no body. */
function inputOf(parameters: JsonObject[], path = '/things'): JsonSchema {
  const operation = { operationId: tool, parameters, responses: {} };
  return describeDocument({ paths: { [path]: { get: operation } } }).operation.inputSchema;
}

/** Returns the schema of the argument `body`. */
function bodyOf(schema: Json, schemas: JsonObject = {}): Json | undefined {
  const { inputSchema } = describeDocument(schemaDocument(schema, schemas)).operation;
  return (inputSchema['properties'] as JsonObject)['body'];
}

const text = { type: 'string' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

describe('an input schema', () => {
  it('has one argument for each parameter, in order', () => {
    const parameters = [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'tags', in: 'query', schema: { type: 'array', items: text } },
      { name: 'X-Tenant', in: 'header', required: true, schema: text },
      { name: 'session', in: 'cookie', schema: text },
    ];
    expect(inputOf(parameters, '/things/{id}')).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        tags: { type: 'array', items: text },
        'X-Tenant': text,
        session: text,
      },
      required: ['id', 'X-Tenant'],
    });
  });

  it.each<[title: string, parameter: JsonObject, schema: JsonObject]>([
    ['alone', { schema: text }, { ...text, title: '城市', description: '城市' }],
    [
      'before its description',
      { description: 'A city.', schema: text },
      { ...text, title: '城市', description: '城市: A city.' },
    ],
    [
      'once',
      { description: 'The 城市.', schema: text },
      { ...text, title: '城市', description: 'The 城市.' },
    ],
    [
      'beside a title',
      { schema: { ...text, title: 'City', description: 'A city.' } },
      { ...text, title: 'City', description: '城市: A city.' },
    ],
  ])('keeps a name in another script %s', (_, parameter, schema) => {
    const { properties } = inputOf([{ name: '城市', in: 'query', ...parameter }]);
    expect(properties).toEqual({ ChengShi: schema });
  });

  it.each([
    ['🐶', 'u1F436'],
    ['🐶id', 'id'],
    ['[]', 'parameter'],
  ])('keeps the name %s, which is no name in ASCII', (name, argument) => {
    expect(inputOf([{ name, in: 'query', schema: text }])['properties']).toEqual({
      [argument]: { ...text, title: name, description: name },
    });
  });

  it('is empty for an operation without parameters', () => {
    expect(inputOf([])).toEqual({ type: 'object', properties: {} });
  });

  it('has the argument body, required if the document requires it', () => {
    const { inputSchema } = describeDocument(
      documentOf({ method: 'post', body: { required: true, schema: text } }),
    ).operation;
    expect(inputSchema).toEqual({
      type: 'object',
      properties: { body: text },
      required: ['body'],
    });
  });

  it.each<[title: string, schema: JsonObject, listed: JsonObject]>([
    ['anyOf', { anyOf: [text, { type: 'object' }] }, { anyOf: [text, { type: 'object' }] }],
    ['oneOf', { oneOf: [text, { type: 'object' }] }, { anyOf: [text, { type: 'object' }] }],
    [
      'allOf',
      { allOf: [{ type: 'object' }, { required: ['a'] }] },
      { type: 'object', properties: { a: {} }, required: ['a'] },
    ],
  ])('has no %s at its root', (_, schema, listed) => {
    const { inputSchema } = describeDocument(schemaDocument(schema)).operation;
    expect(inputSchema).toEqual({ type: 'object', properties: { body: listed } });
  });

  it('is checked in full: no other argument is allowed, and references stay', () => {
    const { descriptor, operation } = describeDocument(
      schemaDocument(
        { allOf: [ref('Pet')], unevaluatedProperties: false },
        { Pet: { properties: { a: text } } },
      ),
    );
    expect(operation.argumentsSchema).toEqual({
      type: 'object',
      properties: { body: { allOf: [{ $ref: '#/$defs/Pet' }], unevaluatedProperties: false } },
      additionalProperties: false,
    });
    expect(descriptor.requestDefinitions).toEqual({ Pet: { properties: { a: text } } });
  });
});

describe('the schema of an argument', () => {
  it.each<[title: string, parameter: JsonObject, argument: JsonSchema]>([
    [
      'its description',
      { description: 'How many', schema: text },
      { type: 'string', description: 'How many' },
    ],
    [
      "its schema's description",
      { schema: { ...text, description: 'How many' } },
      { type: 'string', description: 'How many' },
    ],
    [
      'of both its own',
      { description: 'Own', schema: { ...text, description: "Schema's" } },
      { type: 'string', description: 'Own' },
    ],
    ['an example', { example: 'a', schema: text }, { type: 'string', description: 'Example: "a"' }],
    [
      'an example that is false',
      { example: false, schema: { type: 'boolean' } },
      { type: 'boolean', description: 'Example: false' },
    ],
    [
      'the first of its examples',
      { examples: { b: { value: 'b' } }, schema: text },
      { type: 'string', description: 'Example: "b"' },
    ],
    [
      "its schema's example",
      { schema: { ...text, example: 'a' } },
      { type: 'string', description: 'Example: "a"' },
    ],
    [
      'its own example first',
      { example: 'a', schema: { ...text, examples: ['b'] } },
      { type: 'string', description: 'Example: "a"' },
    ],
    [
      'enum and default',
      { schema: { ...text, enum: ['a', 'b'], default: 'a' } },
      { type: 'string', enum: ['a', 'b'], default: 'a' },
    ],
    [
      'bounds',
      { schema: { type: 'integer', minimum: 1, maximum: 9 } },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
    [
      'that it is deprecated',
      { deprecated: true, schema: text },
      { type: 'string', description: 'Deprecated.' },
    ],
    [
      'all of it beside a reference',
      { description: 'Own', example: 'a', schema: ref('Text') },
      { type: 'string', description: 'Own Example: "a"' },
    ],
    [
      'all of it beside a recursive reference',
      { description: 'Own', example: [], schema: ref('Tree') },
      {
        type: 'array',
        items: { type: 'array', items: { type: 'array', items: {}, description: 'Tree' } },
        description: 'Own Example: []',
      },
    ],
    ['nothing', {}, {}],
    [
      'a schema in content',
      { content: { 'application/json': { schema: { type: 'object' }, example: {} } } },
      { type: 'object', description: 'Example: {}' },
    ],
  ])('includes %s', (_, parameter, argument) => {
    const operation = {
      operationId: tool,
      parameters: [{ name: 'a', in: 'query', ...parameter }],
      responses: {},
    };
    const schemas = { Text: { ...text, description: 'Named' }, Tree: { type: 'array', items: ref('Tree') } };
    const { inputSchema } = describeDocument({
      paths: { '/': { get: operation } },
      components: { schemas },
    }).operation;
    expect(inputSchema['properties']).toEqual({ a: argument });
  });

  it('includes the annotations of a body', () => {
    const content = { 'application/json': { schema: { ...text, description: "Schema's" }, example: 'a' } };
    const requestBody = { description: 'Own', content };
    const { inputSchema } = describeDocument({
      paths: { '/': { post: { requestBody, responses: {} } } },
    }).operation;
    expect(inputSchema['properties']).toEqual({
      body: { type: 'string', description: 'Own Example: "a"' },
    });
  });
});

describe('parameter bindings', () => {
  it('have the name and the location of the parameter', () => {
    const parameters = [
      {
        name: 'page[size]',
        in: 'query',
        required: true,
        style: 'form',
        explode: false,
        allowReserved: true,
        schema: text,
      },
    ];
    const { operation } = describeDocument({ paths: { '/': { get: { parameters, responses: {} } } } });
    expect(operation.parameters).toEqual([
      {
        argument: 'page_size',
        name: 'page[size]',
        in: 'query',
        required: true,
        serialization: { kind: 'style', style: 'form', explode: false, allowReserved: true },
      },
    ]);
    expect(Object.keys(operation.inputSchema['properties'] as JsonObject)).toEqual(['page_size']);
  });
});

describe('references of an input', () => {
  const tree = { type: 'object', properties: { children: { type: 'array', items: ref('Tree') } } };

  it('are inlined if that is short', () => {
    expect(
      bodyOf(
        { type: 'array', items: ref('Pet') },
        { Pet: { type: 'object', properties: { owner: ref('Owner') } }, Owner: text },
      ),
    ).toEqual({
      type: 'array',
      items: { type: 'object', properties: { owner: text } },
    });
  });

  it('are repeated twice if they are recursive', () => {
    const open = { type: 'object', description: 'Tree' };
    const inner = { type: 'object', properties: { children: { type: 'array', items: open } } };
    expect(bodyOf(ref('Tree'), { Tree: tree })).toEqual({
      type: 'object',
      properties: { children: { type: 'array', items: inner } },
    });
  });

  it('are open where the schema would be too long, which is reported', () => {
    const deep = nested(
      12,
      (properties) => ({ type: 'object', properties: { a: properties, b: properties } }),
      text,
    );
    const { operation, found } = describeDocument(schemaDocument(deep));
    expect(JSON.stringify(operation.inputSchema).length).toBeLessThan(16_000);
    expect(found).toEqual(['ignored /paths/~1schema/post']);
  });

  it('have all arguments however long they are', () => {
    const big = { type: 'object', properties: { text: { ...text, enum: ['x'.repeat(60_000)] } } };
    expect(bodyOf(big)).toEqual(big);
  });

  it('are read quickly if thirty schemas hold the next one twice', () => {
    const levels = Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      { type: 'object', properties: { a: ref(`L${level + 1}`), b: ref(`L${level + 1}`) } },
    ]);
    const schemas = { ...Object.fromEntries(levels), L30: text };
    const started = performance.now();
    const { descriptor } = describeDocument(schemaDocument(ref('L0'), schemas));
    expect(performance.now() - started).toBeLessThan(500);
    expect(JSON.stringify(descriptor).length).toBeLessThan(20_000);
  });
});

describe('a chain of 2,000 schemas does not overflow the stack', () => {
  it.each(['application/json', 'application/xml', 'multipart/form-data', 'text/plain'])(
    'as %s',
    (mediaType) => {
      const chain = Array.from({ length: 2_000 }, (_, index) => [
        `S${index}`,
        { allOf: [ref(`S${index + 1}`)] },
      ]);
      const content = { [mediaType]: { schema: ref('S0') } };
      const post = { requestBody: { content }, responses: { '200': { content } } };
      const schemas = { ...Object.fromEntries(chain), S2000: text };
      const { descriptor } = describeDocument({ paths: { '/': { post } }, components: { schemas } });
      expect(JSON.stringify(descriptor).length).toBeLessThan(1_000_000);
    },
  );
});

describe('an input schema of a loaded document', () => {
  it('keeps properties that are named like keywords', () => {
    const names = ['example', 'nullable', 'format', 'type', 'items', 'readOnly', 'properties'];
    const schema = {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, text])),
      required: names,
    };
    expect(bodyOf(schema)).toEqual(schema);
  });

  it('has no readOnly properties, also not in required or through allOf', () => {
    const base = {
      type: 'object',
      properties: { id: { type: 'integer', readOnly: true }, name: text },
      required: ['id', 'name'],
    };
    expect(bodyOf({ allOf: [ref('Base'), { required: ['id'] }] }, { Base: base })).toEqual({
      type: 'object',
      properties: { name: text },
      required: ['name'],
    });
  });
});
