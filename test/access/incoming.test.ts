import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp } from '../../src/serve/http/serve-http.ts';
import { createRequestLimits } from '../../src/serve/http/rate-limits.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { createFakeApi } from '../support/fake-handlers.ts';
import { call, list, post, send } from './send.ts';
import type { HttpOptions } from '../../src/serve/http/http-options.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';

const token = 'a-token-of-the-tests';
const authTokens = [{ name: 'ada', token }];

describe('the address', () => {
  it.each<[options: HttpOptions]>([
    [{ host: '0.0.0.0', authTokens }],
    [{ host: '::', authTokens }],
    [{ host: '0.0.0.0', allowUnauthenticated: true }],
  ])('%j lets other machines in', async (options) => {
    const server = await serveHttp(sdkV2, createFakeApi(), { port: 0, ...options });
    const answer = await send(
      `http://127.0.0.1:${server.port}/mcp`,
      post({ authorization: `Bearer ${token}` }),
      list,
    );
    expect(answer.status).toBe(200);
    await server.close();
  });

  it.each<[options: HttpOptions, message: string]>([
    [{ host: '0.0.0.0' }, 'would let other machines connect without authentication'],
    [
      { host: 'mcp.example.com', allowedHosts: ['mcp.example.com'] },
      'would let other machines connect without authentication',
    ],
    [{ allowedHosts: ['https://mcp.example.com'] }, 'is not a host'],
    [{ allowedHosts: ['a/b'] }, 'is not a host'],
    [{ allowedOrigins: ['*'] }, 'is not an origin'],
    [{ allowedOrigins: ['https://*.example.com'] }, 'is not an origin'],
    [{ allowedOrigins: ['https://app.example.com/'] }, 'is not an origin'],
    [{ allowedOrigins: ['app.example.com'] }, 'is not an origin'],
    [{ publicUrl: 'mcp.example.com' }, 'is not the URL'],
    [{ publicUrl: 'https://mcp.example.com/mcp?x=1' }, 'is not the URL'],
    [{ host: '0.0.0.0', authJwt: 'https://id.example.com' }, 'The URL of this server for clients is unknown'],
  ])('refuses %j', async (options, message) => {
    await expect(serveHttp(sdkV2, createFakeApi(), { port: 0, ...options })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });
});

describe.each([
  ['v2', sdkV2],
  ['v1', sdkV1],
])('Host and Origin, %s server', (_, sdk) => {
  const page = 'https://app.example.com';
  let server: HttpServer;

  beforeAll(async () => {
    server = await serveHttp(sdk, createFakeApi(), {
      port: 0,
      host: '0.0.0.0',
      authTokens,
      allowedHosts: ['mcp.example.com'],
      allowedOrigins: [page, 'http://localhost:6274'],
      publicUrl: 'https://tools.example.com/mcp',
    });
  });
  afterAll(() => server.close());
  const url = (path = '/mcp') => `http://127.0.0.1:${server.port}${path}`;
  const authorization = `Bearer ${token}`;

  it.each([
    ['mcp.example.com', 200],
    ['MCP.example.com:8443', 200],
    ['tools.example.com', 200],
    ['localhost', 200],
    ['attacker.example', 403],
    ['mcp.example.com.attacker.example', 403],
    ['attacker.example#mcp.example.com', 403],
    ['169.254.169.254', 403],
  ])('Host %s: %d', async (host, status) => {
    expect(await send(url(), post({ host, authorization }), list)).toMatchObject({ status });
    expect(await send(url('/healthz'), { headers: { host } })).toMatchObject({ status });
    const metadata = url('/.well-known/oauth-protected-resource/mcp');
    expect(await send(metadata, { headers: { host } })).toMatchObject({ status });
  });

  it.each([
    [page, 200],
    ['https://app.example.com:443', 200],
    ['http://localhost:6274', 200],
    ['http://app.example.com', 403],
    ['https://app.example.com:8443', 403],
    ['http://localhost', 403],
    ['http://127.0.0.1:6274', 403],
    ['https://attacker.example', 403],
    ['null', 403],
  ])('Origin %s: %d', async (origin, status) => {
    const answer = await send(url(), post({ origin, authorization }), list);
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
  });

  it('responds to a preflight before it requires a token', async () => {
    const headers = {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,mcp-protocol-version,mcp-method',
    };
    expect(await send(url(), { method: 'OPTIONS', headers })).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': page,
        'access-control-allow-methods': 'GET, POST, DELETE',
        'access-control-allow-headers': headers['access-control-request-headers'],
        vary: 'Origin',
      },
    });
    const foreign = await send(url(), {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('lets the page read the reason of a refusal', async () => {
    expect(await send(url(), post({ origin: page }), list)).toMatchObject({
      status: 401,
      headers: {
        'access-control-allow-origin': page,
        'access-control-expose-headers': expect.stringContaining('WWW-Authenticate'),
      },
    });
  });
});

async function serve(options: HttpOptions): Promise<HttpServer> {
  return serveHttp(sdkV2, createFakeApi(), { port: 0, ...options });
}

describe('limits', () => {
  it('disconnects a client that sends headers or a body too slowly', async () => {
    const server = await serve({ requestTimeout: 100 });
    const slow = async (head: string): Promise<string> => {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(head);
      return text(socket);
    };
    const [headers, body] = await Promise.all([
      slow('POST /mcp HTTP/1.1\r\nHost: localhost\r\n'),
      slow(
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
      ),
    ]);
    expect(headers).toMatch(/^HTTP\/1.1 408 /);
    expect(body).toMatch(/^HTTP\/1.1 408 /);
    expect(await send(server.url, post(), list)).toMatchObject({ status: 200 });
    await server.close();
  });

  it('refuses headers and bodies above the limits', async () => {
    const server = await serve({ maxHeaderBytes: 2000, maxBodyBytes: 1000 });
    expect(await send(server.url, post({ 'x-long': 'x'.repeat(3000) }), list)).toMatchObject({ status: 431 });
    expect(await send(server.url, post(), list.padEnd(1000))).toMatchObject({ status: 200 });
    const large = await send(server.url, post(), list.padEnd(1001));
    expect(large).toMatchObject({ status: 413, text: expect.stringContaining('1000 bytes') });
    await server.close();
  });

  it('does not read the body of an unauthenticated request', async () => {
    const server = await serve({ authTokens });
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n',
    );
    const [first] = await once(socket, 'data');
    expect(String(first)).toMatch(/^HTTP\/1.1 401 /);
    socket.destroy();
    await server.close();
  });

  it('responds with Retry-After above the limit of concurrent requests', async () => {
    const api = createFakeApi();
    const server = await serveHttp(sdkV2, api, { port: 0, maxConcurrent: 1 });
    const waiting = once(api.events, 'waiting');
    const first = send(server.url, post(), call('brief'));
    await waiting;
    expect(await send(server.url, post(), list)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    expect(await first).toMatchObject({ status: 200 });
    expect(await send(server.url, post(), list)).toMatchObject({ status: 200 });
    await server.close();
  });

  it('counts requests by caller', async () => {
    const bob = { name: 'bob', token: 'another-token-of-the-tests' };
    const server = await serve({ authTokens: [...authTokens, bob], rateLimit: 2 });
    const status = async (bearer: string) =>
      (await send(server.url, post({ authorization: `Bearer ${bearer}` }), list)).status;
    expect([await status(token), await status(token), await status(token)]).toEqual([200, 200, 429]);
    expect(await status(bob.token)).toBe(200);
    const refused = await send(server.url, post({ authorization: `Bearer ${token}` }), list);
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^(29|30)$/) },
      text: expect.stringContaining('More than 2 requests a minute'),
    });
    // A stranger does not use up what belongs to a caller.
    expect(await status('a-token-that-nobody-has')).toBe(401);
    await server.close();
  });

  it('counts requests by address without authentication', async () => {
    const server = await serve({ rateLimit: 1 });
    expect(await send(server.url, post(), list)).toMatchObject({ status: 200 });
    expect(await send(server.url, post(), list)).toMatchObject({ status: 429 });
    expect(await send(new URL('/healthz', server.url).href)).toMatchObject({ status: 200 });
    await server.close();
  });

  it('handles ten thousand small requests, two hundred at a time', async () => {
    const server = await serve({});
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const options = { ...post(), agent };
    const statuses = await Promise.all(
      Array.from(
        { length: 10_000 },
        async () => (await send(server.url, options, '{"jsonrpc":"2.0"}')).status,
      ),
    );
    expect(statuses.filter((status) => status !== 400)).toEqual([]);
    const calls = await Promise.all(
      Array.from({ length: 500 }, async () => (await send(server.url, options, call('object'))).status),
    );
    expect(calls.filter((status) => status !== 200)).toEqual([]);
    agent.destroy();
    await server.close();
  });
});

describe('a token bucket', () => {
  it('refills over time, up to the capacity of a minute', () => {
    let now = 0;
    const limits = createRequestLimits({ maxConcurrent: 1, rateLimit: 60 }, () => now);
    const take = (count: number) => Array.from({ length: count }, () => limits.wait('ada'));
    expect(take(60).every((wait) => wait === 0)).toBe(true);
    expect(take(1)).toEqual([1]);
    now += 1_000;
    expect(take(2)).toEqual([0, 1]);
    now += 3_600_000;
    expect(take(61).filter((wait) => wait > 0)).toEqual([1]);
  });

  it('is removed when it is full, to save memory', () => {
    let now = 0;
    const limits = createRequestLimits({ maxConcurrent: 1, rateLimit: 1 }, () => now);
    for (let index = 0; index < 10_000; index++) limits.wait(`address ${index}`);
    expect(limits.wait('address 1')).toBe(60);
    now += 60_000;
    expect(limits.wait('one more')).toBe(0);
    expect(limits.wait('address 1')).toBe(0);
  });
});
