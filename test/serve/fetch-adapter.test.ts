import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { handleByFetch } from '../../src/serve/fetch-adapter.ts';
import type { AddressInfo } from 'node:net';

const body = { jsonrpc: '2.0', id: 7, method: 'ping' };

/** Serves a handler of the Fetch standard. */
async function serve(handle: (request: Request) => Promise<Response>, patience?: number) {
  const errors: string[] = [];
  const server = createServer((request, response) => {
    void handleByFetch(request, response, body, handle, {
      onError: ({ message }) => errors.push(message),
      ...(patience === undefined ? {} : { patience }),
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    errors,
    port,
    url: `http://127.0.0.1:${port}/mcp?a=1`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('handleByFetch', () => {
  it('passes the method, the URL and the headers, and returns status, headers and body', async () => {
    await using server = await serve(async ({ method, url, headers, signal }) =>
      Response.json([method, url, headers.get('X-One'), headers.get('accept'), signal.aborted], {
        status: 202,
        headers: { 'x-two': '2' },
      }),
    );
    const headers = { 'x-one': '1', accept: 'application/json' };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect([response.status, response.headers.get('x-two')]).toEqual([202, '2']);
    expect(await response.json()).toEqual(['POST', server.url, '1', 'application/json', false]);
  });

  it('returns a response without a body', async () => {
    await using server = await serve(async () => new Response(null, { status: 202 }));
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([202, '']);
  });

  it('returns an error with the id of the request if the handler throws', async () => {
    await using server = await serve(async () => {
      throw new Error('Broken.');
    });
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    const error = { code: -32_603, message: 'Internal server error' };
    expect([response.status, await response.json()]).toEqual([500, { jsonrpc: '2.0', id: 7, error }]);
    expect(server.errors).toEqual(['Broken.']);
  });

  it('writes parts as they come', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    await using server = await serve(async () => new Response(readable));
    const pending = fetch(server.url, { method: 'POST', body: '{}' });
    await writer.write(Buffer.from('one'));
    const reader = ((await pending).body ?? expect.fail()).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('one');
    await writer.write(Buffer.from('two'));
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('two');
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  it.each<[title: string, late: () => Response, text: string]>([
    ['a message', () => Response.json({ id: 7 }), 'event: message\ndata: {"id":7}\n\n'],
    ['a batch', () => Response.json([{ id: 7 }, { id: 8 }]), 'event: message\ndata: {"id":7}\n\nevent: message\ndata: {"id":8}\n\n'],
    ['an error', () => Response.json({ id: 7, error: {} }, { status: 400 }), 'event: message\ndata: {"id":7,"error":{}}\n\n'],
    ['events', () => new Response('data: 1\n\n', { headers: { 'content-type': 'text/event-stream' } }), 'data: 1\n\n'],
  ])('begins with a comment if its message is late: %s', async (_, late, text) => {
    const events = new EventEmitter();
    const received = once(events, 'received');
    await using server = await serve(async () => {
      await received;
      return late();
    }, 1);
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    events.emit('received');
    expect((await response.text()).replace(/^(?:: keep-alive\n\n)+/, '')).toBe(text);
    expect(server.errors).toEqual([]);
  }); // prettier-ignore

  it('breaks the connection of a late response that fails', async () => {
    const events = new EventEmitter();
    const received = once(events, 'received');
    await using server = await serve(async () => {
      await received;
      throw new Error('Broken.');
    }, 1);
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    events.emit('received');
    expect(await response.text()).toMatch(/^(?:: keep-alive\n\n)+$/);
    expect(server.errors).toEqual(['Broken.']);
  });

  it('returns a body of many megabytes whole', async () => {
    const part = Buffer.alloc(1_000_000, 'a');
    const parts = Array.from({ length: 20 }, () => part);
    await using server = await serve(async () => new Response(ReadableStream.from(parts)));
    const response = await fetch(server.url, { method: 'POST', body: '{}' });
    expect((await response.arrayBuffer()).byteLength).toBe(20_000_000);
  });

  it('aborts the call of a client that vanishes', async () => {
    const events = new EventEmitter();
    const [began, aborted, cancelled] = ['began', 'aborted', 'cancelled'].map((name) => once(events, name));
    await using server = await serve(async ({ signal }) => {
      signal.addEventListener('abort', () => events.emit('aborted'));
      events.emit('began');
      return new Response(new ReadableStream({ cancel: () => void events.emit('cancelled') }));
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /mcp HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}');
    await began;
    socket.destroy();
    await Promise.all([aborted, cancelled]);
    expect(server.errors).toEqual([]);
  });
});
