import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { selfSigned } from '../support/certificate.ts';
import { documentOf, tool } from '../support/document.ts';
import type { AddressInfo, Server, Socket } from 'node:net';

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}';
const start = ok.slice(0, -6);
const check =
  'Check that the API is running, and that --base-url or the server URL of the document is correct.';
const cut =
  'The API responded with 200 OK, but the connection closed before the response was complete.\nIt is safe to try again; the received part of the response follows.\n{"ok"';

/** A server of connections whose fault can be repaired. */
interface FaultyServer extends AsyncDisposable {
  url: string;
  /** Responds to a request. */
  respond: (socket: Socket) => void;
}

async function listen(
  respond: FaultyServer['respond'],
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<FaultyServer> {
  const sockets = new Set<Socket>();
  const faulty = { respond };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', () => faulty.respond(socket));
  });
  await once(server.listen(port, host), 'listening');
  return Object.assign(faulty, {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

const healthy = (socket: Socket): void => {
  socket.write(ok);
};

/** Errors that nothing handled, each of which would end a process. */
const unhandled: unknown[] = [];
const record = (error: unknown): void => {
  unhandled.push(error);
};
beforeAll(() => process.on('unhandledRejection', record).on('uncaughtException', record));
afterAll(() => {
  process.off('unhandledRejection', record).off('uncaughtException', record);
});

/** Returns the text of a call, which must end in time. */
async function callWithin(api: Awaited<ReturnType<typeof openApi>>, milliseconds = 4_000): Promise<string> {
  const started = performance.now();
  const text = textOf(await api.call(tool, {}));
  expect(performance.now() - started).toBeLessThan(milliseconds);
  return text;
}

// prettier-ignore
const faults: [title: string, respond: FaultyServer['respond'], text: string][] = [
  ['is slow', () => undefined, '{url} did not respond within 400 ms\nTry again, request less data, or raise --call-timeout.'],
  ['is slow in the middle of a response', (socket) => void socket.write(start), 'The API responded with 200 OK, but the call timed out before the response was complete.\nIt is safe to try again; the received part of the response follows.\n{"ok"'],
  ['closes its half of the connection', (socket) => void socket.end(), `{url}: the connection closed before a response\n${check}`],
  ['closes its half in the headers', (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-'), `{url}: the connection closed before a response\n${check}`],
  ['closes its half in the body', (socket) => void socket.end(start), cut],
  ['resets the connection', (socket) => socket.resetAndDestroy(), `{url}: connection reset\n${check}`],
  ['resets the connection in the body', (socket) => void socket.write(start, () => setTimeout(() => socket.resetAndDestroy(), 50)), cut],
  ['sends garbage', (socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'), '{url}: the server does not speak HTTP\nCheck scheme, host and port of the server URL.'],
  ['sends garbage after a response', (socket) => void socket.write(`${ok}\0\0\r\n\r\n`), '{"ok":true}'],
  ['sends a length without a body in a status 304', (socket) => void socket.write('HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\n\r\n'), '304 Not Modified: no content'],
  ['sends a length without a body in a status 204', (socket) => void socket.write('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n'), '204 No Content: no content'],
  ['sends a response before it is asked again', (socket) => void socket.write(ok + ok), '{"ok":true}'],
];

describe('an upstream that', () => {
  it.each(faults)('%s costs one call', async (_, respond, text) => {
    await using server = await listen(respond);
    await using api = await openApi(documentOf({}), {
      request: { baseUrl: server.url, callTimeout: 400 },
      result: { validateResponses: 'off' },
    });
    expect(await callWithin(api)).toBe(text.replace('{url}', server.url));
    server.respond = healthy;
    expect(await callWithin(api)).toBe('{"ok":true}');
    expect(await callWithin(api)).toBe('{"ok":true}');
  });

  it('is down costs the calls until it is up', async () => {
    // No other test listens on this address, so nobody else takes the port meanwhile.
    const host = '127.0.0.2';
    const before = await listen(healthy, { host });
    const { url } = before;
    await using api = await openApi(documentOf({}), { request: { baseUrl: url } });
    expect(await callWithin(api)).toBe('{"ok":true}');
    await before[Symbol.asyncDispose]();
    for (let count = 0; count < 3; count++)
      expect(await callWithin(api)).toBe(`${url}: connection refused\n${check}`);
    await using after = await listen(healthy, { host, port: Number(new URL(url).port) });
    expect(after.url).toBe(url);
    expect(await callWithin(api)).toBe('{"ok":true}');
  });

  it('fails each second request costs no call with a retry', async () => {
    let count = 0;
    await using server = await listen((socket) => {
      count += 1;
      if (count % 2 === 1) socket.resetAndDestroy();
      else socket.write(ok);
    });
    await using api = await openApi(documentOf({ method: 'put' }), {
      request: { baseUrl: server.url },
      resilience: { retries: 1 },
    });
    for (let call = 0; call < 5; call++) expect(await callWithin(api)).toBe('{"ok":true}');
  });

  it('closes idle connections costs no call', async () => {
    await using server = await listen((socket) => {
      socket.write(ok, () => setTimeout(() => socket.end(), 10));
    });
    await using api = await openApi(documentOf({}), { request: { baseUrl: server.url } });
    for (let call = 0; call < 10; call++) {
      expect(await callWithin(api)).toBe('{"ok":true}');
      await new Promise((resolve) => setTimeout(resolve, call * 3));
    }
  });

  it('has an expired certificate costs the calls until it is renewed', async () => {
    const expired = selfSigned({ name: 'localhost', expired: true });
    const renewed = selfSigned({ name: 'localhost' });
    const server = createTlsServer(expired, (_, response) => {
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
    });
    await once(server.listen(0, 'localhost'), 'listening');
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    await using api = await openApi(documentOf({}), {
      request: { baseUrl: url, connection: { authorities: expired.cert + renewed.cert } },
      resilience: { retries: 3 },
    });
    const text = `${url}: its TLS certificate has expired\nThe operator of the API must renew it.`;
    // A retry would not renew it.
    expect(await callWithin(api)).toBe(text);
    server.setSecureContext(renewed);
    expect(await callWithin(api)).toBe('{"ok":true}');
    closeAll(server);
  });

  it('has no name in DNS costs its own calls alone', async () => {
    await using server = await listen(healthy);
    const url = 'http://no-such-host.invalid';
    await using lost = await openApi(documentOf({}), { request: { baseUrl: url } });
    await using found = await openApi(documentOf({}), { request: { baseUrl: server.url } });
    expect(await callWithin(lost, 10_000)).toMatch(/^http:\/\/no-such-host\.invalid: no such host\n/);
    expect(await callWithin(found)).toBe('{"ok":true}');
  });

  it('leaves no error unhandled', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).toEqual([]);
  });
});

function closeAll(server: Server & { closeAllConnections(): void }): void {
  server.close();
  server.closeAllConnections();
}
