import { expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Loads a document with one path, and returns the path item and the findings. */
async function load(
  item: JsonObject,
  root: JsonObject = {},
): Promise<{ item: JsonObject; document: JsonObject; found: string[] }> {
  const version = root['swagger'] === undefined ? { openapi: '3.1.0' } : {};
  const source = { ...version, info: { title: 'T', version: '1' }, paths: { '/a/{id}': item }, ...root };
  const { document, findings } = await loadDocument(source);
  const paths = document['paths'] as JsonObject;
  return {
    item: paths['/a/{id}'] as JsonObject,
    document,
    found: findings.map(({ kind, pointer }) => `${kind} ${pointer.replace('/paths/~1a~1{id}', 'ITEM')}`),
  };
}

const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } });
const pet = { $ref: '#/components/schemas/Pet' };
const components = { schemas: { Pet: { type: 'object' } } };

it.each<[title: string, item: JsonObject, expected: JsonObject, found: string[]]>([
  [
    'methods in upper case, in their order',
    { POST: { tags: ['p'] }, Get: {}, put: {} },
    { post: { tags: ['p'] }, get: {}, put: {} },
    ['repaired ITEM/POST', 'repaired ITEM/Get'],
  ],
  ['a method in both cases', { GET: { tags: ['1'] }, get: {} }, { GET: { tags: ['1'] }, get: {} }, []],
  [
    'type beside in',
    { get: { parameters: [{ name: 'q', in: 'query', type: 'integer', maximum: 5, description: 'd' }] } },
    {
      get: {
        parameters: [{ name: 'q', in: 'query', schema: { type: 'integer', maximum: 5 }, description: 'd' }],
      },
    },
    ['repaired ITEM/get/parameters/0'],
  ],
  [
    'an array beside in, with the style of OpenAPI 3',
    { get: { parameters: [{ name: 'q', in: 'query', type: 'array', items: { type: 'string' } }] } },
    {
      get: {
        parameters: [{ name: 'q', in: 'query', schema: { type: 'array', items: { type: 'string' } } }],
      },
    },
    ['repaired ITEM/get/parameters/0'],
  ],
  [
    'a collectionFormat',
    { get: { parameters: [{ name: 'q', in: 'query', type: 'array', collectionFormat: 'pipes' }] } },
    {
      get: {
        parameters: [
          { name: 'q', in: 'query', schema: { type: 'array' }, style: 'pipeDelimited', explode: false },
        ],
      },
    },
    ['repaired ITEM/get/parameters/0'],
  ],
  [
    'type beside schema',
    { get: { parameters: [{ name: 'q', in: 'query', type: 'string', schema: {} }] } },
    { get: { parameters: [{ name: 'q', in: 'query', type: 'string', schema: {} }] } },
    [],
  ],
  [
    'a header with a type',
    { get: { responses: { 200: { description: 'd', headers: { X: { type: 'string' } } } } } },
    { get: { responses: { 200: { description: 'd', headers: { X: { schema: { type: 'string' } } } } } } },
    ['repaired ITEM/get/responses/200/headers/X'],
  ],
  [
    'a schema directly under the media type',
    { put: { requestBody: { content: { 'text/xml': { type: 'string', example: 'e' } } } } },
    { put: { requestBody: { content: { 'text/xml': { schema: { type: 'string' }, example: 'e' } } } } },
    ['repaired ITEM/put/requestBody/content/text~1xml'],
  ],
  [
    'a reference to a schema directly under the media type',
    { get: { responses: { 200: { content: { 'application/json': pet } } } } },
    { get: { responses: { 200: json(pet) } } },
    ['repaired ITEM/get/responses/200/content/application~1json'],
  ],
  [
    'a media type with an example only',
    { put: { requestBody: { content: { 'text/xml': { example: 'e' } } } } },
    { put: { requestBody: { content: { 'text/xml': { example: 'e' } } } } },
    [],
  ],
  [
    'a schema directly under content',
    { put: { requestBody: { required: true, content: { schema: pet, example: {} } } } },
    {
      put: { requestBody: { required: true, content: { 'application/json': { schema: pet, example: {} } } } },
    },
    ['repaired ITEM/put/requestBody/content'],
  ],
  [
    'a schema directly under the content of a parameter',
    { get: { parameters: [{ name: 'q', in: 'query', content: { schema: pet } }] } },
    { get: { parameters: [{ name: 'q', in: 'query', ...json(pet) }] } },
    ['repaired ITEM/get/parameters/0/content'],
  ],
  [
    'a schema directly under the request body',
    { put: { requestBody: { required: true, schema: pet } } },
    { put: { requestBody: { required: true, ...json(pet) } } },
    ['repaired ITEM/put/requestBody/schema'],
  ],
  [
    'a request body that is a schema',
    { put: { requestBody: { description: 'd', type: 'object', properties: { a: {} } } } },
    { put: { requestBody: { description: 'd', ...json({ type: 'object', properties: { a: {} } }) } } },
    ['repaired ITEM/put/requestBody'],
  ],
  [
    'a request body that refers to a schema',
    { put: { requestBody: pet } },
    { put: { requestBody: json(pet) } },
    ['repaired ITEM/put/requestBody'],
  ],
  [
    'a request body without content',
    { put: { requestBody: { 'text/csv': { schema: { type: 'string' } } } } },
    { put: { requestBody: { content: { 'text/csv': { schema: { type: 'string' } } } } } },
    ['repaired ITEM/put/requestBody'],
  ],
  [
    'a schema directly under a response',
    { get: { responses: { 200: { description: 'd', schema: pet } } } },
    { get: { responses: { 200: { description: 'd', ...json(pet) } } } },
    ['repaired ITEM/get/responses/200/schema'],
  ],
  [
    'parameters as a map',
    { get: { parameters: { id: { in: 'path', schema: {} }, q: { $ref: '#/components/parameters/Q' } } } },
    { get: { parameters: [{ name: 'id', in: 'path', schema: {} }, { $ref: '#/components/parameters/Q' }] } },
    ['repaired ITEM/get/parameters'],
  ],
  [
    'parameters that are one parameter',
    { parameters: { name: 'id', in: 'path', schema: {} }, get: {} },
    { parameters: [{ name: 'id', in: 'path', schema: {} }], get: {} },
    ['repaired ITEM/parameters'],
  ],
  [
    'a body parameter',
    { put: { parameters: [{ name: 'b', in: 'body', required: true, schema: pet }] } },
    { put: { parameters: [], requestBody: { required: true, ...json(pet) } } },
    ['repaired ITEM'],
  ],
  [
    'a shared body parameter',
    { parameters: [{ name: 'b', in: 'body', schema: pet }], put: {} },
    { parameters: [], put: { requestBody: json(pet) } },
    ['repaired ITEM'],
  ],
  [
    'form parameters',
    {
      put: { consumes: ['multipart/form-data'], parameters: [{ name: 'f', in: 'formData', type: 'string' }] },
    },
    {
      put: {
        parameters: [],
        requestBody: {
          content: {
            'multipart/form-data': { schema: { type: 'object', properties: { f: { type: 'string' } } } },
          },
        },
      },
    },
    ['repaired ITEM'],
  ],
  [
    'form parameters with a schema',
    { put: { parameters: [{ name: 'f', in: 'formData', required: true, schema: { type: 'string' } }] } },
    {
      put: {
        parameters: [],
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { f: { type: 'string' } }, required: ['f'] },
            },
          },
        },
      },
    },
    ['repaired ITEM'],
  ],
  [
    'a security requirement as an object',
    { get: { security: { key: [], oauth: ['read'] } } },
    { get: { security: [{ key: [], oauth: ['read'] }] } },
    ['repaired ITEM/get/security'],
  ],
  [
    'security requirements as names',
    { get: { security: ['key', { oauth: [] }] } },
    { get: { security: [{ key: [] }, { oauth: [] }] } },
    ['repaired ITEM/get/security'],
  ],
  [
    'a security requirement as a name',
    { get: { security: 'key' } },
    { get: { security: [{ key: [] }] } },
    ['repaired ITEM/get/security'],
  ],
  ['no security', { get: { security: {} } }, { get: { security: [{}] } }, ['repaired ITEM/get/security']],
  ['a tag as a text', { get: { tags: 'pets' } }, { get: { tags: ['pets'] } }, ['repaired ITEM/get/tags']],
  [
    'a location in another case',
    { get: { parameters: [{ name: 'q', in: 'Query', schema: { type: 'string' } }] } },
    { get: { parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }] } },
    ['repaired ITEM/get/parameters/0/in'],
  ],
  [
    'a server as an object',
    { servers: { url: '/v1' }, get: {} },
    { servers: [{ url: '/v1' }], get: {} },
    ['repaired ITEM/servers'],
  ],
  [
    'servers by name',
    { get: { servers: { live: { url: '/v1' }, test: '/v2' } } },
    {
      get: {
        servers: [
          { description: 'live', url: '/v1' },
          { url: '/v2', description: 'test' },
        ],
      },
    },
    ['repaired ITEM/get/servers'],
  ],
  [
    'servers as texts',
    { servers: ['/v1'], get: {} },
    { servers: [{ url: '/v1' }], get: {} },
    ['repaired ITEM/servers'],
  ],
])('repairs %s', async (_, source, expected, found) => {
  const loaded = await load(source, { components });
  expect(loaded.item).toEqual(expected);
  expect(Object.keys(loaded.item)).toEqual(Object.keys(expected));
  expect(loaded.found).toEqual(found);
});

it('repairs the servers of the document', async () => {
  const { document, found } = await load({}, { servers: 'https://api.example.com' });
  expect(document['servers']).toEqual([{ url: 'https://api.example.com' }]);
  expect(found).toEqual(['repaired /servers']);
});

it('repairs a host and security definitions in OpenAPI 3', async () => {
  const { document, found } = await load(
    {},
    {
      host: 'api.example.com',
      basePath: '/v1',
      schemes: ['https'],
      securityDefinitions: { login: { type: 'basic' }, key: { type: 'apiKey', in: 'header', name: 'A' } },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'B' } } },
    },
  );
  expect(document['servers']).toEqual([{ url: 'https://api.example.com/v1' }]);
  expect(document['components']).toEqual({
    securitySchemes: {
      login: { type: 'http', scheme: 'basic' },
      key: { type: 'apiKey', in: 'header', name: 'B' },
    },
  });
  expect(found).toEqual(['repaired /host', 'repaired /securityDefinitions']);
});

it('leaves a host beside servers', async () => {
  const { document, found } = await load({}, { host: 'a.example', servers: [{ url: 'https://b.example' }] });
  expect(document['servers']).toEqual([{ url: 'https://b.example' }]);
  expect(found).toEqual([]);
});

it('repairs the security of the document', async () => {
  const { document, found } = await load({}, { security: { key: [] } });
  expect(document['security']).toEqual([{ key: [] }]);
  expect(found).toEqual(['repaired /security']);
});

it('repairs security, tags and locations of Swagger 2.0', async () => {
  const item = {
    get: { security: { key: [] }, tags: 'pets', parameters: [{ name: 'f', in: 'formdata', type: 'string' }] },
  };
  const { item: read, found } = await load(item, { swagger: '2.0', security: 'key' });
  expect(read['get']).toMatchObject({ security: [{ key: [] }], tags: ['pets'] });
  expect(read['get']).toHaveProperty('requestBody');
  expect(found).toEqual([
    'repaired /security',
    'repaired ITEM/get/security',
    'repaired ITEM/get/tags',
    'repaired ITEM/get/parameters/0/in',
  ]);
});

it('does not repair what Swagger 2.0 allows', async () => {
  const item = { get: { parameters: [{ name: 'q', in: 'query', type: 'string' }], responses: {} } };
  const { found } = await load({ GET: item.get }, { swagger: '2.0' });
  expect(found).toEqual(['repaired ITEM/GET']);
});

it('repairs a shared parameter once, and upgrades what it repaired', async () => {
  const item = {
    get: { parameters: [{ $ref: '#/components/parameters/Q' }] },
    put: { parameters: [{ $ref: '#/components/parameters/Q' }] },
  };
  const parameters = { Q: { name: 'q', in: 'query', type: 'string', nullable: true } };
  const root = { openapi: '3.0.3', components: { parameters } };
  const { document, found } = await load(item, root);
  expect(document['components']).toEqual({
    parameters: { Q: { name: 'q', in: 'query', schema: { type: ['string', 'null'] } } },
  });
  expect(found).toEqual(['repaired /components/parameters/Q']);
});

it.each<[type: Json, schema: JsonObject]>([
  ['int', { type: 'integer' }],
  ['Integer', { type: 'integer' }],
  ['uint32', { type: 'integer' }],
  ['long', { type: 'integer', format: 'int64' }],
  ['float', { type: 'number', format: 'float' }],
  ['date', { type: 'string', format: 'date' }],
  ['dateTime', { type: 'string', format: 'date-time' }],
  ['date-time', { type: 'string', format: 'date-time' }],
  ['bool', { type: 'boolean' }],
  ['dict', { type: 'object' }],
  ['any', {}],
  [['int', 'null'], { type: ['integer', 'null'] }],
  [['str', 'None', 'string'], { type: ['string', 'null'] }],
])('the type %j of a framework', async (type, schema) => {
  const { item, found } = await load({ get: { requestBody: json({ properties: { a: { type } } }) } });
  expect(item).toEqual({ get: { requestBody: json({ properties: { a: schema } }) } });
  expect(found).toEqual(['ignored ITEM/get/requestBody/content/application~1json/schema/properties/a/type']);
});

it.each<Json>(['strin', 'constructor', ['string', 'thing'], 5])(
  'the type %j of nobody stays',
  async (type) => {
    const { item, found } = await load({ get: { requestBody: json({ type }) } });
    expect(item).toEqual({ get: { requestBody: json({ type }) } });
    expect(found).toEqual([]);
  },
);

it('types of a framework in Swagger 2.0', async () => {
  const parameters = [
    { name: 'q', in: 'query', type: 'long' },
    { name: 'tags', in: 'query', type: 'array', items: { type: 'int' } },
  ];
  const { item, found } = await load({ get: { parameters } }, { swagger: '2.0' });
  const [q, tags] = (item['get'] as JsonObject)['parameters'] as JsonObject[];
  expect([q?.['schema'], tags?.['schema']]).toEqual([
    { type: 'integer', format: 'int64' },
    { type: 'array', items: { type: 'integer' } },
  ]);
  expect(found).toEqual(['ignored ITEM/get/parameters/0/type', 'ignored ITEM/get/parameters/1/items/type']);
});
