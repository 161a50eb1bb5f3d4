import { expect, it } from 'vitest';
import { loadDocument } from '../../src/load/load-document.ts';

async function load(swagger: object) {
  const { document } = await loadDocument({ swagger: '2.0', info: { title: 'T', version: '1' }, ...swagger });
  return JSON.parse(JSON.stringify(document));
}

async function operation(post: object, root: object = {}, pathItem: object = {}) {
  const document = await load({ paths: { '/a': { ...pathItem, post } }, ...root });
  return document.paths['/a'].post;
}

it.each([
  [
    'host, basePath and schemes',
    { host: 'h.example', basePath: '/v1/', schemes: ['http', 'https'] },
    [{ url: 'https://h.example/v1' }, { url: 'http://h.example/v1' }],
  ],
  ['no schemes', { host: 'h.example:8080' }, [{ url: 'https://h.example:8080' }]],
  ['web sockets only', { host: 'h.example', schemes: ['wss'] }, [{ url: 'https://h.example' }]],
  ['a host with a scheme', { host: 'http://h.example/' }, [{ url: 'http://h.example' }]],
  ['no host', { basePath: '/v1' }, [{ url: '/v1' }]],
  ['neither a host nor a basePath', {}, undefined],
])('reads servers from %s', async (_name, root, servers) => {
  const document = await load({ paths: {}, ...root });
  expect(document.servers).toEqual(servers);
  expect(Object.keys(document)).not.toEqual(
    expect.arrayContaining(['host', 'basePath', 'schemes', 'swagger']),
  );
});

it.each([
  [
    { in: 'query', collectionFormat: 'csv' },
    { style: 'form', explode: false },
  ],
  [{ in: 'query' }, { style: 'form', explode: false }],
  [
    { in: 'query', collectionFormat: 'multi' },
    { style: 'form', explode: true },
  ],
  [
    { in: 'query', collectionFormat: 'ssv' },
    { style: 'spaceDelimited', explode: false },
  ],
  [
    { in: 'query', collectionFormat: 'pipes' },
    { style: 'pipeDelimited', explode: false },
  ],
  [
    { in: 'query', collectionFormat: 'tsv' },
    { style: 'form', explode: false, 'x-collection-format': 'tsv' },
  ],
  [
    { in: 'path', collectionFormat: 'csv' },
    { style: 'simple', explode: false, required: true },
  ],
  [
    { in: 'header', collectionFormat: 'pipes' },
    { style: 'simple', explode: false, 'x-collection-format': 'pipes' },
  ],
])('upgrades the array parameter %j to %j', async (declared, style) => {
  const items = { type: 'string', collectionFormat: 'csv' };
  const result = await operation({ parameters: [{ name: 'p', type: 'array', items, ...declared }] });
  const schema = { type: 'array', items: { type: 'string' } };
  expect(result.parameters).toEqual([{ name: 'p', in: declared.in, schema, ...style }]);
});

it('moves the keywords of a parameter into its schema', async () => {
  const result = await operation({
    parameters: [
      {
        name: 'p',
        in: 'query',
        description: 'd',
        type: 'integer',
        format: 'int32',
        maximum: 5,
        exclusiveMaximum: true,
        default: 1,
        enum: [1, 2],
        'x-nullable': true,
        'x-example': 2,
      },
      { name: 's', in: 'header', type: 'string' },
      null,
      'broken',
    ],
  });
  expect(result.parameters).toMatchObject([
    {
      name: 'p',
      in: 'query',
      description: 'd',
      example: 2,
      schema: {
        type: ['integer', 'null'],
        format: 'int32',
        exclusiveMaximum: 5,
        default: 1,
        enum: [1, 2, null],
      },
    },
    { name: 's', in: 'header', schema: { type: 'string' } },
    null,
    'broken',
  ]);
});

const petBody = {
  name: 'pet',
  in: 'body',
  required: true,
  description: 'd',
  schema: { $ref: '#/definitions/Pet' },
};
const petSchema = { schema: { $ref: '#/components/schemas/Pet' } };
const petRequest = { required: true, description: 'd', content: { 'application/json': petSchema } };
const xmlRequest = { ...petRequest, content: { 'application/xml': petSchema } };
const file = { name: 'f', in: 'formData', type: 'file', required: true, description: 'a file' };
const text = { name: 't', in: 'formData', type: 'string' };
const list = {
  name: 'l',
  in: 'formData',
  type: 'array',
  items: { type: 'string' },
  collectionFormat: 'multi',
};
const binary = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };

it.each([
  ['a body parameter', { parameters: [petBody] }, {}, {}, petRequest],
  [
    'a reference to a body parameter',
    { parameters: [{ $ref: '#/parameters/Body' }] },
    { parameters: { Body: petBody } },
    {},
    petRequest,
  ],
  ['a body parameter of the path', {}, {}, { parameters: [petBody] }, petRequest],
  [
    'consumes of the operation',
    { parameters: [petBody], consumes: ['application/xml'] },
    { consumes: ['a/b'] },
    {},
    xmlRequest,
  ],
  ['consumes of the document', { parameters: [petBody] }, { consumes: ['application/xml'] }, {}, xmlRequest],
  [
    'a form',
    { parameters: [text] },
    {},
    {},
    {
      content: {
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', properties: { t: { type: 'string' } } },
        },
      },
    },
  ],
  [
    'a multipart form',
    { parameters: [text], consumes: ['multipart/form-data'] },
    {},
    {},
    {
      content: {
        'multipart/form-data': { schema: { type: 'object', properties: { t: { type: 'string' } } } },
      },
    },
  ],
  [
    'a file',
    { parameters: [file] },
    {},
    { parameters: [text] },
    {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['f'],
            properties: { f: { ...binary, description: 'a file' }, t: { type: 'string' } },
          },
        },
      },
    },
  ],
  [
    'an array in a form',
    { parameters: [list] },
    {},
    {},
    {
      content: {
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', properties: { l: { type: 'array', items: { type: 'string' } } } },
          encoding: { l: { style: 'form', explode: true } },
        },
      },
    },
  ],
])('reads a request body from %s', async (_name, post, root, pathItem, requestBody) => {
  const result = await operation(post, { ...root, definitions: { Pet: { type: 'object' } } }, pathItem);
  expect(result.requestBody).toEqual(requestBody);
  expect(result.parameters ?? []).toEqual([]);
  expect(result).not.toHaveProperty('consumes');
});

it.each([
  [
    'a schema',
    { description: 'd', schema: { type: 'string' } },
    {},
    { description: 'd', content: { 'application/json': { schema: { type: 'string' } } } },
  ],
  [
    'produces',
    { schema: { type: 'string' } },
    { produces: ['a/b', 'c/d'] },
    { content: { 'a/b': { schema: { type: 'string' } }, 'c/d': { schema: { type: 'string' } } } },
  ],
  ['no schema', { description: 'd' }, { produces: ['a/b'] }, { description: 'd', content: { 'a/b': {} } }],
  [
    'no schema of JSON',
    { description: 'd' },
    { produces: ['application/json', 'a/b'] },
    { description: 'd' },
  ],
  [
    'a file',
    { schema: { type: 'file' } },
    {},
    { content: { 'application/octet-stream': { schema: binary } } },
  ],
  [
    'examples',
    { schema: {}, examples: { 'application/json': { type: 'file' } } },
    {},
    { content: { 'application/json': { schema: {}, example: { type: 'file' } } } },
  ],
  [
    'headers',
    { headers: { H: { type: 'integer', description: 'd' } } },
    {},
    { headers: { H: { description: 'd', schema: { type: 'integer' } } } },
  ],
  ['a reference', { $ref: '#/responses/R' }, {}, { $ref: '#/components/responses/R' }],
  [
    'a reference under own produces',
    { $ref: '#/responses/R' },
    { produces: ['a/b'] },
    { content: { 'a/b': { schema: { type: 'string' } } } },
  ],
  ['null instead of it', null, {}, null],
])('upgrades a response with %s', async (_name, response, post, expected) => {
  const result = await operation(
    { responses: { 200: response }, ...post },
    { responses: { R: { schema: { type: 'string' } } } },
  );
  expect(result.responses).toEqual({ 200: expected });
});

it('moves definitions, and renames references to them', async () => {
  const document = await load({
    paths: {
      '/a': {
        get: {
          parameters: [{ $ref: '#/parameters/P' }],
          responses: {
            200: { schema: { type: 'object', properties: { b: { type: 'string', 'x-nullable': true } } } },
          },
        },
      },
      '/b': { get: { responses: { 200: { schema: { $ref: '#/paths/~1a/get/responses/200/schema' } } } } },
    },
    definitions: {
      Pet: {
        discriminator: 'kind',
        properties: { next: { $ref: '#/definitions/Pet' } },
        example: { $ref: '#/definitions/Pet' },
      },
    },
    parameters: { P: { name: 'p', in: 'query', type: 'string' }, B: petBody },
    securityDefinitions: {
      basic: { type: 'basic' },
      key: { type: 'apiKey', in: 'header', name: 'X' },
      oauth: {
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://a',
        tokenUrl: 'https://t',
        scopes: { r: 'read' },
      },
    },
  });
  expect(document.components).toEqual({
    schemas: {
      Pet: {
        discriminator: { propertyName: 'kind' },
        properties: { next: { $ref: '#/components/schemas/Pet' } },
        examples: [{ $ref: '#/definitions/Pet' }],
      },
      inline_1: { type: 'object', properties: { b: { type: ['string', 'null'] } } },
    },
    parameters: { P: { name: 'p', in: 'query', schema: { type: 'string' } } },
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic' },
      key: { type: 'apiKey', in: 'header', name: 'X' },
      oauth: {
        type: 'oauth2',
        flows: {
          authorizationCode: { authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { r: 'read' } },
        },
      },
    },
  });
  expect(document.paths['/a'].get.parameters).toEqual([{ $ref: '#/components/parameters/P' }]);
  expect(document.paths['/b'].get.responses[200].content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/inline_1',
  });
});

it.each([[null], ['x'], [3], [[]], [{}]])('does not throw for %j in place of an object', async (value) => {
  const method = { parameters: value, responses: value, produces: value, consumes: ['a/b'] };
  const inner = { parameters: [value], responses: { 200: value }, produces: ['a/b'] };
  const roots = [
    { paths: value, definitions: value, parameters: value, responses: value, securityDefinitions: value },
    { paths: {}, host: value, basePath: value, schemes: value, consumes: value, produces: value },
    { paths: { '/a': value, '/b': { parameters: value, get: value, post: method }, '/c': { get: inner } } },
    { paths: {}, securityDefinitions: { s: value }, definitions: { S: value }, parameters: { P: value } },
  ];
  for (const root of roots) expect(await load(root)).toHaveProperty('openapi', '3.1.0');
});
