import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { createObserver } from '../../src/telemetry/observe-calls.ts';
import { copiedLibrary } from '../support/library.ts';
import { serveLive } from '../support/serve-document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { descriptor } from '../access/shop.ts';
import type { IncomingHttpHeaders } from 'node:http';
import type { ApiServer, HttpServer, ServerOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

async function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const outgoing = request(url, { headers }).end();
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

async function getJson(url: string, headers: Record<string, string> = {}) {
  return JSON.parse((await get(url, headers)).text);
}

const html = { accept: 'text/html,*/*' };

const metaKey = (key: string) => `io.modelcontextprotocol/${key}`;

/** Calls a tool as a client of MCP 2026-07-28 does. */
async function callTool(
  url: string,
  name: string,
  args: object,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        _meta: {
          [metaKey('protocolVersion')]: '2026-07-28',
          [metaKey('clientInfo')]: { name: 'test', version: '1' },
          [metaKey('clientCapabilities')]: {},
        },
      },
    }),
  });
  return response.json();
}

let upstream: Upstream;
const servers: (ApiServer | HttpServer)[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.answer(jsonAnswer({ id: 1, key: 'secret-of-the-api-1' }));
});
afterAll(async () => {
  for (const server of servers.toReversed()) await server.close();
  await upstream.close();
});

/** Serves the shop over HTTP. */
async function serve(options: ServerOptions = {}): Promise<{ url: string; root: string }> {
  const server = serveLive(descriptor, {
    ...options,
    request: { baseUrl: upstream.url, headers: { 'X-Api-Key': 'secret-of-the-api-1' } },
  });
  const http = await server.serveHttp({ port: 0, ...options.http });
  servers.push(server, http);
  return { url: http.url, root: http.url.replace(/mcp$/, '') };
}

const open = { host: '0.0.0.0', allowUnauthenticated: true };

describe('the page', () => {
  it.each<[where: string, http: ServerOptions['http'], isServed: boolean]>([
    ['on loopback', {}, true],
    ['on loopback, when it is switched off', { explorer: false }, false],
    ['behind a proxy', { publicUrl: 'https://mcp.example/mcp' }, false],
    ['for further hosts', { allowedHosts: ['mcp.example'] }, false],
    [
      'behind a proxy, when it is switched on',
      { publicUrl: 'https://mcp.example/mcp', explorer: true },
      true,
    ],
    ['for other machines', open, false],
    ['for other machines, when it is switched on', { ...open, explorer: true }, true],
  ])('%s', async (_, http, isServed) => {
    const { root } = await serve({ http });
    const address = root.replace('0.0.0.0', '127.0.0.1');
    const page = await get(address, html);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe(
      isServed ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    );
    expect((await get(`${address}explorer/app.js`)).status).toBe(isServed ? 200 : 404);
    expect((await get(`${address}explorer/info`)).status).toBe(isServed ? 200 : 404);
  });

  it('leaves the line of text to clients that are no browsers', async () => {
    const { root } = await serve();
    expect((await get(root)).text).toMatch(/^Shop 1: MCP at http:/);
    expect((await get(root, { accept: '*/*' })).text).toMatch(/^Shop 1: MCP at http:/);
  });

  it('may load and reach nothing but its own origin', async () => {
    const { root } = await serve();
    const { headers, text } = await get(root, html);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src data: blob:; frame-src blob:; object-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    expect([...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)).toEqual([
      'explorer/icon.svg',
      'explorer/style.css',
      'explorer/app.js',
    ]);
  });

  it('is less than 150 kB on the wire, and once in a cache nothing', async () => {
    const { root } = await serve();
    let bytes = 0;
    for (const path of ['', 'explorer/icon.svg', 'explorer/style.css', 'explorer/app.js']) {
      const { headers } = await get(root + path, { ...html, 'accept-encoding': 'gzip' });
      expect(headers['content-encoding']).toBe('gzip');
      bytes += Number(headers['content-length']);
      const again = await get(root + path, { ...html, 'if-none-match': String(headers.etag) });
      expect(again).toMatchObject({ status: 304, text: '' });
    }
    expect(bytes).toBeLessThan(150_000);
  });

  it.each(['explorer/index.html', 'explorer/../package.json', 'explorer/%2e%2e/package.json', 'explorer/'])(
    'has no %s',
    async (path) => {
      const { root } = await serve();
      const { hostname, port } = new URL(root);
      const outgoing = request({ hostname, port, path: `/${path}` }).end();
      const [response] = await once(outgoing, 'response');
      response.resume();
      expect(response.statusCode).toBe(404);
    },
  );

  it('is refused under another host', async () => {
    const { root } = await serve();
    expect((await get(root, { ...html, host: 'attacker.example' })).status).toBe(403);
    expect((await get(`${root}explorer/calls`, { host: 'attacker.example' })).status).toBe(403);
  });
});

describe('pages of the server itself', () => {
  const server = { ...open, allowedHosts: ['mcp.example'], publicUrl: 'https://pets.example/mcp' };

  it.each([
    ['under an allowed host', 'mcp.example', 'https://mcp.example', true, 200],
    ['under the public URL', 'pets.example', 'https://pets.example', true, 200],
    ['behind a proxy that writes its own host', '127.0.0.1', 'https://pets.example', true, 200],
    ['under an allowed host, from another page', 'mcp.example', 'https://attacker.example', true, 403],
    ['on another port', 'mcp.example', 'https://mcp.example:8443', true, 403],
    ['without the explorer', 'mcp.example', 'https://mcp.example', false, 403],
  ])('%s', async (_, host, origin, explorer, status) => {
    const { root } = await serve({ http: { ...server, explorer } });
    const address = root.replace('0.0.0.0', '127.0.0.1');
    expect((await get(`${address}healthz`, { host, origin })).status).toBe(status);
  });
});

it('is not in a generated server', async () => {
  const { serve: library, sdk } = await copiedLibrary(descriptor);
  const server = library.createApiServer(
    descriptor,
    { request: { baseUrl: upstream.url } },
    async () => sdk.sdkV2,
  );
  servers.push(server);
  await expect(server.serveHttp({ port: 0, explorer: true })).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: 'A generated server has no explorer',
    hint: 'Run openapi-mcp serve with its document to explore it.',
  });
  const http = await server.serveHttp({ port: 0 });
  servers.push(http);
  expect(http.explorerUrl).toBeUndefined();
  expect((await get(http.url.replace(/mcp$/, ''), html)).headers['content-type']).toBe(
    'text/plain; charset=utf-8',
  );
});

describe('the record of calls', () => {
  it('has the request and the response without secrets', async () => {
    const { url, root } = await serve();
    await get(`${root}explorer/info`);
    await callTool(url, 'createPet', { body: { name: 'Rex' } }, { 'explorer-mark': 'page.1' });
    const { calls } = await getJson(`${root}explorer/calls`);
    expect(calls).toEqual([
      {
        id: 1,
        time: expect.stringMatching(/Z$/),
        request: 'tools/call',
        target: 'createPet',
        mark: 'page.1',
        method: 'POST',
        path: '/pets',
        status: 200,
        duration: expect.any(Number),
        bytes: expect.any(Number),
      },
    ]);
    const { exchanges } = await getJson(`${root}explorer/calls?id=1`);
    expect(exchanges).toEqual([
      {
        method: 'POST',
        url: `${upstream.url}/pets`,
        requestHeaders: expect.arrayContaining([
          ['X-Api-Key', 'REDACTED'],
          ['Content-Type', 'application/json'],
        ]),
        requestBody: { text: '{"name":"Rex"}', size: 14 },
        status: 200,
        responseHeaders: expect.arrayContaining([['content-type', 'application/json']]),
        responseBody: { text: '{"id":1,"key":"REDACTED"}', size: 25 },
        duration: expect.any(Number),
      },
    ]);
  });

  it('has calls that sent nothing, with the code of their error', async () => {
    const { url, root } = await serve();
    await get(`${root}explorer/info`);
    await callTool(url, 'getPet', { petId: 'seven' });
    await callTool(url, 'noSuchTool', {});
    const { calls } = await getJson(`${root}explorer/calls`);
    expect(calls).toMatchObject([
      { target: 'getPet', path: '/pets/{petId}', error: 'ARGUMENTS_INVALID' },
      { target: 'noSuchTool', error: 'REQUEST_INVALID' },
    ]);
    expect((await getJson(`${root}explorer/calls?id=1`)).exchanges).toEqual([]);
  });

  it('waits for the next call', async () => {
    const { url, root } = await serve();
    await get(`${root}explorer/info`);
    const waiting = getJson(`${root}explorer/calls?wait&after=0`);
    await callTool(url, 'listPets', {});
    expect((await waiting).calls).toMatchObject([{ id: 1, target: 'listPets' }]);
    expect((await getJson(`${root}explorer/calls?after=1`)).calls).toEqual([]);
  });

  it('goes on in the audit log', async () => {
    const entries: unknown[] = [];
    const { url, root } = await serve({ audit: { write: (entry) => entries.push(entry) } });
    await get(`${root}explorer/info`);
    await callTool(url, 'listPets', {});
    expect(entries).toMatchObject([{ tool: 'listPets', status: 200, error: null }]);
    expect((await getJson(`${root}explorer/calls`)).calls).toMatchObject([
      { target: 'listPets', status: 200 },
    ]);
  });

  it('goes on where an observer logs and counts calls', async () => {
    const { url, root } = await serve({ observer: createObserver([]) });
    await get(`${root}explorer/info`);
    await callTool(url, 'listPets', {});
    expect((await getJson(`${root}explorer/calls`)).calls).toMatchObject([
      { target: 'listPets', path: '/pets', status: 200 },
    ]);
    expect((await getJson(`${root}explorer/calls?id=1`)).exchanges).toMatchObject([
      { url: `${upstream.url}/pets`, status: 200 },
    ]);
  });

  it('ends waiting when the server closes', async () => {
    const server = serveLive(descriptor, { request: { baseUrl: upstream.url } });
    const http = await server.serveHttp({ port: 0 });
    const root = http.url.replace(/mcp$/, '');
    await get(`${root}explorer/info`);
    const waiting = getJson(`${root}explorer/calls?wait&after=0`);
    await expect.poll(() => getJson(`${root}explorer/calls`)).toEqual({ calls: [] });
    await http.close();
    expect(await waiting).toEqual({ calls: [] });
    await server.close();
  });
});

const as = (name: string) => ({ authorization: `Bearer token-of-${name}-123456` });

it('records the calls of several APIs, through all of their endpoints', async () => {
  const server = await createServer([
    { key: 'one', source: descriptor, options: { request: { baseUrl: upstream.url } } },
    {
      key: 'two',
      source: { ...descriptor, name: 'other', scheme: 'other' },
      options: { request: { baseUrl: upstream.url } },
    },
  ]);
  const http = await server.serveHttp({ port: 0 });
  servers.push(server, http);
  const root = http.url.replace(/mcp$/, '');
  const { tools } = await getJson(`${root}explorer/info`);
  expect(Object.keys(tools)).toEqual(expect.arrayContaining(['one_listPets', 'two_listPets']));
  await callTool(http.url, 'one_listPets', {});
  await callTool(`${http.url}/two`, 'two_listPets', {});
  const { calls } = await getJson(`${root}explorer/calls`);
  expect(calls).toMatchObject([
    { target: 'one_listPets', path: '/pets', status: 200 },
    { target: 'two_listPets', path: '/pets', status: 200 },
  ]);
});

describe('callers', () => {
  const authTokens = [
    { name: 'ada', token: 'token-of-ada-123456', scopes: ['staff'] },
    { name: 'ben', token: 'token-of-ben-123456' },
  ];

  it('read their own calls alone', async () => {
    const { url, root } = await serve({ http: { authTokens } });
    await getJson(`${root}explorer/info`, as('ada'));
    await callTool(url, 'listPets', {}, as('ada'));
    expect((await getJson(`${root}explorer/calls`, as('ada'))).calls).toHaveLength(1);
    expect((await getJson(`${root}explorer/calls`, as('ben'))).calls).toEqual([]);
    expect((await get(`${root}explorer/calls?id=1`, as('ben'))).status).toBe(404);
  });

  it.each(['info', 'calls', 'calls?id=1'])('need a token for %s', async (path) => {
    const { root } = await serve({ http: { authTokens } });
    const { status, headers } = await get(`${root}explorer/${path}`);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('read about the operations that they may call, and no findings of others', async () => {
    const finding = { kind: 'skipped' as const, pointer: '/paths', message: 'secret operation' };
    const options = { policy: { toolScopes: { deletePet: ['staff'], delete_pet: ['staff'] } } };
    const { root } = await serve({
      ...options,
      http: { authTokens, explorerSource: { facts: () => ({ findings: [finding] }) } },
    });
    const ada = await getJson(`${root}explorer/info`, as('ada'));
    const ben = await getJson(`${root}explorer/info`, as('ben'));
    expect(Object.keys(ada.tools)).toContain('delete_pet');
    expect(Object.keys(ben.tools)).not.toContain('delete_pet');
    expect(ada.tools.listPets).toEqual({ method: 'GET', path: '/pets', tags: ['pets'] });
    expect(ben).toMatchObject({ caller: 'ben', findings: [], credentials: [] });
  });

  it('without names are told apart by the secret of their page, where other machines reach the server', async () => {
    const { url, root } = await serve({ http: { ...open, explorer: true } });
    const [endpoint, address] = [url, root].map((each) => each.replace('0.0.0.0', '127.0.0.1'));
    await getJson(`${address}explorer/info`);
    await callTool(String(endpoint), 'listPets', {}, { 'explorer-mark': 'secret-of-page-one.1' });
    await callTool(String(endpoint), 'listOrders', {});
    const calls = async (mark: string) =>
      (await getJson(`${address}explorer/calls`, { 'explorer-mark': mark })).calls;
    expect(await calls('secret-of-page-one.0')).toMatchObject([{ target: 'listPets' }]);
    expect(await calls('secret-of-page-two.0')).toEqual([]);
    expect(await calls('short.0')).toEqual([]);
    expect((await getJson(`${address}explorer/calls`)).calls).toEqual([]);
  });
});
