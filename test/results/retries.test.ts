import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { AddressInfo, Socket } from 'node:net';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { OperationSource } from '../support/document.ts';
import type { Answer } from '../support/upstream.ts';

const ok = jsonAnswer({ ok: true });
const busy: Answer = { status: 503, headers: { 'content-type': 'text/plain' }, body: 'busy' };
const cut: Answer = { headers: { 'content-length': '20' }, body: 'half', ending: 'cut' };
const soon = (value: string): Answer => ({ ...busy, headers: { 'retry-after': value } });

/** A call, the answers to its attempts (the last of which is repeated), and the number of attempts. */
interface RetryRow {
  title: string;
  operation?: OperationSource;
  options?: RuntimeOptions['resilience'];
  answers: Answer[];
  attempts: number;
  isError?: true;
  /** Least milliseconds. */
  least?: number;
}

const keyed: OperationSource = {
  method: 'post',
  parameters: [{ name: 'Idempotency-Key', in: 'header' }],
};
// prettier-ignore
const rows: RetryRow[] = [
  { title: 'GET, until it succeeds', answers: [busy, busy, ok], attempts: 3 },
  { title: 'GET, at most as often as allowed', answers: [busy], attempts: 3, isError: true },
  { title: 'GET, not by default', options: {}, answers: [busy], attempts: 1, isError: true },
  { title: 'HEAD', operation: { method: 'head' }, answers: [busy, { status: 200 }], attempts: 2 },
  { title: 'PUT', operation: { method: 'put' }, answers: [busy, ok], attempts: 2 },
  { title: 'DELETE', operation: { method: 'delete' }, answers: [busy, ok], attempts: 2 },
  { title: 'POST is not', operation: { method: 'post' }, answers: [busy], attempts: 1, isError: true },
  { title: 'PATCH is not', operation: { method: 'patch' }, answers: [busy], attempts: 1, isError: true },
  { title: 'POST with a declared key', operation: keyed, answers: [busy, ok], attempts: 2 },
  { title: 'PATCH with a key of the options', operation: { method: 'patch' }, options: { retries: 2, idempotencyKey: 'X-Key' }, answers: [busy, ok], attempts: 2 },
  { title: 'a status 429', answers: [{ status: 429 }, ok], attempts: 2 },
  { title: 'a status 500', answers: [{ status: 500 }, ok], attempts: 2 },
  { title: 'a status 404 is not', answers: [{ status: 404 }], attempts: 1, isError: true },
  { title: 'a status 501 is not', answers: [{ status: 501 }], attempts: 1, isError: true },
  { title: 'a body that breaks off', answers: [cut, ok], attempts: 2 },
  { title: 'a body of POST that breaks off is not', operation: { method: 'post' }, answers: [cut], attempts: 1, isError: true },
  { title: 'garbage is not', answers: [{ raw: 'SSH-2.0-x\r\n' }], attempts: 1, isError: true },
  { title: 'after Retry-After', answers: [soon('1'), ok], attempts: 2, least: 1_000 },
  { title: 'after Retry-After as a date', answers: [{ ...busy, headers: { get 'retry-after'() { return new Date(Date.now() + 2_000).toUTCString(); } } }, ok], attempts: 2, least: 900 },
  { title: 'Retry-After beyond the time-out is not waited for', answers: [soon('60')], attempts: 1, isError: true },
];

describe('a request that failed is sent again', () => {
  it.each(rows.map((row) => [row.title, row] as const))('%s', async (_, row) => {
    const { operation = {}, options = { retries: 2 }, answers, attempts } = row;
    let count = 0;
    await using upstream = await startUpstream(() => answers[count++] ?? answers.at(-1) ?? ok);
    await using api = await openApi(documentOf(operation), {
      request: { baseUrl: upstream.url, callTimeout: 10_000 },
      resilience: options,
    });
    const started = performance.now();
    const result = await api.call(tool, {});
    expect(performance.now() - started).toBeGreaterThanOrEqual(row.least ?? 0);
    expect([count, result.isError]).toEqual([attempts, row.isError]);
    const meta: unknown = result._meta?.['openapi-mcp/response'];
    if (attempts > 1) expect(meta).toHaveProperty('attempts', attempts);
    else if (meta !== undefined) expect(meta).not.toHaveProperty('attempts');
    const isNoted = textOf(result).includes(`The request was tried ${attempts} times.`);
    expect(isNoted).toBe(attempts > 1 && row.isError === true);
  });
});

describe('the key of a request that may be repeated', () => {
  it.each<[string, OperationSource, RuntimeOptions['resilience'], string]>([
    ['is declared', keyed, { retries: 1 }, 'Idempotency-Key'],
    ['has the name of the option', { method: 'post' }, { retries: 1, idempotencyKey: 'X-Key' }, 'X-Key'],
    ['is sent without retries too', { method: 'post' }, { idempotencyKey: 'X-Key' }, 'X-Key'],
  ])('%s', async (_, operation, resilience, header) => {
    await using upstream = await startUpstream(busy);
    await using api = await openApi(documentOf(operation), {
      request: { baseUrl: upstream.url },
      resilience,
    });
    await api.call(tool, {});
    await api.call(tool, {});
    const keys = upstream.requests.map((request) => request.header(header));
    const attempts = resilience?.retries === undefined ? 1 : 2;
    expect(keys).toHaveLength(2 * attempts);
    expect(new Set(keys).size).toBe(2);
    expect(new Set(keys.slice(0, attempts)).size).toBe(1);
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
  });

  it('is that of the caller', async () => {
    await using upstream = await startUpstream(busy);
    await using api = await openApi(documentOf(keyed), {
      request: { baseUrl: upstream.url },
      resilience: { retries: 1 },
    });
    await api.call(tool, { 'Idempotency-Key': 'mine' });
    expect(upstream.requests.map((request) => request.header('Idempotency-Key'))).toEqual(['mine', 'mine']);
  });

  it('is not sent without retries, and with other methods', async () => {
    await using upstream = await startUpstream();
    await using plain = await openApi(documentOf(keyed), { request: { baseUrl: upstream.url } });
    await plain.call(tool, {});
    await using put = await openApi(documentOf({ method: 'put' }), {
      request: { baseUrl: upstream.url },
      resilience: { retries: 1, idempotencyKey: 'X-Key' },
    });
    await put.call(tool, {});
    expect(
      upstream.requests.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase())),
    ).not.toContain(expect.stringMatching(/key/));
  });
});

/** Starts a server of connections. */
async function listen(onConnection: (socket: Socket) => void): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => onConnection(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

async function callAt(url: string, method: string): Promise<CallResult> {
  await using api = await openApi(documentOf({ method }), {
    request: { baseUrl: url },
    resilience: { retries: 2 },
  });
  return api.call(tool, {});
}

describe('a connection that fails', () => {
  it.each(['get', 'post', 'patch'])('before a byte of %s was sent is tried again', async (method) => {
    const text = textOf(await callAt('http://127.0.0.1:1', method));
    expect(text).toBe(
      'http://127.0.0.1:1: connection refused (tried 3 times)\nCheck that the API is running, and that --base-url or the server URL of the document is correct.',
    );
  });

  it('in the handshake of TLS is tried again', async () => {
    let count = 0;
    await using server = await listen((socket) => {
      count += 1;
      socket.once('data', () => socket.end());
    });
    const text = textOf(await callAt(`https://127.0.0.1:${server.port}`, 'post'));
    expect([count, text]).toEqual([3, expect.stringContaining('(tried 3 times)')]);
  });

  it.each<[string, number]>([
    ['get', 3],
    ['put', 3],
    ['post', 1],
  ])('after %s was sent: %i attempts', async (method, attempts) => {
    let count = 0;
    await using server = await listen((socket) => {
      socket.once('data', () => {
        count += 1;
        socket.destroy();
      });
    });
    const result = await callAt(`http://127.0.0.1:${server.port}`, method);
    expect([count, result.isError]).toEqual([attempts, true]);
  });
});

describe('waiting for a retry', () => {
  it('ends with the call', async () => {
    await using upstream = await startUpstream(busy);
    await using api = await openApi(documentOf({}), {
      request: { baseUrl: upstream.url, callTimeout: 800 },
      resilience: { retries: 1_000 },
    });
    const started = performance.now();
    const result = await api.call(tool, {});
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(result.isError).toBe(true);
  });

  it('ends when the client cancels', async () => {
    await using upstream = await startUpstream(soon('5'));
    await using api = await openApi(documentOf({}), {
      request: { baseUrl: upstream.url },
      resilience: { retries: 1 },
    });
    const controller = new AbortController();
    const called = api.handlers.callTool(tool, {}, { signal: controller.signal });
    await upstream.received();
    setTimeout(() => controller.abort(), 100);
    const started = performance.now();
    expect(textOf(await called)).toBe('the call was cancelled\nCall again if that was not intended.');
    expect(performance.now() - started).toBeLessThan(4_500);
    expect(upstream.requests).toHaveLength(1);
  });
});

it.each<[string, RuntimeOptions]>([
  ['resilience.retries must be a whole number of at least 0', { resilience: { retries: -1 } }],
  ['"a b" is not a header name', { resilience: { idempotencyKey: 'a b' } }],
  [
    'the header x-key has a fixed value',
    { resilience: { idempotencyKey: 'x-key' }, request: { headers: { 'X-Key': '1' } } },
  ],
])('refuses at the start: %s', async (message, options) => {
  await expect(openApi(documentOf({}), options)).rejects.toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message }),
  );
});
