import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { selfSigned } from '../support/certificate.ts';
import { documentOf, tool } from '../support/document.ts';
import type { AddressInfo, Socket } from 'node:net';

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}';

/** The end of a connection: a text that is sent before it, and its manner. */
type Ending = (socket: Socket) => void;

const close: Ending = (socket) => socket.end();
const destroy: Ending = (socket) => socket.destroy();
const reset: Ending = (socket) => socket.resetAndDestroy();

/** A server of connections, each of which answers `healthy` requests and ends at the next one. */
interface StaleServer extends AsyncDisposable {
  url: string;
  /** The requests of each connection. */
  connections: string[][];
}

async function startStale(healthy: (connection: number) => number, ending: Ending, tls = false): Promise<StaleServer> {
  const connections: string[][] = [];
  const serve = (socket: Socket): void => {
    const requests: string[] = [];
    const limit = healthy(connections.push(requests) - 1);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      requests.push(chunk.toString().split(' HTTP')[0] ?? '');
      if (requests.length > limit) ending(socket);
      else socket.write(ok);
    });
  };
  const server = tls ? createTlsServer(selfSigned({ name: 'localhost' }), serve) : createServer(serve);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`,
    connections,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
} // prettier-ignore

/** Calls an operation several times, and returns whether each call succeeded. */
async function call(server: StaleServer, method: string, count: number): Promise<boolean[]> {
  const request = { baseUrl: server.url, connection: { insecure: true } };
  await using api = await openApi(documentOf({ method }), { request });
  const results: boolean[] = [];
  for (let index = 0; index < count; index++) {
    // undici reuses a connection only after the turn in which its response ended.
    await pause(20);
    const result = await api.call(tool, {});
    results.push(result.isError !== true);
    if (result.isError === true)
      expect(textOf(result)).toMatch(/connection (reset|closed before a response)/);
  }
  return results;
}

const once200 = (): number => 1;

describe('a connection that the server closes as a second request arrives', () => {
  it.each<[title: string, method: string, ending: Ending, tls: boolean]>([
    ['GET', 'get', close, false],
    ['GET, without an end', 'get', destroy, false],
    ['GET, by a reset', 'get', reset, false],
    ['GET, over TLS', 'get', close, true],
    ['GET, over TLS, without an end', 'get', destroy, true],
    // undici never reuses the connection of a HEAD.
    ['OPTIONS', 'options', destroy, false],
    ['OPTIONS, over TLS', 'options', destroy, true],
  ])('%s is sent again once', async (_, method, ending, tls) => {
    await using server = await startStale(once200, ending, tls);
    expect(await call(server, method, 2)).toEqual([true, true]);
    const line = `${method.toUpperCase()} /things`;
    expect(server.connections).toEqual([[line, line], [line]]);
  });

  it.each(['post', 'put', 'patch', 'delete'])('%s is not', async (method) => {
    await using server = await startStale(once200, destroy);
    expect(await call(server, method, 2)).toEqual([true, false]);
    expect(server.connections.map(({ length }) => length)).toEqual([2]);
  });
});

describe('a request is not sent again', () => {
  it('on a new connection', async () => {
    await using server = await startStale(() => 0, destroy);
    expect(await call(server, 'get', 1)).toEqual([false]);
    expect(server.connections).toEqual([['GET /things']]);
  });

  it('a second time', async () => {
    await using server = await startStale((connection) => (connection === 0 ? 1 : 0), destroy);
    expect(await call(server, 'get', 2)).toEqual([true, false]);
    expect(server.connections.map(({ length }) => length)).toEqual([2, 1]);
  });

  it.each<[title: string, text: string]>([
    ['a byte', 'H'],
    ['half a status line', 'HTTP/1.1 20'],
    ['half of the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['an interim response', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('after %s of its response', async (_, text) => {
    await using server = await startStale(once200, (socket) => socket.end(text));
    expect(await call(server, 'get', 2)).toEqual([true, false]);
    expect(server.connections.map(({ length }) => length)).toEqual([2]);
  });
});
