import { EventEmitter, once } from 'node:events';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpTransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport as StreamTransportV1 } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import { StdioServerTransport as StreamTransportV2 } from '@modelcontextprotocol/server/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDocument } from '../support/serve-document.ts';
import { createPipes } from '../interop/connect.ts';
import { documentOf, tool } from '../support/document.ts';
import { textOf } from '../support/call.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ApiServer, CallResult } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

const implementation = { name: 'stream', version: '1.0.0' };

interface Progress {
  progress: number;
  message?: string | undefined;
}

/** Calls the tool with a listener for progress, through one client over one transport. */
type Call = (onprogress: (progress: Progress) => void) => Promise<CallResult>;

let upstream: Upstream;
let api: ApiServer;
let url: string;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  upstream = await startUpstream();
  api = await serveDocument(documentOf({}), { request: { baseUrl: upstream.url } });
  const http = await api.serveHttp({ port: 0 });
  ({ url } = http);
  closing.push(
    () => http.close(),
    () => api.close(),
    () => upstream.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

async function callV1(overHttp: boolean): Promise<Call> {
  const client = new ClientV1(implementation);
  if (overHttp) await client.connect(new HttpTransportV1(new URL(url)) as TransportV1);
  else {
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    await client.connect(new StreamTransportV1(pipes.client.input, pipes.client.output));
  }
  closing.unshift(() => client.close());
  return async (onprogress) =>
    (await client.callTool({ name: tool, arguments: {} }, undefined, { onprogress })) as CallResult;
}

async function callV2(overHttp: boolean, mode: 'legacy' | { pin: string }): Promise<Call> {
  const client = new ClientV2(implementation, { versionNegotiation: { mode } });
  if (overHttp) await client.connect(new HttpTransportV2(new URL(url)));
  else {
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    await client.connect(new StreamTransportV2(pipes.client.input, pipes.client.output));
  }
  closing.unshift(() => client.close());
  return async (onprogress) =>
    (await client.callTool({ name: tool, arguments: {} }, { onprogress })) as CallResult;
}

const modern = { pin: '2026-07-28' };
const clients: [title: string, open: () => Promise<Call>][] = [
  ['v1 client over streams', () => callV1(false)],
  ['v1 client over HTTP', () => callV1(true)],
  ['v2 client of the 2025 era over streams', () => callV2(false, 'legacy')],
  ['v2 client of the 2025 era over HTTP', () => callV2(true, 'legacy')],
  ['v2 client of 2026-07-28 over streams', () => callV2(false, modern)],
  ['v2 client of 2026-07-28 over HTTP', () => callV2(true, modern)],
];

/** The pieces of a stream, and the events that a client receives. */
const streams: [title: string, pieces: string[], events: string[]][] = [
  ['events', ['data: one\n\n', 'data: two\n\n'], ['one', 'two']],
  ['events in pieces', ['da', 'ta: o', 'ne\n', '\ndata', ': two\n\n'], ['one', 'two']],
  ['lines that end as on Windows', ['data: one\r\n\r\ndata: two\r\n\r\n'], ['one', 'two']],
  ['several lines of data', ['data: a\ndata: b\n\n'], ['a\nb']],
  ['comments, names and numbers', [': hi\n\nevent: x\nid: 7\nretry: 10\ndata: {"a":1}\n\n'], ['{"a":1}']],
  ['an event that is not ended', ['data: one\n\ndata: tw'], ['one']],
  ['a character in two pieces', ['data: \xc3', '\xa9\n\n'], ['é']],
  ['no event', [''], []],
];

describe.each(clients)('%s', (_, open) => {
  it.each(streams)('gets %s as progress, and the whole response at the end', async (__, pieces, events) => {
    const call = await open();
    const bytes = pieces.map((piece) => Buffer.from(piece, 'latin1'));
    upstream.answer({
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield* bytes;
      })(),
    });
    const seen: Progress[] = [];
    const result = await call((progress) => seen.push(progress));
    expect(seen.map(({ message }) => message)).toEqual(events);
    expect(seen.map(({ progress }) => progress)).toEqual(events.map((___, index) => index + 1));
    expect(textOf(result)).toBe(Buffer.concat(bytes).toString('utf8') || '200 OK: no content');
  });

  it('gets an event before the stream has ended', async () => {
    const call = await open();
    const arrivals = new EventEmitter();
    const seen = once(arrivals, 'progress');
    upstream.answer({
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield Buffer.from('data: one\n\n');
        await seen;
        yield Buffer.from('data: two\n\n');
      })(),
    });
    const result = await call(() => arrivals.emit('progress'));
    expect(textOf(result)).toBe('data: one\n\ndata: two\n\n');
  });
});
