import { UriTemplate as UriTemplateV1 } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import { UriTemplate as UriTemplateV2 } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDocument } from '../support/serve-document.ts';
import type { ApiServer } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp, connectStreams, createPipes } from '../interop/connect.ts';
import type { InteropClient } from '../interop/clients.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Answer, Upstream } from '../support/upstream.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };
const list = { type: 'array', items: text };

function get(parameters: JsonObject[], type = 'application/json'): JsonObject {
  return {
    get: { parameters, responses: { '200': { description: 'Done', content: { [type]: { schema: {} } } } } },
  };
}

const inPath = (name: string, schema: JsonObject = text): JsonObject => ({
  name,
  in: 'path',
  required: true,
  schema,
});
const inQuery = (name: string, schema: JsonObject = text, required = false): JsonObject => ({
  name,
  in: 'query',
  required,
  schema,
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1.0.0' },
  paths: {
    '/pets': get([
      inQuery('status', { type: 'string', enum: ['sold', 'shy', 'free'] }),
      inQuery('limit', integer),
      inQuery('tags', list),
      inQuery('ids', { type: 'array', items: integer }),
      inQuery('q'),
      inQuery('wild', { type: 'boolean' }),
      {
        name: 'filter',
        in: 'query',
        style: 'deepObject',
        explode: true,
        schema: { type: 'object', additionalProperties: text },
      },
      inQuery('page[size]', integer),
    ]),
    '/pets/{petId}': get([inPath('petId', integer)]),
    '/pets/mine': get([]),
    '/files/{path}/raw': get([inPath('path')], 'application/octet-stream'),
    '/files/{owner}/{repo}': get([inPath('owner'), inPath('repo')]),
    '/search': get([
      inQuery('q', text, true),
      { name: 'X-Tenant', in: 'header', required: true, schema: text },
      { name: 'lang', in: 'cookie', schema: text },
    ]),
    '/picture': get([], 'image/png'),
    '/gone': get([]),
    '/café/{name}': get([inPath('name')]),
    '/examples/{id}': get([inPath('id', { type: 'string', examples: ['alpha', 'beta'] })]),
  },
};

const json = {
  headers: { 'content-type': 'application/json', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' },
  body: '{"id":1}',
};
const bytes = Buffer.from([0, 1, 254, 255]);
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function answer(target: string): Answer {
  if (target.endsWith('/raw'))
    return { headers: { 'content-type': 'application/octet-stream' }, body: bytes };
  if (target === '/picture') return { headers: { 'content-type': 'image/png' }, body: png };
  if (target === '/gone') return { status: 410 };
  if (target === '/pets/500') return { status: 500 };
  if (target === '/pets/204') return { status: 204 };
  if (target === '/pets/600')
    return { ...json, headers: { ...json.headers, 'content-length': '20' }, ending: 'cut' };
  if (target === '/pets/700') return { ...json, body: '{"id":' };
  if (target === '/pets/800')
    return { ...json, body: JSON.stringify(Array.from({ length: 900_000 }, () => 12345)) };
  return target === '/pets/404' ? { status: 404 } : json;
}

let upstream: Upstream;
let api: ApiServer;
let clients: [label: string, client: InteropClient][];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  upstream = await startUpstream(({ target }) => answer(target));
  api = await serveDocument(document, { request: { baseUrl: upstream.url } });
  const http = await api.serveHttp({ port: 0 });
  clients = [];
  for (const kind of clientKinds) {
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    clients.push(
      [`${kind.label} over streams`, await connectStreams(kind, pipes.client.input, pipes.client.output)],
      [`${kind.label} over HTTP`, await connectHttp(kind, http.url)],
    );
  }
  closing.push(
    ...clients.map(
      ([, client]) =>
        () =>
          client.close(),
    ),
    http.close,
    () => api.close(),
    upstream.close,
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** Returns the response of each client, by its label. */
async function fromAll(ask: (client: InteropClient) => Promise<unknown>): Promise<Record<string, unknown>> {
  const said = clients.map(async ([label, client]) => [label, await ask(client)] as const);
  return Object.fromEntries(await Promise.all(said));
}

/** Returns the same expected value for each client. */
function forAll(value: unknown): Record<string, unknown> {
  return Object.fromEntries(clients.map(([label]) => [label, value]));
}

const pets = 'shop://api/pets';

/** URIs with the requests of their reads. */
const targets: [title: string, uri: string, target: string][] = [
  ['no variable', pets, '/pets'],
  ['an empty query', `${pets}?`, '/pets'],
  ['a value', `${pets}?status=sold`, '/pets?status=sold'],
  ['another order', `${pets}?limit=5&status=sold`, '/pets?status=sold&limit=5'],
  ['values that were not filled in', `${pets}?status=&limit=&tags=&ids=&wild=&filter=`, '/pets'],
  ['an empty text stays', `${pets}?q=`, '/pets?q='],
  ['a name without a value', `${pets}?limit`, '/pets'],
  ['empty pairs', `${pets}?&limit=5&&`, '/pets?limit=5'],
  ['a list, repeated', `${pets}?tags=a&tags=b`, '/pets?tags=a&tags=b'],
  ['a list with commas', `${pets}?tags=a,b`, '/pets?tags=a&tags=b'],
  ['a comma within an item', `${pets}?tags=a%2Cb,c`, '/pets?tags=a%2Cb&tags=c'],
  ['a list of one', `${pets}?tags=a`, '/pets?tags=a'],
  ['a list apart', `${pets}?tags=a&limit=1&tags=b`, '/pets?limit=1&tags=a&tags=b'],
  ['a list of numbers', `${pets}?ids=1,2`, '/pets?ids=1&ids=2'],
  ['a boolean', `${pets}?wild=true`, '/pets?wild=true'],
  ['a plus is a plus', `${pets}?q=1+1`, '/pets?q=1%2B1'],
  ['percent-encoding', `${pets}?q=a%20b%26c%3Dd%25`, '/pets?q=a%20b%26c%3Dd%25'],
  ['an equals sign in a value', `${pets}?q=a=b`, '/pets?q=a%3Db'],
  ['raw Unicode', `${pets}?q=é😀`, '/pets?q=%C3%A9%F0%9F%98%80'],
  ['an encoded name', `${pets}?%71=x`, '/pets?q=x'],
  ['an object as JSON', `${pets}?filter=%7B%22a%22%3A%22x%22%7D`, '/pets?filter%5Ba%5D=x'],
  ['a name with brackets', `${pets}?page_size=3`, '/pets?page%5Bsize%5D=3'],
  ['a fragment', `${pets}?q=x#part`, '/pets?q=x'],
  ['a value in the path', `${pets}/7`, '/pets/7'],
  ['a fixed path before a variable one', `${pets}/mine`, '/pets/mine'],
  ['an encoded slash in the path', 'shop://api/files/a%2Fb/raw', '/files/a%2Fb/raw'],
  ['two values in the path', 'shop://api/files/a%20b/c.d', '/files/a%20b/c.d'],
  ['a raw Unicode value in the path', 'shop://api/files/é/x', '/files/%C3%A9/x'],
  ['Latin-1, as VS Code writes it', `${pets}?q=%E9`, '/pets?q=%C3%A9'],
  ['Latin-1 in the path', 'shop://api/files/%E9/x', '/files/%C3%A9/x'],
  ['a path with Unicode of its own', 'shop://api/caf%C3%A9/x', '/caf%C3%A9/x'],
];

describe('a URI and its request', () => {
  it.each(targets)('%s', async (_, uri, target) => {
    const before = upstream.requests.length;
    const { contents } = await api.handlers.readResource(uri);
    expect(upstream.requests.slice(before).map((request) => request.target)).toEqual([target]);
    expect(contents).toMatchObject([{ uri }]);
    expect(await fromAll(async (client) => (await client.readResource(uri))['contents'])).toEqual(
      forAll(contents),
    );
  });

  it('reads required query, header and cookie parameters from the query', async () => {
    await api.handlers.readResource('shop://api/search?X_Tenant=t%201&lang=de&q=x');
    const request = upstream.requests.at(-1);
    expect(request?.target).toBe('/search?q=x');
    expect(request?.header('x-tenant')).toBe('t 1');
    expect(request?.header('cookie')).toBe('lang=de');
  });
});

describe.each([
  [
    'v1',
    (template: string, values: Record<string, string | string[]>) =>
      new UriTemplateV1(template).expand(values),
  ],
  [
    'v2',
    (template: string, values: Record<string, string | string[]>) =>
      new UriTemplateV2(template).expand(values),
  ],
])('what the UriTemplate of the %s SDK expands', (_, expand) => {
  const expansions: [
    title: string,
    part: string,
    values: Record<string, string | string[]>,
    target: string,
  ][] = [
    ['nothing', '/pets{', {}, '/pets'],
    ['some', '/pets{', { status: 'sold', limit: '2' }, '/pets?status=sold&limit=2'],
    ['a list', '/pets{', { tags: ['a b', 'c,d', 'é'] }, '/pets?tags=a%20b&tags=c%2Cd&tags=%C3%A9'],
    ['an empty list and empty texts', '/pets{', { tags: [], status: '', limit: '' }, '/pets'],
    [
      'special characters',
      '/pets{',
      { q: "a&b=c#d?e/f+g%h'!" },
      '/pets?q=a%26b%3Dc%23d%3Fe%2Ff%2Bg%25h%27%21',
    ],
    ['an object as JSON', '/pets{', { filter: '{"a":"x, y"}' }, '/pets?filter%5Ba%5D=x%2C%20y'],
    ['values in the path', '/files/{owner}', { owner: 'a/b', repo: 'c d?é' }, '/files/a%2Fb/c%20d%3F%C3%A9'],
  ];
  it.each(expansions)('%s', async (__, part, values, target) => {
    const template = api.handlers
      .listResourceTemplates()
      .resourceTemplates.find(({ uriTemplate }) => uriTemplate.startsWith(`shop://api${part}`));
    const uri = expand(template?.uriTemplate ?? '', values);
    await api.handlers.readResource(uri);
    expect(upstream.requests.at(-1)?.target).toBe(target);
  });
});

/** Contents of resources. */
const contents: [title: string, uri: string, content: JsonObject][] = [
  ['JSON', `${pets}/7`, { mimeType: 'application/json', text: '{"id":1}' }],
  [
    'bytes',
    'shop://api/files/x/raw',
    { mimeType: 'application/octet-stream', blob: bytes.toString('base64') },
  ],
  ['an image', 'shop://api/picture', { mimeType: 'image/png', blob: png.toString('base64') }],
  ['nothing', `${pets}/204`, { text: '' }],
  ['JSON that is none', `${pets}/700`, { mimeType: 'application/json', text: '{"id":' }],
];

/** Refused URIs, with their code: -32602 for an invalid URI, -32603 for a failure of the API. */
const refusals: [title: string, uri: string, code: number, message: string][] = [
  ['an unknown path', 'shop://api/nothing', -32602, 'Resource not found: shop://api/nothing'],
  ['another scheme', 'https://api/pets', -32602, 'Resource not found: https://api/pets'],
  ['another authority', 'shop://other/pets', -32602, 'Resource not found: shop://other/pets'],
  ['no URI', 'pets', -32602, 'Resource not found: pets'],
  ['a slash at the end', `${pets}/`, -32602, 'petId'],
  [
    'an unknown key',
    `${pets}?colour=red`,
    -32602,
    'Unknown query variable "colour": this resource takes status, limit, tags, ids, q, wild, filter, page_size',
  ],
  [
    'a key where none is taken',
    `${pets}/mine?x=1`,
    -32602,
    'Unknown query variable "x": this resource takes none',
  ],
  ['a path variable in the query', `${pets}/7?petId=8`, -32602, 'Unknown query variable "petId"'],
  [
    'bad percent-encoding',
    `${pets}?q=%E2%82`,
    -32602,
    'Bad percent-encoding in "%E2%82": use UTF-8 (%C3%A9 for é)',
  ],
  ['bad percent-encoding in the path', 'shop://api/files/%80/x', -32602, 'Bad percent-encoding'],
  ['half an escape', `${pets}?q=100%`, -32602, 'Bad percent-encoding in "100%"'],
  ['a wrong type', `${pets}/rex`, -32602, 'petId: must be integer'],
  ['a value outside the enumeration', `${pets}?status=lost`, -32602, 'status: must be one of'],
  [
    'a value given twice',
    `${pets}?limit=1&limit=2`,
    -32602,
    'limit is given more than once and takes one value',
  ],
  ['JSON that is none', `${pets}?filter=%7Ba`, -32602, 'filter: must be object'],
  ['a required variable that is missing', 'shop://api/search?q=x', -32602, 'X-Tenant'],
  ['the parent folder', 'shop://api/files/%2E%2E/x', -32602, 'must not be ".."'],
  [
    'what is gone',
    'shop://api/gone',
    -32602,
    'Resource not found: shop://api/gone\nThe API responded with 410 Gone.',
  ],
  [
    'what the API does not have',
    `${pets}/404`,
    -32602,
    'Resource not found: shop://api/pets/404\nThe API responded with 404 Not Found.\nNothing exists at this address: check petId',
  ],
  [
    'an answer that is not whole',
    `${pets}/600`,
    -32603,
    'The API responded with 200 OK, but the connection closed before the response was complete.\nIt is safe to try again.',
  ],
  ['an API that failed', `${pets}/500`, -32603, 'The API responded with 500 Internal Server Error.'],
];

describe('read', () => {
  it.each(contents)('%s', async (_, uri, content) => {
    const result = await api.handlers.readResource(uri);
    expect(result.contents).toEqual([{ uri, ...content }]);
    expect(await fromAll(async (client) => (await client.readResource(uri))['contents'])).toEqual(
      forAll(result.contents),
    );
  });

  it('has the size and the time of the last change', async () => {
    const { _meta } = await api.handlers.readResource(`${pets}/7`);
    expect(_meta?.['openapi-mcp/response']).toMatchObject({
      status: 200,
      size: 8,
      lastModified: '2026-11-21T00:00:00.000Z',
      headers: { 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' },
    });
  });

  it('names the truncated parts', async () => {
    const { contents: read, _meta } = await api.handlers.readResource(`${pets}/800`);
    const [content] = read;
    expect(JSON.parse(content !== undefined && 'text' in content ? content.text : '')).toHaveLength(666_666);
    expect(_meta?.['openapi-mcp/response']).toMatchObject({
      cut: expect.stringContaining('Truncated to fit: $: 666666 of 900000 items.'),
    });
  });
});

describe('refused URIs', () => {
  it.each(refusals)('%s', async (_, uri, code, message) => {
    const expected = { code, message: expect.stringContaining(message) as string };
    await expect(api.handlers.readResource(uri)).rejects.toMatchObject({ ...expected, data: { uri } });
    expect(
      await fromAll((client) => client.readResource(uri).catch((error: unknown) => error)),
    ).toMatchObject(forAll(expected));
  });
});

describe('completion of a variable', () => {
  const completions: [title: string, part: string, variable: string, typed: string, values: string[]][] = [
    ['an enumeration', '/pets{', 'status', '', ['sold', 'shy', 'free']],
    ['what begins like it', '/pets{', 'status', 'S', ['sold', 'shy']],
    ['a boolean', '/pets{', 'wild', 't', ['true']],
    ['examples', '/examples', 'id', '', ['alpha', 'beta']],
    ['nothing known', '/pets{', 'limit', '', []],
    ['an unknown variable', '/pets{', 'colour', '', []],
  ];
  it.each(completions)('%s', async (_, part, variable, typed, values) => {
    const template = api.handlers
      .listResourceTemplates()
      .resourceTemplates.find(({ uriTemplate }) => uriTemplate.startsWith(`shop://api${part}`));
    const uri = template?.uriTemplate ?? '';
    const expected = { values, total: values.length, hasMore: false };
    expect(await api.handlers.complete(uri, variable, typed)).toEqual(expected);
    expect(await fromAll((client) => client.complete(uri, variable, typed))).toEqual(forAll(expected));
  });
});
