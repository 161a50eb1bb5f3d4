import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { CacheEntries } from '../../src/runtime/resilience/cache-entries.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { OperationShaping, RuntimeOptions } from '../../src/index.ts';
import type { CachedResponse } from '../../src/runtime/resilience/cache-store.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Handlers } from '../../src/runtime/protocol.ts';
import type { ObservedEvent } from '../../src/runtime/observer.ts';
import type { Answer, RecordedRequest, Upstream } from '../support/upstream.ts';
import type { OperationSource } from '../support/document.ts';

/** A server with a cache, whose API counts its requests in the body of its responses. */
interface CachingServer extends AsyncDisposable {
  upstream: Upstream;
  handlers: Handlers;
  events: ObservedEvent[];
}

interface CachingSource {
  document?: JsonObject;
  operation?: OperationSource;
  shaping?: OperationShaping;
  options?: RuntimeOptions;
  /** The responses, the last of which is repeated; or a function that returns them. */
  answers: Answer[] | ((request: RecordedRequest) => Answer);
}

async function serve(source: CachingSource): Promise<CachingServer> {
  const { operation = {}, document = documentOf(operation), shaping, options = {}, answers } = source;
  let count = 0;
  const upstream = await startUpstream((request) => {
    const answer = typeof answers === 'function' ? answers(request) : (answers[count] ?? answers.at(-1));
    count += 1;
    return { body: `${count}`, ...answer, headers: { 'content-type': 'text/plain', ...answer?.headers } };
  });
  const { descriptor } = describeApi(
    await loadDocument(document),
    shaping === undefined ? {} : { shaping: { [tool]: shaping } },
  );
  const events: ObservedEvent[] = [];
  const { handlers } = await serveDescriptor(descriptor, {
    resilience: { responseCache: 1 },
    observer: { observe: (own) => own, event: (event) => events.push(event) },
    ...options,
    request: { ...options.request, baseUrl: upstream.url },
  });
  return {
    upstream,
    handlers,
    events,
    async [Symbol.asyncDispose]() {
      await handlers.close();
      await upstream.close();
    },
  };
}

const fresh: Answer = { headers: { 'cache-control': 'max-age=60' } };
const etag: Answer = { headers: { etag: '"1"' } };
const notModified: Answer = { status: 304, headers: { etag: '"1"' }, body: '' };
const plain: Answer = {};
const texts = async ({ handlers }: CachingServer, times: number): Promise<string[]> => {
  const found: string[] = [];
  for (let call = 0; call < times; call++) found.push(textOf(await handlers.callTool(tool, {})));
  return found;
};
const readAndWrite = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  paths: {
    '/note': {
      get: { operationId: 'read', responses: { 200: { description: 'ok' } } },
      put: { operationId: 'write', responses: { 200: { description: 'ok' } } },
    },
  },
};
const control = (value: string): Answer => ({ headers: { 'cache-control': value } });

// prettier-ignore
const rows: [string, CachingSource, string[]][] = [
  ['max-age', { answers: [fresh] }, ['1', '1', '1']],
  ['max-age=0', { answers: [control('max-age=0')] }, ['1', '2', '3']],
  ['Expires', { answers: [{ headers: { expires: new Date(Date.now() + 60_000).toUTCString() } }] }, ['1', '1', '1']],
  ['Age beyond max-age', { answers: [{ headers: { ...fresh.headers, age: '61' } }] }, ['1', '2', '3']],
  ['no-store', { answers: [control('no-store, max-age=60')] }, ['1', '2', '3']],
  ['private', { answers: [control('private, max-age=60')] }, ['1', '1', '1']],
  ['s-maxage, which is for shared caches', { answers: [control('s-maxage=60')] }, ['1', '2', '3']],
  ['Vary: *', { answers: [{ headers: { ...fresh.headers, vary: '*' } }] }, ['1', '2', '3']],
  ['Vary with a header of the request', { answers: [{ headers: { ...fresh.headers, vary: 'Accept' } }] }, ['1', '1', '1']],
  ['no freshness', { answers: [plain] }, ['1', '2', '3']],
  ['Last-Modified, which is not guessed by', { answers: [{ headers: { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' } }] }, ['1', '2', '3']],
  ['a default freshness', { answers: [plain], shaping: { cache: '5m' } }, ['1', '1', '1']],
  ['a default freshness, without a cache for all', { answers: [plain], shaping: { cache: '5m' }, options: { resilience: {} } }, ['1', '1', '1']],
  ['a default freshness and no-store', { answers: [control('no-store')], shaping: { cache: '5m' } }, ['1', '2', '3']],
  ['a default freshness and max-age=0', { answers: [control('max-age=0')], shaping: { cache: '5m' } }, ['1', '2', '3']],
  ['cache: off', { answers: [fresh], shaping: { cache: 'off' } }, ['1', '2', '3']],
  ['no cache', { answers: [fresh], options: { resilience: { retries: 1 } } }, ['1', '2', '3']],
  ['ETag, revalidated', { answers: [etag, notModified] }, ['1', '1', '1']],
  ['no-cache, revalidated', { answers: [{ headers: { ...etag.headers, 'cache-control': 'no-cache, max-age=60' } }, notModified] }, ['1', '1', '1']],
  ['Last-Modified, revalidated', { answers: [{ headers: { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' } }, { status: 304, body: '' }] }, ['1', '1', '1']],
  ['ETag, changed', { answers: [etag, { headers: { etag: '"2"' } }] }, ['1', '2', '3']],
  ['ETag, 304 of another response', { answers: [etag, { status: 304, headers: { etag: '"2"' }, body: '' }, plain] }, ['1', '3', '4']],
  ['stale-while-revalidate, which is not used', { answers: [control('max-age=0, stale-while-revalidate=60')] }, ['1', '2', '3']],
  ['a default freshness and an error', { answers: [{ status: 404 }, plain], shaping: { cache: '5m' } }, ['The API responded with 404 Not Found.', '2', '2']],
  ['POST', { answers: [fresh], operation: { method: 'post' } }, ['1', '2', '3']],
];

describe('a response of the cache', () => {
  it.each(rows)('%s', async (_, source, expected) => {
    await using server = await serve(source);
    const found = await texts(server, expected.length);
    expect(found.map((text) => text.split('\n')[0])).toEqual(expected);
  });

  it.each(rows)('%s, in a store that processes share', async (_, source, expected) => {
    const resilience = source.options?.resilience ?? { responseCache: 1 };
    const options = { ...source.options, resilience: { ...resilience, cacheStore: createMemoryStore() } };
    await using server = await serve({ ...source, options });
    const found = await texts(server, expected.length);
    expect(found.map((text) => text.split('\n')[0])).toEqual(expected);
  });

  it('can be one to HEAD', async () => {
    await using server = await serve({ answers: [{ ...fresh, body: '' }], operation: { method: 'head' } });
    await texts(server, 3);
    expect(server.upstream.requests).toHaveLength(1);
  });

  it('says so, with its age, and counts', async () => {
    await using server = await serve({
      answers: [{ headers: { ...etag.headers, 'cache-control': 'max-age=60', age: '20' } }],
    });
    const metas = [];
    for (let call = 0; call < 2; call++) metas.push((await server.handlers.callTool(tool, {}))._meta);
    expect(metas[0]?.['openapi-mcp/response']).not.toHaveProperty('cache');
    expect(metas[1]?.['openapi-mcp/response']).toMatchObject({
      status: 200,
      cache: { result: 'hit', age: 20 },
    });
    const results = server.events.map((event) => (event.kind === 'cache' ? event.result : event.kind));
    expect(results).toEqual(['miss', 'stored', 'hit']);
  });

  it('is revalidated with its validators, and fresh again', async () => {
    const modified = 'Mon, 01 Jan 2024 00:00:00 GMT';
    await using server = await serve({
      answers: [
        { headers: { etag: 'W/"1"', 'last-modified': modified } },
        { status: 304, headers: { 'cache-control': 'max-age=60' }, body: '' },
      ],
    });
    const results = [];
    for (let call = 0; call < 3; call++) results.push(await server.handlers.callTool(tool, {}));
    expect(results.map(textOf)).toEqual(['1', '1', '1']);
    expect(results[1]?._meta?.['openapi-mcp/response']).toMatchObject({
      status: 200,
      cache: { result: 'revalidated', age: 0 },
    });
    const { requests } = server.upstream;
    expect(
      requests.map((request) => [request.header('if-none-match'), request.header('if-modified-since')]),
    ).toEqual([
      [undefined, undefined],
      ['W/"1"', modified],
    ]);
    const counted = server.events.map((event) => (event.kind === 'cache' ? event.result : event.kind));
    expect(counted).toEqual(['miss', 'stored', 'revalidated', 'stored', 'hit']);
  });

  it('is decoded as the response of the API', async () => {
    const headers = { 'cache-control': 'max-age=60', 'content-encoding': 'gzip' };
    await using server = await serve({ answers: [{ headers, body: gzipSync('decoded') }] });
    expect(await texts(server, 2)).toEqual(['decoded', 'decoded']);
    expect(server.upstream.requests).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    [
      'that breaks off',
      { headers: { ...fresh.headers, 'content-length': '20' }, ending: 'cut' },
      'breaks off',
    ],
    ['that a redirect led to', fresh, 'redirect'],
  ])('is none %s', async (_, answer, kind) => {
    await using server = await serve({
      answers: ({ target }) =>
        kind === 'redirect' && !target.endsWith('/moved')
          ? { status: 302, headers: { location: '/moved' } }
          : answer,
    });
    await texts(server, 2);
    expect(server.upstream.requests).toHaveLength(kind === 'redirect' ? 4 : 2);
  });

  it('is removed by a call that changes its URI, for all callers', async () => {
    await using server = await serve({ answers: [fresh], document: readAndWrite });
    const read = async (name: string): Promise<string> =>
      textOf(await server.handlers.callTool('read', {}, { principal: { name, scopes: [] } }));
    expect([await read('ada'), await read('bob'), await read('ada')]).toEqual(['1', '2', '1']);
    await server.handlers.callTool('write', {}, { principal: { name: 'ada', scopes: [] } });
    expect([await read('ada'), await read('bob')]).toEqual(['4', '5']);
  });

  it('uses no limit and no breaker', async () => {
    await using server = await serve({
      answers: [fresh],
      options: { resilience: { responseCache: 1, upstreamRate: '1/h' } },
    });
    expect(await texts(server, 3)).toEqual(['1', '1', '1']);
  });
});

describe('responses are not those to another', () => {
  const principals = [
    { name: 'ada', scopes: [] },
    { name: 'bob', scopes: [] },
    { name: 'ada', issuer: 'https://other.example', scopes: [] },
  ];
  it('caller, while they take turns', async () => {
    await using server = await serve({ answers: [fresh] });
    const calls = Array.from({ length: 30 }, (_, call) => principals[call % 3]);
    const found = [];
    for (const principal of calls)
      found.push(
        textOf(await server.handlers.callTool(tool, {}, principal === undefined ? {} : { principal })),
      );
    expect(found).toEqual(calls.map((_, call) => `${(call % 3) + 1}`));
  });

  it('caller, while all call at once', async () => {
    const canary: Record<string, string> = { a: 'one', b: 'two', c: 'three' };
    await using server = await serve({
      answers: (request) => ({ ...fresh, body: `secret of ${request.header('authorization')}` }),
      options: { request: { forwardHeaders: ['authorization'] } },
    });
    const callers = Array.from({ length: 60 }, (_, call) => Object.keys(canary)[call % 3] ?? '');
    const found = await Promise.all(
      callers.map(async (name) =>
        textOf(
          await server.handlers.callTool(
            tool,
            {},
            { principal: { name, scopes: [] }, header: () => canary[name] },
          ),
        ),
      ),
    );
    expect(new Set(found.map((text, call) => `${callers[call]} ${text.length}`)).size).toBe(3);
    expect(server.events.some((event) => event.kind === 'cache' && event.result === 'hit')).toBe(false);
  });

  it.each<[string, string, string, number]>([
    ['credential', 'authorization', 'Bearer', 2],
    ['cookie', 'cookie', 'id=', 2],
    ['language', 'accept-language', 'x-', 2],
    ['trace, which is no difference', 'traceparent', '00-', 1],
  ])('%s', async (_, name, value, requests) => {
    await using server = await serve({
      answers: [fresh],
      options: { request: { forwardHeaders: [name] } },
    });
    for (const turn of [1, 2, 1, 2])
      await server.handlers.callTool(
        tool,
        {},
        { header: (asked) => (asked === name ? `${value}${turn}` : undefined) },
      );
    expect(server.upstream.requests).toHaveLength(requests);
  });

  it('header that varies, though it is of a trace', async () => {
    await using server = await serve({
      answers: [{ headers: { ...fresh.headers, vary: 'traceparent' } }],
      options: { request: { forwardHeaders: ['traceparent'] } },
    });
    for (const turn of [1, 1, 2]) await server.handlers.callTool(tool, {}, { header: () => `00-${turn}` });
    expect(server.upstream.requests).toHaveLength(2);
  });
});

const response = (bytes: number): CachedResponse => ({
  statusCode: 200,
  statusMessage: '',
  headers: {},
  cacheControlDirectives: {},
  cachedAt: Date.now(),
  staleAt: Date.now() + 60_000,
  deleteAt: Date.now() + 60_000,
  body: Buffer.alloc(bytes),
});

describe('the size of the cache', () => {
  it('is kept by removing what was used least recently, with one entry for each URI', () => {
    const entries = new CacheEntries(10_000);
    for (const uri of ['a', 'b', 'c', 'd']) entries.set(uri, '', response(1_500));
    expect(entries.get('a', '')).toBeDefined();
    entries.set('e', '', response(1_500));
    const left = ['a', 'b', 'c', 'd', 'e'].filter((uri) => entries.get(uri, '') !== undefined);
    expect(left).toEqual(['a', 'c', 'd', 'e']);
  });

  it('takes no response larger than a quarter', () => {
    const entries = new CacheEntries(10_000);
    expect([entries.set('a', '', response(2_500)), entries.set('a', '', response(1_500))]).toEqual([
      false,
      true,
    ]);
  });

  it('forgets what is over', () => {
    const entries = new CacheEntries(10_000);
    entries.set('a', '', { ...response(1), deleteAt: Date.now() });
    expect(entries.get('a', '')).toBeUndefined();
  });
});
