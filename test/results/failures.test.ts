import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/certificate.ts';
import { startUpstream } from '../support/upstream.ts';
import { openBench } from './bench.ts';
import { anyRoot, objectRoot, titled } from './rows.ts';
import { describeRows } from './suite.ts';
import type { ResultRow } from './rows.ts';

const check =
  'Check that the API is running, and that --base-url or the server URL of the document is correct.';

/** A server that does one thing with each connection. */
interface Peer {
  title: string;
  listen(): Server;
  scheme?: 'https';
  reason: string;
  hint?: string;
}

const speaking =
  (bytes: string | Uint8Array): (() => Server) =>
  () =>
    createServer((socket) => socket.on('error', () => undefined).end(bytes));
const onData =
  (act: (socket: Socket) => void): (() => Server) =>
  () =>
    createServer((socket) => socket.on('error', () => undefined).once('data', () => act(socket)));

const noHttp = {
  reason: 'the server does not speak HTTP',
  hint: 'Check scheme, host and port of the server URL.',
};
const untrusted = 'Pass --ca with a file that contains the certificate of its authority.';

// prettier-ignore
const peers: Peer[] = [
  { title: 'a connection that is reset', listen: onData((socket) => socket.resetAndDestroy()), reason: 'connection reset' },
  { title: 'a connection that is closed without an answer', listen: onData((socket) => socket.end()), reason: 'the connection closed before a response' },
  { title: 'a connection that is closed in the middle of the headers', listen: onData((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty')), reason: 'the connection closed before a response' },
  { title: 'another protocol', listen: speaking('220 mail.example.com ESMTP\r\n'), ...noHttp },
  { title: 'bytes at random', listen: speaking(Buffer.from([0, 255, 1, 254, 13, 10])), ...noHttp },
  { title: 'a status that is none', listen: speaking('HTTP/1.1 2x0 OK\r\n\r\n'), ...noHttp },
  { title: 'a length that is none', listen: speaking('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'), ...noHttp },
  { title: 'headers of a megabyte', listen: onData((socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`)), reason: 'the headers of the response are too large', hint: 'The operator of the API must send fewer or shorter headers.' },
  { title: 'HTTP where TLS is wanted', scheme: 'https', listen: speaking('HTTP/1.1 400 Bad Request\r\n\r\n'), reason: 'the server does not speak TLS', hint: 'Check whether the API is at http:// instead.' },
  { title: 'a self-signed certificate', scheme: 'https', listen: () => createTlsServer(selfSigned()), reason: 'its TLS certificate is self-signed', hint: untrusted },
  { title: 'an expired certificate', scheme: 'https', listen: () => createTlsServer(selfSigned({ expired: true })), reason: 'its TLS certificate has expired', hint: 'The operator of the API must renew it.' },
];

const unreachable: [title: string, server: string, reason: string][] = [
  ['a port that nobody listens on', 'http://127.0.0.1:1', 'connection refused'],
  ['a host that does not exist', 'http://nonexistent.invalid', 'no such host'],
];

describe('an API that cannot be reached', () => {
  const servers: Server[] = [];
  const rows: ResultRow[] = [];
  let bench: Awaited<ReturnType<typeof openBench>>;

  function failing(title: string, server: string, reason: string, hint = check): ResultRow {
    const schema = rows.length % 2 === 0 ? objectRoot : anyRoot;
    return {
      title,
      schema,
      server,
      answer: {},
      isError: true,
      meta: 'none',
      content: [`${server}: ${reason}\n${hint}`],
    };
  }

  beforeAll(async () => {
    for (const { title, listen, scheme = 'http', reason, hint } of peers) {
      const server = listen();
      servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      rows.push(failing(title, `${scheme}://127.0.0.1:${port}`, reason, hint));
    }
    for (const [title, server, reason] of unreachable) rows.push(failing(title, server, reason));
    bench = await openBench(rows);
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    for (const server of servers) server.close();
  });

  it.each([...peers.map(({ title }) => title), ...unreachable.map(([title]) => title)])(
    '%s',
    async (title) => {
      const row = rows.find((candidate) => candidate.title === title) ?? failing(title, '', 'no such row');
      const { seen, expected } = await bench.check(row);
      expect(seen).toEqual(expected);
    },
  );
});

const cutJson = {
  headers: { 'content-type': 'application/json', 'content-length': '20' },
  body: '{"id":1,',
  ending: 'cut',
} as const;
const closed = ', but the connection closed before the response was complete.';
const late = ', but the call timed out before the response was complete.';
const again = 'It is safe to try again; the received part of the response follows.';
const blindly =
  'The call took effect, so do not repeat it blindly; the received part of the response follows.';
const plain = { 'content-type': 'text/plain' };

// prettier-ignore
const truncated: ResultRow[] = [
  { title: 'an answer that is shorter than its length', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhello' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'chunks that do not end', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'chunks that are none', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'nothing of what was promised', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\nIt is safe to try again.`] },
  { title: 'JSON that is cut', schema: objectRoot, answer: cutJson, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, '{"id":1,'] },
  { title: 'an answer to POST that is cut', method: 'post', schema: objectRoot, answer: { ...cutJson, status: 201 }, isError: true, content: [`The API responded with 201 Created${closed}\n${blindly}`, '{"id":1,'], meta: { status: 201 } },
  { title: 'text that is cut within a character', answer: { headers: { ...plain, 'content-length': '20' }, body: Buffer.from('né').subarray(0, 2), ending: 'cut' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'n'] },
  { title: 'an error that is cut', answer: { status: 500, headers: { ...plain, 'content-length': '20' }, body: 'boo', ending: 'cut' }, isError: true, content: ['The API responded with 500 Internal Server Error.\nThe API failed. It is safe to try again later.\n\nboo'], meta: { status: 500 } },
];

describeRows({ 'an answer that is cut': truncated });

// prettier-ignore
const slow: ResultRow[] = [
  { title: 'no answer', schema: objectRoot, answer: { ending: 'hang' }, isError: true, content: ['{url} did not respond within 400 ms\nTry again, request less data, or raise --call-timeout.'], meta: 'none' },
  { title: 'headers only', answer: { headers: plain, ending: 'hang' }, isError: true, content: [`The API responded with 200 OK${late}\nIt is safe to try again.`] },
  { title: 'half an answer', schema: objectRoot, answer: { headers: plain, body: 'half', ending: 'hang' }, isError: true, content: [`The API responded with 200 OK${late}\n${again}`, 'half'] },
  { title: 'a stream that stays open', answer: { headers: { 'content-type': 'text/event-stream' }, body: 'data: 1\n\n', ending: 'hang' }, content: ['data: 1\n\n', 'The stream was still open at the time-out; this is the part that it sent.'] },
  { title: 'lines that stay open', schema: objectRoot, answer: { headers: { 'content-type': 'application/x-ndjson' }, body: '{"a":1}\n', ending: 'hang' }, content: ['{"a":1}\n', 'The stream was still open at the time-out; this is the part that it sent.'], structured: { result: '{"a":1}\n' } },
  { title: 'a redirect whose body does not end', answer: ({ target }) => (target.endsWith('/there') ? { headers: plain, body: 'there' } : { status: 302, headers: { location: `${target}/there` }, body: 'moved', ending: 'hang' }), content: ['there'] },
];

describe('an API that is too slow', () => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  beforeAll(async () => {
    bench = await openBench(slow, { request: { callTimeout: 400 }, result: { validateResponses: 'off' } });
  });
  afterAll(() => bench[Symbol.asyncDispose]());
  it.each(titled(slow))('%s', async (_, row) => {
    const content = row.content.map((item) =>
      typeof item === 'string' ? item.replace('{url}', bench.upstream.url) : item,
    );
    row.content = content;
    const { seen, expected } = await bench.check(row);
    expect(seen).toEqual(expected);
  });
});

describe('credentials and redirects', () => {
  it('sends nothing to another origin', async () => {
    await using other = await startUpstream();
    const row: ResultRow = {
      title: '',
      security: [{ key: [] }],
      answer: { status: 307, headers: { location: `${other.url}/x` } },
      content: [],
    };
    await using bench = await openBench([row], { request: { credentials: { key: { value: 'secret' } } } });
    await bench.handlers.callTool('row0', {});
    expect(bench.upstream.requests[0]?.header('x-key')).toBe('secret');
    expect(other.requests).toEqual([]);
  });

  it('sends them on within the origin', async () => {
    const row: ResultRow = {
      title: '',
      security: [{ key: [] }],
      answer: ({ target }) => (target === '/0' ? { status: 307, headers: { location: '/0/x' } } : {}),
      content: [],
    };
    await using bench = await openBench([row], { request: { credentials: { key: { value: 'secret' } } } });
    await bench.handlers.callTool('row0', {});
    expect(bench.upstream.requests.map((request) => request.header('x-key'))).toEqual(['secret', 'secret']);
  });
});
