import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { RequestOptions } from '../../src/index.ts';
import type { AddressInfo } from 'node:net';
import type { Answer } from '../support/upstream.ts';

const plain = { 'content-type': 'text/plain' };

/** A response in two parts, with a pause between them. */
async function* halves(pause: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one ');
  await new Promise((resolve) => setTimeout(resolve, pause));
  yield Buffer.from('two');
}

const rows: [title: string, request: RequestOptions, answer: () => Answer, text: string][] = [
  [
    'no headers',
    { headersTimeout: 200 },
    () => ({ ending: 'hang' }),
    '{url} took the request, but did not begin a response in time\nTry again, or raise --headers-timeout.',
  ],
  [
    'no headers within the call',
    { headersTimeout: 5_000, callTimeout: 200 },
    () => ({ ending: 'hang' }),
    '{url} did not respond within 200 ms\nTry again, request less data, or raise --call-timeout.',
  ],
  ['headers in time', { headersTimeout: 200 }, () => ({ headers: plain, body: halves(400) }), 'one two'],
  [
    'a body that stops',
    { bodyTimeout: 200 },
    () => ({ headers: plain, body: 'half', ending: 'hang' }),
    'The API responded with 200 OK, but the call timed out before the response was complete.\nIt is safe to try again; the received part of the response follows.\nhalf',
  ],
  [
    'a body that goes on in time',
    { bodyTimeout: 2_000 },
    () => ({ headers: plain, body: halves(200) }),
    'one two',
  ],
  [
    'a stream that stops',
    { bodyTimeout: 200 },
    () => ({ headers: { 'content-type': 'text/event-stream' }, body: 'data: 1\n\n', ending: 'hang' }),
    'data: 1\n\n\nThe stream was still open at the time-out; this is the part that it sent.',
  ],
];

describe('the time-outs of the parts of a call', () => {
  it.each(rows)('%s', async (_, request, answer, text) => {
    await using upstream = await startUpstream(answer);
    await using api = await openApi(documentOf({}), { request: { baseUrl: upstream.url, ...request } });
    const started = performance.now();
    const result = await api.call(tool, {});
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(textOf(result)).toBe(text.replace('{url}', upstream.url));
  });

  it('a handshake that does not end', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using api = await openApi(documentOf({}), { request: { baseUrl: url, connectTimeout: 200 } });
    const started = performance.now();
    const result = await api.call(tool, {});
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(textOf(result)).toBe(
      `${url}: connecting timed out\nCheck that the API is running, that --base-url or the server URL of the document is correct, or raise --connect-timeout.`,
    );
    server.close();
  });
});
