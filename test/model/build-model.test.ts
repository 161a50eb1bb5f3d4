import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/model/build-model.ts';
import type { Finding } from '../../src/errors.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

function build(document: JsonObject): {
  model: ReturnType<typeof buildModel>;
  names: string[];
  found: string[];
  findings: Finding[];
} {
  const findings: Finding[] = [];
  const model = buildModel({ document }, (finding) => findings.push(finding));
  const names = model.operations.map(({ method, path }) => `${method} ${path}`);
  return { model, names, findings, found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`) };
}

const good = { get: { operationId: 'good', responses: {} } };

describe('the model of an API', () => {
  it.each<[title: string, info: Json, result: unknown]>([
    [
      'every field',
      { title: ' Pets ', version: '2', summary: 'S', description: 'D' },
      { title: 'Pets', version: '2', summary: 'S', description: 'D' },
    ],
    ['a version that YAML read as a number', { title: 'Pets', version: 1.5 }, { version: '1.5' }],
    [
      'a version that is an object',
      { version: { toString: 1, valueOf: 2 } },
      { title: 'API', version: '0.0.0' },
    ],
    ['blank texts', { title: ' ', version: ' ', description: '' }, { title: 'API', version: '0.0.0' }],
    ['an array in its place', [], { title: 'API', version: '0.0.0' }],
    ['null in its place', null, { title: 'API', version: '0.0.0' }],
  ])('reads an info object with %s', (_, info, result) => {
    expect(build({ info, paths: {} }).model).toMatchObject(result as object);
  });

  it.each<[title: string, document: JsonObject, result: unknown]>([
    ['no servers as one with a server at /', {}, { servers: [{ url: '/' }] }],
    ['servers', { servers: [{ url: 'https://a.example' }] }, { servers: [{ url: 'https://a.example' }] }],
    [
      'tags',
      { tags: [{ name: 'a', description: 'A' }, { name: '' }, null, 'b', { name: 'c' }] },
      { tags: [{ name: 'a', description: 'A' }, { name: 'c' }] },
    ],
    ['tags that are not an array', { tags: {} }, { tags: [] }],
  ])('reads a document with %s', (_, document, result) => {
    expect(build(document).model).toMatchObject(result as object);
  });
});

describe('the operations of a model', () => {
  it('have every method and keep the order of the document', () => {
    const methods = ['query', 'trace', 'patch', 'head', 'options', 'delete', 'post', 'put', 'get'];
    const item = Object.fromEntries(methods.map((method) => [method, {}]));
    const additionalOperations = { COPY: {}, 'M-SEARCH': {} };
    const { names, found } = build({ paths: { '/a': { ...item, additionalOperations } } });
    expect(names).toEqual([
      ...methods.map((method) => `${method.toUpperCase()} /a`),
      'COPY /a',
      'M-SEARCH /a',
    ]);
    expect(found).toEqual([]);
  });

  it('inherit from their path item and the document', () => {
    const item = {
      summary: 'Item',
      description: 'All of it',
      servers: [{ url: '/item' }],
      get: { operationId: ' a ', tags: ['x', 1] },
      put: {
        summary: 'Own',
        description: 'Mine',
        servers: [{ url: '/own' }],
        security: [],
        deprecated: true,
      },
    };
    const { model } = build({ security: [{ key: [] }], paths: { '/a': item } });
    expect(model.operations).toEqual([
      {
        id: 'a',
        method: 'GET',
        path: '/a',
        summary: 'Item',
        description: 'All of it',
        tags: ['x'],
        deprecated: false,
        parameters: [],
        responses: [],
        security: [{ key: [] }],
        servers: [{ url: '/item' }],
        pointer: '/paths/~1a/get',
      },
      {
        method: 'PUT',
        path: '/a',
        summary: 'Own',
        description: 'Mine',
        tags: [],
        deprecated: true,
        parameters: [],
        responses: [],
        security: [],
        servers: [{ url: '/own' }],
        pointer: '/paths/~1a/put',
      },
    ]);
  });

  it('include those of a path item that is a reference', () => {
    const pathItems = { Shared: { get: { operationId: 'a' }, post: { operationId: 'b' } } };
    const item = { $ref: '#/components/pathItems/Shared', post: { operationId: 'own' } };
    const { model, found } = build({ paths: { '/a': item }, components: { pathItems } });
    expect(model.operations.map(({ id }) => id)).toEqual(['a', 'own']);
    expect(found).toEqual([]);
  });
});

describe('a broken node', () => {
  it.each<[title: string, paths: JsonObject, names: string[], found: string[]]>([
    ['a path item that is null', { '/a': null }, [], ['ignored /paths/~1a']],
    ['a path item that is a string', { '/a': 'get' }, [], ['ignored /paths/~1a']],
    ['a path item with a dangling reference', { '/a': { $ref: '#/none' } }, [], ['relaxed /paths/~1a']],
    ['a path item that refers to itself', { '/a': { $ref: '#/paths/~1a' } }, [], ['relaxed /paths/~1a']],
    ['an operation that is null', { '/a': { get: null, put: {} } }, ['PUT /a'], ['skipped /paths/~1a/get']],
    ['an operation that is an array', { '/a': { get: [] } }, [], ['skipped /paths/~1a/get']],
    [
      'an invalid method',
      { '/a': { additionalOperations: { 'A B': {} } } },
      [],
      ['skipped /paths/~1a/additionalOperations/A B'],
    ],
    [
      'a path without a leading slash',
      { 'a/{id}': { get: { parameters: [{ name: 'id', in: 'path' }] } } },
      ['GET /a/{id}'],
      ['repaired /paths/a~1{id}'],
    ],
    [
      'a path that is a URL',
      { 'https://a.example/a': { get: {} } },
      [],
      ['skipped /paths/https:~1~1a.example~1a/get'],
    ],
    ['an empty path', { '': { get: {} } }, [], ['skipped /paths//get']],
    ['extensions', { 'x-a': { get: {} } }, [], []],
    ['an operationId that is not a string', { '/a': { get: { operationId: 1 } } }, ['GET /a'], []],
    ['tags that are a string', { '/a': { get: { tags: 'a' } } }, ['GET /a'], []],
    ['security that is a string', { '/a': { get: { security: 'key' } } }, ['GET /a'], []],
    ['servers that are a string', { '/a': { get: { servers: '/b' } } }, ['GET /a'], []],
  ])('does not affect other operations: %s', (_, paths, names, found) => {
    const built = build({ paths: { ...paths, '/good': good } });
    expect(built.names).toEqual([...names, 'GET /good']);
    expect(built.found).toEqual(found);
  });

  it.each<[title: string, document: JsonObject]>([
    ['paths that are missing', {}],
    ['paths that are null', { paths: null }],
    ['paths that are an array', { paths: [good] }],
    ['components that are a string', { components: 'none', paths: {} }],
  ])('leaves a model without operations: %s', (_, document) => {
    expect(build(document)).toMatchObject({ names: [], found: [] });
  });

  it('reports the number of ignored webhooks', () => {
    const { findings } = build({ webhooks: { a: {}, b: {} } });
    expect(findings).toEqual([
      {
        kind: 'ignored',
        pointer: '/webhooks',
        message: 'webhooks are calls by the API, not to it: 2 ignored',
      },
    ]);
  });

  it('reports a flaw of a shared node once', () => {
    const components = { parameters: { Broken: { name: 'a', in: 'query', style: 'none' } } };
    const get = { parameters: [{ $ref: '#/components/parameters/Broken' }] };
    const { found } = build({ components, paths: { '/a': { get }, '/b': { get } } });
    expect(found).toEqual(['repaired /components/parameters/Broken']);
  });
});
