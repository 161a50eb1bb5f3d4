import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { checkingSchema } from '../support/inline-definitions.ts';

/** Returns the operations and the findings of a document. */
async function read(document: object) {
  const loaded = await loadDocument(document);
  const { descriptor, findings } = describeApi(loaded);
  const checked = descriptor.operations.map((operation) => checkingSchema(descriptor, operation));
  return { descriptor, operations: descriptor.operations, checked, findings };
}

/** Returns a document with one operation, whose body has the given schema. */
function withBody(schema: unknown, schemas: object = {}, openapi = '3.1.0') {
  const requestBody = { content: { 'application/json': { schema } } };
  return {
    openapi,
    info: { title: 'T', version: '1' },
    paths: { '/a': { post: { requestBody, responses: { 204: { description: 'd' } } } } },
    components: { schemas },
  };
}

async function bodySchema(document: object) {
  const { descriptor, checked, findings } = await read(document);
  return { schema: checked[0], definitions: descriptor.requestDefinitions, findings };
}

const pet = '#/components/schemas/Pet';
const text = { type: 'string' };
const whole = { type: 'integer' };

describe('a schema of 3.1', () => {
  it.each([
    ['$anchor', { $ref: '#pet' }, { Pet: { $anchor: 'pet', ...text } }, text],
    ['$id', { $ref: 'https://x.example/pet' }, { Pet: { $id: 'https://x.example/pet', ...text } }, text],
    [
      '$id with a pointer',
      { $ref: 'https://x.example/pet#/$defs/A' },
      { Pet: { $id: 'https://x.example/pet', $defs: { A: whole } } },
      whole,
    ],
    [
      '$id with an anchor',
      { $ref: 'https://x.example/pet#a' },
      { Pet: { $id: 'https://x.example/pet', $defs: { A: { $anchor: 'a', ...whole } } } },
      whole,
    ],
    [
      'a pointer relative to the $id around it',
      { $ref: pet },
      { Pet: { $id: 'https://x.example/pet', items: { $ref: '#/$defs/A' }, $defs: { A: whole } } },
      { items: whole },
    ],
    [
      'a name relative to the $id around it',
      { $ref: pet },
      {
        Pet: { $id: 'https://x.example/pet', items: { $ref: 'age' } },
        Age: { $id: 'https://x.example/age', ...whole },
      },
      { items: whole },
    ],
    ['$defs', { $ref: `${pet}/$defs/A` }, { Pet: { $defs: { A: whole } } }, whole],
    ['a type list', { type: ['string', 'null'] }, {}, { type: ['string', 'null'] }],
    ['const', { const: 1 }, {}, { const: 1 }],
    [
      'if and then',
      { if: { required: ['a'] }, then: { required: ['b'] } },
      {},
      { if: { required: ['a'] }, then: { required: ['b'] } },
    ],
    [
      'prefixItems',
      { type: 'array', prefixItems: [text, whole], items: false },
      {},
      { type: 'array', prefixItems: [text, whole], items: { not: {} } },
    ],
    ['boolean schemas', { properties: { a: true, b: false } }, {}, { properties: { a: {}, b: { not: {} } } }],
    [
      'contentEncoding',
      { ...text, contentEncoding: 'base64', contentMediaType: 'image/png' },
      {},
      { ...text, contentEncoding: 'base64', contentMediaType: 'image/png' },
    ],
    ['a pointer with escapes', { $ref: '#/components/schemas/A%20B~1C~0D' }, { 'A B/C~D': whole }, whole],
    ['a chain of references', { $ref: pet }, { Pet: { $ref: '#/components/schemas/B' }, B: whole }, whole],
    [
      'an $id and a $ref that are data',
      { ...text, examples: [{ $id: 'x', $ref: 'y' }], default: { $ref: 'z' } },
      {},
      { ...text, examples: [{ $id: 'x', $ref: 'y' }], default: { $ref: 'z' } },
    ],
    [
      'properties named like keywords',
      { properties: { $ref: text, nullable: text, example: text, type: text, items: text, $id: text } },
      {},
      { properties: { $ref: text, nullable: text, example: text, type: text, items: text, $id: text } },
    ],
  ])('%s', async (_, schema, schemas, expected) => {
    const { schema: input, findings } = await bodySchema(withBody(schema, schemas));
    expect(input).toEqual({ type: 'object', properties: { body: expected }, additionalProperties: false });
    expect(findings).toEqual([]);
  });

  it('reads a dynamic reference as a reference to the only anchor of that name', async () => {
    const Pet = { $dynamicAnchor: 'node', items: { $dynamicRef: '#node' } };
    const { schema, definitions, findings } = await bodySchema(withBody({ $ref: pet }, { Pet }));
    const node = { $ref: '#/$defs/Pet' };
    expect(schema).toMatchObject({ properties: { body: node } });
    expect(definitions).toEqual({ Pet: { items: node } });
    expect(findings).toEqual([]);
  });

  it.each([
    ['of two schemas', { Pet: { $ref: '#/components/schemas/B' }, B: { $ref: pet } }],
    ['of one schema', { Pet: { $ref: pet } }],
    ['through allOf', { Pet: { allOf: [{ $ref: pet }, { type: 'object' }] } }],
    ['through not', { Pet: { not: { $ref: pet } } }],
    [
      'into a subschema of itself',
      { Pet: { anyOf: [{ items: text, allOf: [{ $ref: `${pet}/anyOf/0` }] }] } },
    ],
  ])('breaks a cycle %s that applies to one value', async (_, schemas) => {
    const { schema, findings } = await bodySchema(withBody({ $ref: pet }, schemas));
    expect(JSON.stringify(schema)).not.toContain('$ref');
    expect(findings).toMatchObject([
      { kind: 'relaxed', message: expect.stringContaining('cycle of schemas') },
    ]);
  });
});

describe('a schema of 3.0', () => {
  const Pet = { type: 'object', properties: { a: text } };

  it.each([
    [
      'a #/paths reference',
      { $ref: '#/paths/~1b/get/responses/200/content/application~1json/schema' },
      { type: ['string', 'null'] },
    ],
    [
      'a nullable reference',
      { $ref: pet, nullable: true },
      { anyOf: [Pet, { type: 'null' }] },
      ['nullable beside a reference or a composition is read as a choice of null'],
    ],
    [
      'a nullable enum',
      { ...text, enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
      ['nullable beside enum is read as one more value, null'],
    ],
    [
      'an exclusive bound',
      { type: 'number', minimum: 1, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 1 },
    ],
    [
      'a discriminator',
      { oneOf: [{ $ref: pet }], discriminator: { propertyName: 'a', mapping: { p: pet } } },
      // A value of the mapping selects the branch.
      {
        oneOf: [{ allOf: [Pet, { type: 'object', properties: { a: { const: 'p' } }, required: ['a'] }] }],
      },
    ],
  ])('%s', async (_, schema, expected, messages: string[] = []) => {
    const document = withBody(schema, { Pet }, '3.0.3');
    const content = { 'application/json': { schema: { type: 'string', nullable: true } } };
    const get = { responses: { 200: { description: 'd', content } } };
    const { findings, checked } = await read({ ...document, paths: { ...document.paths, '/b': { get } } });
    const pointer = '/paths/~1a/post/requestBody/content/application~1json/schema';
    expect(findings).toEqual(messages.map((message) => ({ kind: 'ignored', pointer, message })));
    expect(checked[0]?.['properties']).toEqual({ body: expected });
  });
});

describe('OpenAPI 3.2', () => {
  const info = { title: 'T', version: '1' };

  it('has the method QUERY and additional methods', async () => {
    const item = {
      query: { responses: {} },
      additionalOperations: { COPY: { operationId: 'copy', responses: {} } },
    };
    const { operations, findings } = await read({ openapi: '3.2.0', info, paths: { '/a': item } });
    expect(operations.map(({ method, name }) => [method, name])).toEqual([
      ['QUERY', 'query_a'],
      ['COPY', 'copy'],
    ]);
    expect(findings).toEqual([]);
  });

  it('has a query string as one parameter', async () => {
    const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } };
    const parameters = [{ in: 'querystring', name: 'q', content }];
    const { operations } = await read({
      openapi: '3.2.0',
      info,
      paths: { '/a': { get: { parameters, responses: {} } } },
    });
    expect(operations[0]?.parameters).toEqual([
      {
        argument: 'q',
        name: 'q',
        in: 'querystring',
        required: false,
        serialization: { kind: 'content', mediaType: 'application/x-www-form-urlencoded' },
      },
    ]);
  });

  it('has sequences, shared media types, $self and a hierarchy of tags', async () => {
    const { checked, findings } = await read({
      openapi: '3.2.0',
      $self: 'https://api.example/openapi.json',
      info,
      tags: [{ name: 'inner', parent: 'outer', kind: 'nav' }, { name: 'outer' }],
      paths: {
        '/a': {
          post: { requestBody: { content: { 'application/jsonl': { itemSchema: whole } } }, responses: {} },
        },
        '/b': {
          post: {
            requestBody: { content: { 'application/json': { $ref: '#/components/mediaTypes/J' } } },
            responses: {},
          },
        },
      },
      components: {
        mediaTypes: { J: { schema: { $ref: 'https://api.example/openapi.json#/components/schemas/S' } } },
        schemas: { S: text },
      },
    });
    expect(checked.map(({ properties }) => properties)).toEqual([
      { body: { type: 'array', items: whole } },
      { body: text },
    ]);
    expect(findings).toEqual([]);
  });
});

describe('path items', () => {
  it('are read through references, and webhooks are ignored', async () => {
    const { operations, findings } = await read({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      webhooks: { w: { post: { responses: {} } } },
      paths: { '/a': { $ref: '#/components/pathItems/X' }, '/b': { $ref: '#/paths/~1a' } },
      components: { pathItems: { X: { get: { operationId: 'x', responses: {} } } } },
    });
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a', 'GET /b']);
    expect(findings).toMatchObject([{ kind: 'ignored', pointer: '/webhooks' }]);
  });
});

describe('unknown versions of OpenAPI 3', () => {
  it('are read with a finding', async () => {
    const { findings } = await read({ ...withBody({}), openapi: '3.9.1' });
    expect(findings).toMatchObject([{ kind: 'repaired', pointer: '/openapi' }]);
  });
});

describe('collectionFormat of Swagger 2.0', () => {
  it.each([
    ['query', 'csv', 'form'],
    ['query', 'multi', 'form'],
    ['query', 'ssv', 'spaceDelimited'],
    ['query', 'pipes', 'pipeDelimited'],
    ['query', 'tsv', 'tabDelimited'],
    ['path', 'csv', 'simple'],
    ['path', 'ssv', 'spaceDelimited'],
    ['path', 'pipes', 'pipeDelimited'],
    ['path', 'tsv', 'tabDelimited'],
    ['header', 'ssv', 'spaceDelimited'],
    ['header', 'pipes', 'pipeDelimited'],
    ['header', 'tsv', 'tabDelimited'],
  ])('in %s, %s is %s', async (location, collectionFormat, style) => {
    const parameter = {
      name: 'p',
      in: location,
      required: true,
      type: 'array',
      items: text,
      collectionFormat,
    };
    const paths = { '/a/{p}': { get: { parameters: [parameter], responses: {} } } };
    const { operations, findings } = await read({
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      paths,
    });
    const binding = operations[0]?.parameters.find(({ in: place }) => place === location);
    expect(binding?.serialization).toMatchObject({ style, explode: collectionFormat === 'multi' });
    expect(findings.filter(({ message }) => message.includes('style'))).toEqual([]);
  });
});

describe('--profile full', () => {
  it('lists the checking schema with its definitions', async () => {
    const loaded = await loadDocument(withBody({ $ref: pet }, { Pet: { const: 1 }, Other: text }));
    expect(describeApi(loaded, { profile: 'full' }).descriptor.operations[0]?.inputSchema).toEqual({
      type: 'object',
      properties: { body: { $ref: '#/$defs/Pet' } },
      additionalProperties: false,
      $defs: { Pet: { const: 1 } },
    });
  });
});
