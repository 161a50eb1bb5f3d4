import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { list, post, send } from '../access/send.ts';
import { descriptor } from '../access/shop.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';

describe.each([
  ['v1', sdkV1],
  ['v2', sdkV2],
] as const)('a server of the %s SDK', (_, sdk) => {
  const errors: Error[] = [];
  const api = createApiServer(descriptor, {}, async () => sdk);
  let server: HttpServer;

  beforeAll(async () => {
    server = await api.serveHttp({ port: 0, onError: (error) => errors.push(error) });
  });
  afterAll(async () => {
    await server.close();
    await api.close();
  });

  it.each(['TRACE', 'HEAD', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND', 'QUERY', 'M-SEARCH'])(
    '%s of the endpoint is 405',
    async (method) => {
      const answer = await send(server.url, { method });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST, DELETE']);
      expect(await send(server.url, post(), list)).toMatchObject({ status: 200 });
    },
  );

  it.each(['TRACE', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s of a page is 405',
    async (method) => {
      for (const path of ['/', '/healthz']) {
        const answer = await send(new URL(path, server.url).href, { method });
        expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
      }
    },
  );

  it.each(['GET', 'TRACE', 'POST', 'OPTIONS'])('%s of an unknown path is 404', async (method) => {
    for (const path of [
      '/nothing',
      '/mcp/',
      '/MCP',
      '//mcp',
      '/mcp%2f',
      '/.well-known/oauth-protected-resource',
    ])
      expect(await send(`${new URL(server.url).origin}${path}`, { method })).toMatchObject({ status: 404 });
  });

  it.each([
    '',
    'text/plain',
    'application/json-patch+json',
    'text/plain; x=application/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '/',
    ',application/json',
  ])('a body of the type %j is 415', async (type) => {
    const answer = await send(server.url, post({ 'content-type': type }), list);
    expect(answer).toMatchObject({ status: 415, headers: { accept: 'application/json' } });
  });

  it.each<[title: string, body: string, status: number]>([
    ['nothing', '', 400],
    ['white space', ' \n', 400],
    ['half a message', list.slice(0, -1), 400],
    ['two messages', list + list, 400],
    ['a message after a byte order mark', `\ufeff${list}`, 400],
    ['XML', '<a/>', 400],
    ['a form', 'jsonrpc=2.0&id=1&method=tools/list', 400],
    ['null', 'null', 400],
    ['a number', '1', 400],
    ['a text', '"tools/list"', 400],
    ['an empty object', '{}', 400],
    ['an empty list', '[]', 400],
    ['a list in a list', '[[]]', 400],
    ['another version of JSON-RPC', list.replace('2.0', '1.0'), 400],
    ['many levels', '['.repeat(100_000), 400],
    ['more than the limit', `${list}${' '.repeat(5_000_000)}`, 413],
  ])('a body of %s is refused', async (_title, body, status) => {
    const answer = await send(server.url, post(), body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    expect(answer.text).not.toMatch(/ {4}at |\.[jt]s\b/);
    expect(await send(server.url, post(), list)).toMatchObject({ status: 200 });
  });

  it.each([['text/html'], ['application/json'], ['text/event-stream']])(
    'a message of a client that accepts %s alone is 406',
    async (accept) => {
      expect(await send(server.url, post({ accept }), list)).toMatchObject({ status: 406 });
    },
  );

  it.each(['application/json', 'APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;'])(
    'a body of the type %j is accepted',
    async (type) => {
      expect(await send(server.url, post({ 'content-type': type }), list)).toMatchObject({ status: 200 });
    },
  );
});
