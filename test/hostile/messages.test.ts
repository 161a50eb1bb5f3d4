import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { call, post, send } from '../access/send.ts';
import { descriptor } from '../access/shop.ts';
import { createPipes } from '../interop/connect.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { nested } from './bomb.ts';
import type { ApiServer } from '../../src/index.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';
import type { Upstream } from '../support/upstream.ts';

/** Messages that no client should send, and clients that go away, over HTTP and stdio. */

const withBody = (value: string): string =>
  call('createPet').replace('"arguments":{}', `"arguments":{"body":${value}}`);
const deep = nested(100_000, '[', ']');
const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;

const tooDeep = /An argument is nested more than 500 levels deep; nothing was sent/;
const invalid = /"error":\{"code":-32(?:600|700)/;
const unknown = /"error":\{"code":-32602,"message":"Unknown tool/;

/** A message, and the response to it; none over stdio if it is no request. */
const messages: [title: string, text: string, response: RegExp, isRequest: boolean][] = [
  ['arguments of 5,000 levels', withBody(nested(5_000, '[', ']')), tooDeep, true],
  ['arguments of 100,000 levels', withBody(deep), tooDeep, true],
  ['arguments of 100,000 objects', withBody(objects), tooDeep, true],
  ['_meta of 100,000 levels', call('getPet').replace('"params":{', `"params":{"_meta":{"a":${deep}},`), /petId: is required/, true],
  ['parameters of 100,000 levels', call('getPet').replace(/"params":.*/, `"params":${deep}}`), invalid, false],
  ['an id of 100,000 levels', call('getPet').replace('"id":1', `"id":${deep}`), invalid, false],
  ['half a message', call('getPet').slice(0, -1), invalid, false],
  ['no JSON', '{"jsonrpc": nonsense', invalid, false],
  ['no message', '{"hello":1}', invalid, false],
  ['half a character', call('get\ud800Pet'), unknown, true],
  ['a name of a million characters', call('a'.repeat(1_000_000)), unknown, true],
]; // prettier-ignore

const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 'begin',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});
const getPet = (id: number | string): string =>
  call('getPet', { petId: 1 }).replace('"id":1', `"id":"${id}"`);

let upstream: Upstream;
/** Errors that nothing handled, each of which would end a process. */
const unhandled: unknown[] = [];
const record = (error: unknown): void => {
  unhandled.push(error);
};
beforeAll(async () => {
  upstream = await startUpstream();
  process.on('unhandledRejection', record).on('uncaughtException', record);
});
afterAll(async () => {
  await upstream.close();
  process.off('unhandledRejection', record).off('uncaughtException', record);
});

/** Serves over streams, and begins as a client does. */
async function openStreams(api: ApiServer) {
  const pipes = createPipes();
  const errors: string[] = [];
  const { closed, close } = await api.serveStdio({
    ...pipes.server,
    onError: ({ message }) => errors.push(message),
  });
  const lines = createInterface({ input: pipes.client.input })[Symbol.asyncIterator]();
  const write = (text: string): boolean => pipes.client.output.write(`${text}\n`);
  const next = async (): Promise<string> => (await lines.next()).value;
  write(initialize);
  await next();
  return { errors, write, next, closed, close };
}

describe.each([
  ['v1', sdkV1],
  ['v2', sdkV2],
] as const)('a server of the %s SDK', (_, sdk) => {
  let api: ApiServer;
  let server: HttpServer;
  beforeAll(async () => {
    api = createApiServer(descriptor, { request: { baseUrl: upstream.url } }, async () => sdk);
    server = await api.serveHttp({ port: 0, maxConcurrent: 50 });
  });
  afterAll(async () => {
    await server.close();
    await api.close();
  });

  it.each(messages)('goes on over HTTP after %s', async (_title, text, response) => {
    expect((await send(server.url, post(), text)).text).toMatch(response);
    const { status, text: after } = await send(server.url, post(), getPet('after'));
    expect([status, after]).toEqual([200, expect.stringContaining('"id":"after"')]);
  });

  it.each(messages)('goes on over stdio after %s', async (_title, text, response, isRequest) => {
    const { next, write, close } = await openStreams(api);
    write(text);
    if (isRequest) expect(await next()).toMatch(response);
    write(getPet('after'));
    expect(await next()).toContain('"id":"after"');
    await close();
  });

  it('ends the connection over stdio after a message that is larger than ten megabytes', async () => {
    const { errors, write, closed } = await openStreams(api);
    write(withBody(`"${'a'.repeat(11_000_000)}"`));
    await closed;
    expect(errors).toEqual(['ReadBuffer exceeded maximum size of 10485760 bytes']);
  });

  it('frees what clients had that vanish in the middle of their calls', async () => {
    upstream.requests.length = 0;
    upstream.answer({ ending: 'hang' });
    const clients = Array.from({ length: 50 }, () =>
      request(server.url, post())
        .on('error', () => undefined)
        .end(getPet('gone')),
    );
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBe(50);
    expect((await send(server.url, post(), getPet('refused'))).status).toBe(503);
    clients.forEach((client) => client.destroy());
    await Promise.all(upstream.requests.map(({ abandoned }) => abandoned));
    upstream.answer(jsonAnswer({ ok: true }));
    await expect.poll(async () => (await send(server.url, post(), getPet('after'))).status).toBe(200);
  });

  it('frees what a client had that vanishes in the middle of a message', async () => {
    const half = request(server.url, { ...post({ 'content-length': '1000' }) }).on('error', () => undefined);
    half.write('{"jsonrpc"');
    await once(half, 'socket');
    half.destroy();
    expect((await send(server.url, post(), getPet('after'))).status).toBe(200);
  });
});

it('none of them leaves an error that nothing handled', () => {
  expect(unhandled).toEqual([]);
});
