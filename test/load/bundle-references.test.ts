import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDocument } from '../../src/load/load-document.ts';
import type { LoadOptions } from '../../src/load/load-options.ts';

let folder = '';
let origin = '';
let other = '';
const files = new Map<string, string>();

const requests: string[] = [];

function serve() {
  return createServer((request, response) => {
    requests.push(request.url ?? '');
    const body = files.get((request.url ?? '').replace(/\?.*/, ''));
    if (request.url === '/hangs') return;
    if (request.url === '/away') response.writeHead(302, { location: `${other}/pet.json` }).end();
    else if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
}
const servers = [serve(), serve()];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resolve-'));
  for (const server of servers) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  [origin = '', other = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

async function write(entries: Record<string, unknown>) {
  for (const [name, content] of Object.entries(entries)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    files.set(`/${name}`, text);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

function withSchema(S: unknown, openapi = '3.1.0') {
  return { openapi, components: { schemas: { S } } };
}

async function loadWith(root: unknown, others: Record<string, unknown> = {}) {
  await write({ 'root.json': root, ...others });
  const { document, findings } = await loadDocument(join(folder, 'root.json'));
  return { document: JSON.parse(JSON.stringify(document)), findings };
}

it.each([
  [
    'a whole file',
    { $ref: './pet.yaml' },
    { 'pet.yaml': 'type: object' },
    '#/x-external/pet',
    { type: 'object' },
  ],
  [
    'a value of a file',
    { $ref: 'defs.json#/a~1b/c%20d' },
    { 'defs.json': { 'a/b': { 'c d': { type: 'string' } } } },
    '#/x-external/defs/a~1b/c%20d',
    { type: 'string' },
  ],
  [
    'a file above another',
    { $ref: 'sub/x.json' },
    { 'sub/x.json': { $ref: '../y.json' }, 'y.json': { type: 'null' } },
    '#/x-external/x',
    { $ref: '#/x-external/y' },
  ],
  [
    'a reference inside the other file',
    { $ref: 'n.json#/A' },
    { 'n.json': { A: { items: { $ref: '#/B' } }, B: {} } },
    '#/x-external/n/A',
    { items: { $ref: '#/x-external/n/B' } },
  ],
  [
    'a reference back',
    { $ref: 'b.json' },
    { 'b.json': { items: { $ref: 'root.json#/components/schemas/S' } } },
    '#/x-external/b',
    { items: { $ref: '#/components/schemas/S' } },
  ],
  [
    'a file that refers to itself',
    { $ref: 'self.json' },
    { 'self.json': { items: { $ref: 'self.json' } } },
    '#/x-external/self',
    { items: { $ref: '#/x-external/self' } },
  ],
  ['a name with a space', { $ref: 'my pet.json' }, { 'my pet.json': {} }, '#/x-external/my_20pet', {}],
])('bundles %s', async (_name, schema, others, reference, target) => {
  const { document, findings } = await loadWith(withSchema(schema), others);
  expect(document.components.schemas.S).toEqual({ $ref: reference });
  let value = document;
  for (const part of reference.slice(2).split('/'))
    value = value[decodeURIComponent(part).replaceAll('~1', '/')];
  expect(value).toEqual(target);
  expect(findings).toEqual([]);
});

it('keeps the siblings of references, and gives files of the same name different names', async () => {
  const schema = { $ref: 'a/same.json', description: 'd', items: { $ref: 'b/same.json' } };
  const others = { 'a/same.json': { title: 'a' }, 'b/same.json': { title: 'b' } };
  const { document } = await loadWith(withSchema(schema), others);
  expect(document.components.schemas.S).toEqual({
    $ref: '#/x-external/same',
    description: 'd',
    items: { $ref: '#/x-external/same_2' },
  });
  expect(document['x-external']).toEqual({ same: { title: 'a' }, same_2: { title: 'b' } });
});

it('bundles references in every position', async () => {
  const { document, findings } = await loadWith(
    {
      openapi: '3.1.0',
      paths: {
        '/a': { $ref: 'path.json' },
        '/b': {
          get: {
            parameters: [{ $ref: 'parts.yaml#/P' }],
            requestBody: { $ref: 'parts.yaml#/B' },
            responses: { 200: { $ref: 'parts.yaml#/R' } },
          },
        },
      },
      components: { schemas: { $ref: 'schemas.json' }, examples: { E: { $ref: 'parts.yaml#/E' } } },
    },
    {
      'path.json': { get: { responses: { 200: { $ref: 'parts.yaml#/R' } } } },
      'parts.yaml':
        'P: {name: p, in: query}\nB: {content: {}}\nE: {value: 1}\nR:\n  content: {a/b: {schema: {$ref: "schemas.json#/Pet"}}}\n',
      'schemas.json': { Pet: { properties: { next: { $ref: '#/Pet' } } } },
    },
  );
  expect(findings).toEqual([]);
  expect(document.paths).toEqual({
    '/a': { $ref: '#/x-external/path' },
    '/b': {
      get: {
        parameters: [{ $ref: '#/x-external/parts/P' }],
        requestBody: { $ref: '#/x-external/parts/B' },
        responses: { 200: { $ref: '#/x-external/parts/R' } },
      },
    },
  });
  expect(document.components.schemas).toEqual({
    Pet: { properties: { next: { $ref: '#/x-external/schemas/Pet' } } },
  });
  expect(document['x-external'].parts.R.content['a/b'].schema).toEqual({ $ref: '#/x-external/schemas/Pet' });
});

it('does not change values that are not external references', async () => {
  const schema = {
    properties: { $ref: { type: 'string' } },
    example: { $ref: 'missing.json' },
    default: { $ref: 'missing.json' },
    'x-data': { $ref: 'missing.json' },
    items: { $ref: '#/components/schemas/Nowhere' },
    discriminator: { propertyName: 'k', mapping: { a: 'Bare', b: '#/components/schemas/S' } },
  };
  const { document, findings } = await loadWith(withSchema(schema));
  expect(document.components.schemas.S).toEqual(schema);
  expect(document).not.toHaveProperty('x-external');
  expect(findings).toEqual([]);
});

it('bundles the targets of discriminator mappings', async () => {
  const schema = {
    discriminator: { propertyName: 'k', mapping: { a: 'cat.json', b: './defs.json#/Dog', c: 'none.json' } },
  };
  const { document, findings } = await loadWith(withSchema(schema), {
    'cat.json': {},
    'defs.json': { Dog: {} },
  });
  const mapping = { a: '#/x-external/cat', b: '#/x-external/defs/Dog' };
  expect(document.components.schemas.S.discriminator.mapping).toEqual(mapping);
  expect(findings).toHaveLength(1);
});

it.each([
  ['a missing file', { $ref: 'none.json' }, 'There is no file'],
  ['a missing value of a file', { $ref: 'here.json#/none' }, 'nothing exists at that JSON pointer'],
  ['an invalid file', { $ref: 'broken.json' }, 'not valid JSON'],
  ['a folder', { $ref: './' }, 'not a regular file'],
  ['the network', { $ref: 'http://127.0.0.1:1/x.json' }, '--allow-remote-refs'],
  ['an absolute path', { $ref: '/etc/hosts' }, 'absolute path'],
  ['another host’s files', { $ref: '//host/share' }, 'absolute path'],
  ['another scheme', { $ref: 'ftp://x/y' }, 'only files and http'],
])('drops a reference to %s', async (_name, schema, message) => {
  const others = { 'here.json': {}, 'broken.json': '{"a": ]' };
  const { document, findings } = await loadWith(withSchema({ ...schema, type: 'string' }), others);
  expect(document.components.schemas.S).toEqual({});
  expect(findings).toMatchObject([
    { kind: 'relaxed', pointer: '/components/schemas/S', message: expect.stringContaining(message) },
  ]);
});

it('upgrades an external document by its own version, and a fragment by the version of the main document', async () => {
  const { document } = await loadWith(
    withSchema({ oneOf: [{ $ref: 'whole.json#/definitions/A' }, { $ref: 'part.json' }] }, '3.0.0'),
    {
      'whole.json': {
        swagger: '2.0',
        definitions: { A: { type: 'string', 'x-nullable': true, discriminator: 'k' } },
      },
      'part.json': { type: 'string', nullable: true },
    },
  );
  expect(document['x-external'].whole.definitions.A).toEqual({
    type: ['string', 'null'],
    discriminator: { propertyName: 'k' },
  });
  expect(document['x-external'].part).toEqual({ type: ['string', 'null'] });
});

it('upgrades the files of a Swagger 2.0 document', async () => {
  const { document, findings } = await loadWith(
    {
      swagger: '2.0',
      consumes: ['a/b'],
      paths: { '/a': { $ref: 'path.json' } },
      definitions: { Pet: { type: 'object' } },
    },
    {
      'path.json': {
        post: {
          parameters: [{ $ref: 'parameters.json#/Body' }, { $ref: 'parameters.json#/Limit' }],
          responses: { 200: { schema: { $ref: 'root.json#/definitions/Pet' } } },
        },
      },
      'parameters.json': {
        Body: { name: 'b', in: 'body', schema: { $ref: 'root.json#/definitions/Pet' } },
        Limit: { name: 'l', in: 'query', type: 'integer' },
      },
    },
  );
  const schema = { $ref: '#/components/schemas/Pet' };
  expect(findings).toEqual([]);
  expect(document['x-external'].path.post).toEqual({
    parameters: [{ $ref: '#/x-external/parameters/Limit' }],
    requestBody: { content: { 'a/b': { schema } } },
    responses: { 200: { content: { 'application/json': { schema } } } },
  });
  expect(document['x-external'].parameters.Limit).toEqual({
    name: 'l',
    in: 'query',
    schema: { type: 'integer' },
  });
});

it('reads the bare name of a schema as a reference to it', async () => {
  const root = { swagger: '2.0', paths: {}, definitions: { Pet: {}, S: { items: { $ref: 'Pet' } } } };
  const { document, findings } = await loadWith(root);
  expect(document.components.schemas.S).toEqual({ items: { $ref: '#/components/schemas/Pet' } });
  expect(findings).toMatchObject([{ kind: 'repaired' }]);
});

it.each<[title: string, schema: unknown, others: Record<string, unknown>, pointer: string]>([
  [
    'another file',
    { $ref: 'ids.json#pet' },
    { 'ids.json': { $defs: { Pet: { $anchor: 'pet', type: 'object' } } } },
    '#/x-external/ids/$defs/Pet',
  ],
  [
    'a file of one schema',
    { $ref: 'ids.json#pet' },
    { 'ids.json': { $id: 'https://x.example/ids', $anchor: 'pet', type: 'object' } },
    '#/x-external/ids',
  ],
  [
    'the main document, from another file',
    { $ref: 'back.json#/items' },
    { 'back.json': { items: { $ref: 'root.json#own' } } },
    '#/x-external/back/items',
  ],
])('finds an anchor of %s', async (_title, schema, others, pointer) => {
  const root = {
    openapi: '3.1.0',
    components: { schemas: { S: schema, Own: { $anchor: 'own', type: 'string' } } },
  };
  const { document, findings } = await loadWith(root, others);
  expect(document.components.schemas.S).toEqual({ $ref: pointer });
  expect(findings).toEqual([]);
  expect(document['x-external']?.back?.items ?? {}).toEqual(
    'back.json' in others ? { $ref: '#/components/schemas/Own' } : {},
  );
});

it('finds a schema of the main document by its $id, from another file', async () => {
  const root = {
    openapi: '3.1.0',
    components: {
      schemas: {
        S: { $ref: 'types.json#/pet' },
        Own: { $id: 'https://x.example/own', $defs: { A: { $anchor: 'a', type: 'string' } } },
      },
    },
  };
  const pet = {
    properties: {
      whole: { $ref: 'https://x.example/own' },
      part: { $ref: 'https://x.example/own#/$defs/A' },
      anchor: { $ref: 'https://x.example/own#a' },
    },
  };
  const { document, findings } = await loadWith(root, { 'types.json': { pet } });
  expect(document['x-external'].types.pet.properties).toEqual({
    whole: { $ref: '#/components/schemas/Own' },
    part: { $ref: '#/components/schemas/Own/$defs/A' },
    anchor: { $ref: '#/components/schemas/Own/$defs/A' },
  });
  expect(findings).toEqual([]);
});

it('reports an anchor that another file does not have', async () => {
  const { findings } = await loadWith(withSchema({ $ref: 'ids.json#cat' }), {
    'ids.json': { $defs: { Pet: { $anchor: 'pet' } } },
  });
  expect(findings).toMatchObject([{ kind: 'relaxed' }]);
});

it('finds a schema by its $id', async () => {
  const root = {
    openapi: '3.1.0',
    components: { schemas: { A: { $id: 'https://x.example/a' }, S: { $ref: 'https://x.example/a' } } },
  };
  const { document, findings } = await loadWith(root);
  expect(document.components.schemas.S).toEqual({ $ref: '#/components/schemas/A' });
  expect(findings).toEqual([]);
});

const remote = { allowRemoteRefs: true };
const privately = { allowRemoteRefs: true, allowPrivateRefs: true };

it.each<[string, () => string, LoadOptions, count: number]>([
  ['the same origin', () => 'pet.json', {}, 0],
  ['another origin', () => `${other}/pet.json`, {}, 1],
  ['another origin, private ones allowed', () => `${other}/pet.json`, { allowPrivateRefs: true }, 1],
  ['another origin by a redirect', () => '/away', {}, 1],
  ['another origin that is private, remote ones allowed', () => `${other}/pet.json`, remote, 1],
  ['another origin by a redirect, remote ones allowed', () => '/away', remote, 1],
  ['another origin, private ones allowed too', () => `${other}/pet.json`, privately, 0],
  ['another origin by a redirect, private ones allowed too', () => '/away', privately, 0],
  ['a local file', () => 'file:///etc/hosts', {}, 1],
  ['a local file, remote references allowed', () => 'file:///etc/hosts', privately, 1],
])('from a URL, a reference to %s', async (_name, reference, options, count) => {
  await write({ 'root.json': withSchema({ $ref: reference() }), 'pet.json': { type: 'object' } });
  const { document, findings } = await loadDocument(`${origin}/root.json`, options);
  expect(findings).toHaveLength(count);
  expect(Object.values(document['x-external'] ?? {})).toEqual(count === 0 ? [{ type: 'object' }] : []);
});

it('reads from its own origin if that is a name with a private address', async () => {
  await write({ 'root.json': withSchema({ $ref: 'pet.json' }), 'pet.json': { type: 'object' } });
  const { findings } = await loadDocument(`${origin.replace('127.0.0.1', 'localhost')}/root.json`);
  expect(findings).toEqual([]);
});

it.each([
  ['an address', (url: string) => url],
  ['a name', (url: string) => url.replace('127.0.0.1', 'localhost')],
  ['an address as a number', (url: string) => url.replace('127.0.0.1', '2130706433')],
  ['an address of IPv6', (url: string) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
])('from a file, refuses a private host by %s without a request', async (_name, rename) => {
  requests.length = 0;
  await write({ 'root.json': withSchema({ $ref: rename(`${origin}/pet.json`) }), 'pet.json': {} });
  const path = join(folder, 'root.json');
  const { findings } = await loadDocument(path, { allowRemoteRefs: true });
  expect(findings).toMatchObject([
    {
      kind: 'relaxed',
      message: expect.stringMatching(/private or link-local address\. Pass --allow-private/),
    },
  ]);
  expect(requests).toEqual([]);
});

it('reads from a private host with allowPrivateRefs', async () => {
  await write({ 'root.json': withSchema({ $ref: `${origin}/pet.json` }), 'pet.json': { title: 'p' } });
  const { document, findings } = await loadDocument(join(folder, 'root.json'), privately);
  expect(findings).toEqual([]);
  expect(document['x-external']).toEqual({ pet: { title: 'p' } });
});

it('limits the total time of all fetches', async () => {
  const references = ['/hangs', '/pet.json?late'].map(($ref) => ({ $ref: origin + $ref }));
  await write({ 'root.json': withSchema({ $ref: `${origin}/chain.json` }), 'pet.json': {} });
  await write({ 'chain.json': { allOf: references } });
  const { findings } = await loadDocument(join(folder, 'root.json'), { ...privately, fetchTimeout: 200 });
  expect(findings).toMatchObject([
    {
      pointer: '/x-external/chain/allOf/0',
      message: expect.stringContaining('did not respond in time. All fetches together may take 200 ms'),
    },
  ]);
});

it('follows references from a file to the network, but not back to files', async () => {
  await write({
    'pet.json': { items: { $ref: 'file:///etc/hosts' } },
    'root.json': withSchema({ $ref: `${origin}/pet.json` }),
  });
  const { document, findings } = await loadDocument(join(folder, 'root.json'), privately);
  expect(document['x-external']).toEqual({ pet: { items: {} } });
  expect(findings).toMatchObject([{ pointer: '/x-external/pet/items' }]);
});

it('resolves the references of an object against the working directory', async () => {
  const { document, findings } = await loadDocument(withSchema({ $ref: 'package.json#/version' }));
  expect(findings).toEqual([]);
  expect(document['x-external']).toMatchObject({ package: { name: 'openapi-mcp' } });
});

it('names external documents in the order of their references, in whatever order they are read', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `part${index}.json`);
  const others = Object.fromEntries(
    names.map((name, index) => [name, { title: 'x'.repeat((40 - index) * 5_000) }]),
  );
  const { document } = await loadWith(withSchema({ allOf: names.map(($ref) => ({ $ref })) }), others);
  expect(Object.keys(document['x-external'])).toEqual(names.map((name) => name.replace('.json', '')));
});
