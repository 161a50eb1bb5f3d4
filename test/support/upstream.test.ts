import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { jsonAnswer, startUpstream, type Upstream } from './upstream.ts';

it('records a request byte for byte', async () => {
  await using upstream = await startUpstream(jsonAnswer({ ok: 1 }));
  const answer = await exchange(
    upstream,
    'POST /a/../%2e?b=%7c&[] HTTP/1.1\r\nHost: x\r\nX-One:  caf\u00e9 \r\nx-one: 2\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
  );
  const [request] = upstream.requests;
  expect(request?.method).toBe('POST');
  expect(request?.target).toBe('/a/../%2e?b=%7c&[]');
  expect(request?.headers).toEqual([
    ['Host', 'x'],
    ['X-One', 'café'],
    ['x-one', '2'],
    ['Content-Length', '2'],
    ['Connection', 'close'],
  ]);
  expect(() => request?.header('x-one')).toThrow('2 times');
  expect(request?.header('HOST')).toBe('x');
  expect(request?.body.toString()).toBe('hi');
  expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('{"ok":1}');
});

it('responds by request, with a delay, and with raw bytes', async () => {
  const gate = new EventEmitter();
  const after = once(gate, 'open');
  await using upstream = await startUpstream(({ target }) => ({
    after,
    raw: `HTTP/1.1 299 ${target}\r\n\r\n`,
  }));
  const answer = exchange(upstream, 'GET /raw HTTP/1.1\r\nHost: x\r\n\r\n');
  await upstream.received();
  gate.emit('open');
  expect(await answer).toBe('HTTP/1.1 299 /raw\r\n\r\n');
});

it('breaks a response where the test says', async () => {
  await using upstream = await startUpstream({
    headers: { 'content-length': '9' },
    body: 'half',
    ending: 'cut',
  });
  const socket = connect(upstream.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await text(socket)).toMatch(/\r\n\r\nhalf$/);
});

it.each([
  ['without a byte', {}],
  ['in the middle of a body', { body: 'half' }],
  ['after the header', { status: 200 }],
])('hangs %s and sees the client leave', async (_, answer) => {
  await using upstream = await startUpstream({ ...answer, ending: 'hang' });
  const socket = connect(upstream.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [request] = await upstream.received();
  if (Object.keys(answer).length > 0) await once(socket, 'data');
  socket.destroy();
  await expect(request?.abandoned).resolves.toBeUndefined();
});

it('records data that is not HTTP', async () => {
  await using upstream = await startUpstream();
  await exchange(upstream, 'GET / HTTP/1.1\r\nX: a\u0000b\r\n\r\n');
  expect(upstream.requests).toEqual([]);
  expect(upstream.malformed).toHaveLength(1);
});

/** Sends text as ISO-8859-1 and reads until the upstream closes. */
async function exchange({ port }: Upstream, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request, 'latin1');
  return text(socket);
}
