import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/certificate.ts';
import { startUpstream } from '../support/upstream.ts';
import { openRowChecker } from './row-checker.ts';
import { blob, anyRoot, objectRoot, titled } from './result-row.ts';
import { describeRows } from './describe-rows.ts';
import type { ResultRow } from './result-row.ts';

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

/** Responses that break a rule of HTTP. */
const invalid: [title: string, bytes: string, rule: string][] = [
  ['a status with a letter', 'HTTP/1.1 2x0 OK\r\n\r\n', 'Invalid status code'],
  ['a status below 100', 'HTTP/1.1 099 Odd\r\n\r\n', 'it has no valid status'],
  [
    'a length in letters',
    'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n',
    'Invalid character in Content-Length',
  ],
  ['a space in the name of a header', 'HTTP/1.1 200 OK\r\nX Y: a\r\n\r\n', 'Invalid header token'],
  ['lines that end in LF', 'HTTP/1.1 200 OK\nX: a\n\n', 'Missing expected CR after response line'],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}',
    'its lengths contradict each other',
  ],
  ['a status 100', 'HTTP/1.1 100 Continue\r\n\r\n', 'it begins with a status that nothing asked for'],
  [
    'a status 101',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n',
    'it changes the protocol, which nothing asked for',
  ],
];

// prettier-ignore
const peers: Peer[] = [
  { title: 'a connection that is reset', listen: onData((socket) => socket.resetAndDestroy()), reason: 'connection reset' },
  { title: 'a connection that closes without a response', listen: onData((socket) => socket.end()), reason: 'the connection closed before a response' },
  { title: 'a connection that is closed in the middle of the headers', listen: onData((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Ty')), reason: 'the connection closed before a response' },
  { title: 'another protocol', listen: speaking('220 mail.example.com ESMTP\r\n'), ...noHttp },
  { title: 'bytes at random', listen: speaking(Buffer.from([0, 255, 1, 254, 13, 10])), ...noHttp },
  ...invalid.map(([title, bytes, rule]): Peer => ({ title, listen: onData((socket) => socket.write(bytes)), reason: `the response is not valid HTTP (${rule})`, hint: 'The operator of the API, or of a proxy before it, must correct the response.' })),
  { title: 'headers of a megabyte', listen: onData((socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`)), reason: 'the headers of the response are too large', hint: 'The operator of the API must send fewer or shorter headers.' },
  { title: 'HTTP on a port for TLS', scheme: 'https', listen: speaking('HTTP/1.1 400 Bad Request\r\n\r\n'), reason: 'the server does not speak TLS', hint: 'Check whether the API is at http:// instead.' },
  { title: 'a self-signed certificate', scheme: 'https', listen: () => createTlsServer(selfSigned()), reason: 'its TLS certificate is self-signed', hint: untrusted },
  { title: 'an expired certificate', scheme: 'https', listen: () => createTlsServer(selfSigned({ expired: true })), reason: 'its TLS certificate has expired', hint: 'The operator of the API must renew it.' },
];

const unreachable: [title: string, server: string, reason: string][] = [
  ['a closed port', 'http://127.0.0.1:1', 'connection refused'],
  ['a host that does not exist', 'http://nonexistent.invalid', 'no such host'],
];

describe('an API that cannot be reached', () => {
  const servers: Server[] = [];
  const rows: ResultRow[] = [];
  let checker: Awaited<ReturnType<typeof openRowChecker>>;

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
    checker = await openRowChecker(rows);
  });
  afterAll(async () => {
    await checker[Symbol.asyncDispose]();
    for (const server of servers) server.close();
  });

  it.each([...peers.map(({ title }) => title), ...unreachable.map(([title]) => title)])(
    '%s',
    async (title) => {
      const row = rows.find((candidate) => candidate.title === title) ?? failing(title, '', 'no such row');
      const { seen, expected } = await checker.check(row);
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
  { title: 'a response that is shorter than its length', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhello' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'chunks without an end', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'invalid chunks', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'hello'] },
  { title: 'none of the declared bytes', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' }, isError: true, content: [`The API responded with 200 OK${closed}\nIt is safe to try again.`] },
  { title: 'truncated JSON', schema: objectRoot, answer: cutJson, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, '{"id":1,'] },
  { title: 'a truncated response to POST', method: 'post', schema: objectRoot, answer: { ...cutJson, status: 201 }, isError: true, content: [`The API responded with 201 Created${closed}\n${blindly}`, '{"id":1,'], meta: { status: 201 } },
  { title: 'text truncated inside a character', answer: { headers: { ...plain, 'content-length': '20' }, body: Buffer.from('né').subarray(0, 2), ending: 'cut' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, 'n'] },
  { title: 'a truncated image, which models refuse', answer: { headers: { 'content-type': 'image/png', 'content-length': '20' }, body: Buffer.from('\x89PNG\r\n\x1a\n\0', 'latin1'), ending: 'cut' }, isError: true, content: [`The API responded with 200 OK${closed}\n${again}`, blob('image/png', Buffer.from('\x89PNG\r\n\x1a\n\0', 'latin1'))] },
  { title: 'a truncated error', answer: { status: 500, headers: { ...plain, 'content-length': '20' }, body: 'boo', ending: 'cut' }, isError: true, content: ['The API responded with 500 Internal Server Error.\nThe API failed. It is safe to try again later.\n\nboo'], meta: { status: 500 } },
];

describeRows({ 'an answer that is cut': truncated });

// prettier-ignore
const slow: ResultRow[] = [
  { title: 'no response', schema: objectRoot, answer: { ending: 'hang' }, isError: true, content: ['{url} did not respond within 400 ms\nTry again, request less data, or raise --call-timeout.'], meta: 'none' },
  { title: 'headers only', answer: { headers: plain, ending: 'hang' }, isError: true, content: [`The API responded with 200 OK${late}\nIt is safe to try again.`] },
  { title: 'half a response', schema: objectRoot, answer: { headers: plain, body: 'half', ending: 'hang' }, isError: true, content: [`The API responded with 200 OK${late}\n${again}`, 'half'] },
  { title: 'a stream that stays open', answer: { headers: { 'content-type': 'text/event-stream' }, body: 'data: 1\n\n', ending: 'hang' }, content: ['data: 1\n\n', 'The stream was still open at the time-out; this is the part that it sent.'] },
  { title: 'lines that stay open', schema: objectRoot, answer: { headers: { 'content-type': 'application/x-ndjson' }, body: '{"a":1}\n', ending: 'hang' }, content: ['{"a":1}\n', 'The stream was still open at the time-out; this is the part that it sent.'], structured: { result: '{"a":1}\n' } },
  { title: 'a redirect with an endless body', answer: ({ target }) => (target.endsWith('/there') ? { headers: plain, body: 'there' } : { status: 302, headers: { location: `${target}/there` }, body: 'moved', ending: 'hang' }), content: ['there'] },
];

describe('an API that is too slow', () => {
  let checker: Awaited<ReturnType<typeof openRowChecker>>;
  beforeAll(async () => {
    checker = await openRowChecker(slow, {
      request: { callTimeout: 400 },
      result: { validateResponses: 'off' },
    });
  });
  afterAll(() => checker[Symbol.asyncDispose]());
  it.each(titled(slow))('%s', async (_, row) => {
    const content = row.content.map((item) =>
      typeof item === 'string' ? item.replace('{url}', checker.upstream.url) : item,
    );
    row.content = content;
    const { seen, expected } = await checker.check(row);
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
    await using checker = await openRowChecker([row], {
      request: { credentials: { key: { value: 'secret' } } },
    });
    await checker.handlers.callTool('row0', {});
    expect(checker.upstream.requests[0]?.header('x-key')).toBe('secret');
    expect(other.requests).toEqual([]);
  });

  it('follows redirects with credentials within the origin', async () => {
    const row: ResultRow = {
      title: '',
      security: [{ key: [] }],
      answer: ({ target }) => (target === '/0' ? { status: 307, headers: { location: '/0/x' } } : {}),
      content: [],
    };
    await using checker = await openRowChecker([row], {
      request: { credentials: { key: { value: 'secret' } } },
    });
    await checker.handlers.callTool('row0', {});
    expect(checker.upstream.requests.map((request) => request.header('x-key'))).toEqual(['secret', 'secret']);
  });
});
