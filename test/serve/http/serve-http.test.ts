import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkAddress } from '../../../src/serve/http/address.ts';
import { serveMetrics } from '../../../src/serve/http/serve-metrics.ts';
import { serveHttp } from '../../../src/serve/http/serve-http.ts';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import type { HttpServer } from '../../../src/serve/http/http-server.ts';
import { createFakeApi } from '../../support/fake-handlers.ts';

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends a request with exactly these headers, while `fetch` does not allow Host. */
async function send(url: string, options: RequestOptions = {}, body?: string | Buffer): Promise<Answer> {
  const outgoing = request(url, options).end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

async function emptyPage() {
  return { contentType: 'text/plain', text: '' };
}

function call(name: string) {
  return JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name } });
}

function post(headers: Record<string, string> = {}): RequestOptions {
  return { method: 'POST', headers: { ...jsonHeaders, ...headers } };
}

describe('serveHttp', () => {
  const api = createFakeApi();
  const errors: Error[] = [];
  let server: HttpServer;

  beforeAll(async () => {
    server = await serveHttp(sdkV2, api, { port: 0, onError: (error) => errors.push(error) });
  });
  afterAll(() => server.close());

  const at = (path: string) => new URL(path, server.url).href;

  it('returns its URL', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/mcp`);
    expect(server.port).toBeGreaterThan(0);
  });

  it.each([
    ['GET', '/', 200, /^Fake API 1\.2\.3: MCP at http:\/\/127\.0\.0\.1:\d+\/mcp\n$/],
    ['GET', '/?from=browser', 200, /Fake API/],
    ['HEAD', '/', 200, /^$/],
    ['GET', '/healthz', 200, /^ok\n$/],
    ['GET', '/favicon.ico', 404, /MCP is at http:/],
    ['POST', '/', 405, /Method not allowed/],
    ['POST', '/favicon.ico', 404, /MCP is at http:/],
    ['GET', '/mcp/', 404, /MCP is at http:/],
    ['GET', '/mcp', 405, /Method not allowed/],
    ['DELETE', '/mcp', 405, /Method not allowed/],
  ])('answers %s %s with %d', async (method, path, status, text) => {
    const answer = await send(at(path), { method });
    expect(answer).toMatchObject({ status, text: expect.stringMatching(text) });
  });

  it('responds to a call', async () => {
    const answer = await send(server.url, post(), call('object'));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"structuredContent":{"id":1}');
  });

  it.each<[title: string, body: object | object[], contentType: string]>([
    ['a message', { id: 1, method: 'ping' }, 'application/json'],
    ['a batch', [{ id: 1, method: 'ping' }, { id: 2, method: 'ping' }], 'application/json'],
    ['a call', { id: 1, method: 'tools/call', params: { name: 'object' } }, 'application/json'],
    ['a call that asks for progress', { id: 1, method: 'tools/call', params: { name: 'object', _meta: { progressToken: 1 } } }, 'text/event-stream'],
  ])('responds to a client of 2025 that sends %s', async (_, body, contentType) => {
    const messages = [body].flat().map((message) => ({ jsonrpc: '2.0', ...message }));
    const answer = await send(server.url, post(), JSON.stringify(Array.isArray(body) ? messages : messages[0]));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, contentType]);
  }); // prettier-ignore

  it.each([
    ['localhost', 'localhost', 200],
    ['127.0.0.1 with any port', '127.0.0.1:9', 200],
    ['[::1]', '[::1]', 200],
    ['another name', 'attacker.example', 403],
    ['a name that ends alike', 'localhost.attacker.example', 403],
    ['another address', '10.0.0.1', 403],
  ])('takes Host %s, %s: %d', async (_, host, status) => {
    for (const path of ['/mcp', '/', '/healthz']) {
      const options = path === '/mcp' ? post({ host }) : { headers: { host } };
      expect(await send(at(path), options, path === '/mcp' ? call('object') : undefined)).toMatchObject({
        status,
      });
    }
  });

  it.each([
    ['of this machine', 'http://localhost:6274', 200],
    ['of this machine by IPv6', 'http://[::1]:80', 200],
    ['elsewhere', 'https://attacker.example', 403],
    ['opaque', 'null', 403],
  ])('takes an Origin %s, %s: %d', async (_, origin, status) => {
    expect(await send(server.url, post({ origin }), call('object'))).toMatchObject({ status });
  });

  it.each([
    ['not JSON', '{"jsonrpc"', 400, -32700],
    ['empty', '', 400, -32700],
    ['no JSON-RPC', '{"hello":1}', 400, -32600],
    ['null', 'null', 400, -32600],
  ])('refuses a body that is %s', async (_, body, status, code) => {
    const answer = await send(server.url, post(), body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  it('refuses another content type', async () => {
    const answer = await send(server.url, post({ 'content-type': 'text/plain' }), call('object'));
    expect(answer.status).toBe(415);
  });

  const large = Buffer.alloc(4 * 1024 * 1024 + 1, ' ');
  it.each([
    ['announced', { 'content-length': String(large.length) }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('refuses an oversized body, %s, and serves the next', async (_, headers: Record<string, string>) => {
    const answer = await send(server.url, post(headers), large);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: -32000 }, id: null });
    expect(await send(server.url, post(), call('object'))).toMatchObject({ status: 200 });
    expect(errors.at(-1)?.message).toContain('4194304 bytes');
  });

  it('accepts a body of exactly the limit', async () => {
    const body = call('object').padEnd(4 * 1024 * 1024);
    expect(await send(server.url, post(), body)).toMatchObject({ status: 200 });
  });

  it('survives a client that disconnects within a body', async () => {
    const outgoing = request(server.url, post({ 'content-length': '100', expect: '100-continue' }));
    outgoing.on('error', () => undefined).write('{');
    await once(outgoing, 'continue');
    outgoing.destroy();
    await vi.waitFor(() => expect(errors.at(-1)?.message).toBe('aborted'));
    expect(await send(server.url, post(), call('object'))).toMatchObject({ status: 200 });
  });

  it('aborts the call of a client that disconnects', async () => {
    const [waiting, aborted] = [once(api.events, 'waiting'), once(api.events, 'aborted')];
    const outgoing = request(server.url, post())
      .on('error', () => undefined)
      .end(call('wait'));
    await waiting;
    outgoing.destroy();
    await expect(aborted).resolves.toEqual([]);
  });
});

describe('the address', () => {
  it.each(['127.0.0.1', '127.0.0.2', 'localhost', 'LOCALHOST', '::1', '[::1]'])(
    'takes host %s',
    async (host) => {
      const server = await serveHttp(sdkV2, createFakeApi(), { port: 0, host });
      expect(await send(server.url, post(), call('object'))).toMatchObject({ status: 200 });
      await server.close();
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.attacker.example', ''])(
    'refuses host %j',
    async (host) => {
      await expect(serveHttp(sdkV2, createFakeApi(), { port: 0, host })).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        hint: expect.stringContaining('authentication'),
      });
    },
  );

  it.each(['/', '/nothing'])('names the URL of clients, not that behind a proxy, at %s', async (path) => {
    const publicUrl = 'https://mcp.example.com/team/mcp';
    await using behind = await serveHttp(sdkV2, createFakeApi(), { port: 0, publicUrl });
    const { text } = await send(new URL(path, behind.url).href);
    expect(text).toMatch(/MCP (is )?at https:\/\/mcp\.example\.com\/team\/mcp\n$/);
  });

  it.each([-1, 65536, 1.5, Number.NaN])('refuses port %d', async (port) => {
    await expect(serveHttp(sdkV2, createFakeApi(), { port })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });

  it.each(['203.0.113.5', 'nonexistent.invalid'])('refuses the address %s of no interface', async (host) => {
    const options = { port: 0, host, allowUnauthenticated: true };
    await expect(serveHttp(sdkV2, createFakeApi(), options)).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      hint: 'Give --host an address of this machine: 0.0.0.0 or :: are all of them.',
    });
  });

  it('names the option of metrics for a port that they cannot have', async () => {
    const first = await serveHttp(sdkV2, createFakeApi(), { port: 0 });
    await expect(serveMetrics(emptyPage, checkAddress({ port: first.port }))).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      hint: 'Choose another port with --metrics.',
    });
    await first.close();
  });

  it('reports a port in use', async () => {
    const first = await serveHttp(sdkV2, createFakeApi(), { port: 0 });
    await expect(serveHttp(sdkV2, createFakeApi(), { port: first.port })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: expect.stringContaining(`127.0.0.1:${first.port}`),
      hint: expect.stringContaining('--port'),
      cause: { code: 'EADDRINUSE' },
    });
    expect(await send(first.url, post(), call('object'))).toMatchObject({ status: 200 });
    await first.close();
  });
});

describe('close', () => {
  it('does not wait for idle connections, nor after calls that end in time', async () => {
    const api = createFakeApi();
    const server = await serveHttp(sdkV2, api, { port: 0 });
    const agent = new Agent({ keepAlive: true });
    await send(server.url, { ...post(), agent }, call('object'));
    const waiting = once(api.events, 'waiting');
    const answer = send(server.url, { ...post(), agent }, call('brief'));
    await waiting;
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).toBeLessThan(900);
    expect(await answer).toMatchObject({ status: 200 });
    await expect(send(server.url, post(), call('object'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });

  it('aborts calls that take longer', async () => {
    const api = createFakeApi();
    const server = await serveHttp(sdkV2, api, { port: 0, shutdownGrace: 1 });
    const [waiting, aborted] = [once(api.events, 'waiting'), once(api.events, 'aborted')];
    const answer = Promise.allSettled([send(server.url, post(), call('wait'))]);
    await waiting;
    await server.close();
    await aborted;
    expect(await answer).toMatchObject([{ status: 'rejected', reason: { code: 'ECONNRESET' } }]);
  });
});
