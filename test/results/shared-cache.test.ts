import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { textOf } from '../support/call.ts';
import { serveDocument } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ApiServer, ResilienceOptions } from '../../src/index.ts';
import type { ObservedEvent } from '../../src/runtime/observer.ts';
import type { CacheStore } from '../../src/runtime/resilience/cache-store.ts';

const responses = { 200: { description: 'ok' } };
const document = {
  openapi: '3.1.0',
  info: { title: 'Notes', version: '1' },
  paths: {
    '/note': {
      get: { operationId: 'read', responses },
      put: { operationId: 'write', responses },
    },
  },
};

/** Starts an API that counts its requests, and two servers of it with these options. */
async function serveTwice(resilience: ResilienceOptions, size = 0) {
  let count = 0;
  const upstream = await startUpstream(() => ({
    headers: { 'content-type': 'text/plain', 'cache-control': 'max-age=60' },
    body: `${(count += 1)}`.padEnd(size),
  }));
  const events: ObservedEvent[] = [];
  const options = {
    resilience: { responseCache: 8, ...resilience },
    result: { maxResultChars: Infinity },
    request: { baseUrl: upstream.url },
    observer: {
      observe: <Handlers>(own: Handlers) => own,
      event: (event: ObservedEvent) => events.push(event),
    },
  };
  const [one, two] = await Promise.all([serveDocument(document, options), serveDocument(document, options)]);
  return {
    one,
    two,
    events,
    upstream,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), two.close(), upstream.close()]);
    },
  };
}

async function away(): Promise<never> {
  throw new Error('The store is away.');
}

async function call({ handlers }: ApiServer, name = 'ada', operation = 'read'): Promise<string> {
  const result = await handlers.callTool(operation, {}, { principal: { name, scopes: [] } });
  return textOf(result).trim();
}

describe('responses in a store that processes share', () => {
  it('are cached for all of them, and for one caller', async () => {
    await using servers = await serveTwice({ cacheStore: createMemoryStore() });
    const { one, two } = servers;
    expect([await call(one), await call(two), await call(two, 'eve'), await call(one, 'eve')]).toEqual([
      '1',
      '1',
      '2',
      '2',
    ]);
    expect(servers.events.map((event) => (event.kind === 'cache' ? event.result : event.kind))).toEqual([
      'miss',
      'stored',
      'hit',
      'miss',
      'stored',
      'hit',
    ]);
  });

  it('are removed in all of them by a call that changes their URI, for all callers', async () => {
    await using servers = await serveTwice({ cacheStore: createMemoryStore() });
    const { one, two } = servers;
    expect([await call(one), await call(one, 'eve')]).toEqual(['1', '2']);
    await call(two, 'ada', 'write');
    expect([await call(one), await call(one, 'eve'), await call(two)]).toEqual(['4', '5', '4']);
  });

  it('are no larger than a megabyte', async () => {
    await using servers = await serveTwice({ cacheStore: createMemoryStore() }, 1_000_001);
    expect([await call(servers.one), await call(servers.two)]).toEqual(['1', '2']);
  });

  it.each<[string, Partial<CacheStore>]>([
    ['is away', { get: away, set: away, delete: away }],
    ['has only another text', { get: async () => 'garbage' }],
    ['has only text of another form', { get: async () => '{"version":""}' }],
  ])('are misses if the store %s', async (_, faults) => {
    const cacheStore = { ...createMemoryStore(), ...faults };
    await using servers = await serveTwice({ cacheStore });
    const { one, two } = servers;
    expect([await call(one), await call(two), await call(one, 'ada', 'write'), await call(one)]).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });
});

it('a store that is away is asked once for the calls of a second', async () => {
  let asked = 0;
  const get = async (): Promise<never> => {
    asked += 1;
    return away();
  };
  await using servers = await serveTwice({ cacheStore: { ...createMemoryStore(), get } });
  for (const expected of ['1', '2', '3']) expect(await call(servers.one)).toBe(expected);
  // The response and the version of its URI.
  expect(asked).toBe(2);
});

describe('a limit that processes share', () => {
  it('counts the calls of all of them to an origin', async () => {
    const keys: string[] = [];
    const sharedLimit: ResilienceOptions['sharedLimit'] = async ({ calls, seconds }, key) => {
      keys.push(`${calls} ${seconds} ${key}`);
      return keys.length > 2 ? 3_600_000 : 0;
    };
    await using servers = await serveTwice({ responseCache: 0, upstreamRate: '2/h', sharedLimit });
    const { one, two, upstream } = servers;
    expect([await call(one), await call(two)]).toEqual(['1', '2']);
    expect(await call(one)).toContain('Nothing was sent: the limit of 2/h calls to');
    expect(new Set(keys)).toEqual(new Set([`2 3600 ${upstream.url}`]));
  });
});
