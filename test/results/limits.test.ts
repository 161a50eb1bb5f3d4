import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { OpenApi } from '../support/call.ts';
import type { ObservedEvent, Observer } from '../../src/runtime/observer.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { Answer, Upstream } from '../support/upstream.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
const busy: Answer = { status: 503, body: 'busy' };
const soon = 'Call again later, or make fewer calls at once.';

function open(
  upstream: Upstream,
  resilience: RuntimeOptions['resilience'],
  callTimeout = 10_000,
): Promise<OpenApi> {
  return openApi(documentOf({}), { request: { baseUrl: upstream.url, callTimeout }, resilience });
}

/** Opens an API whose events are collected. */
async function openObserved(
  upstream: Upstream,
  resilience: RuntimeOptions['resilience'],
): Promise<OpenApi & { events: ObservedEvent[] }> {
  const events: ObservedEvent[] = [];
  const observer: Observer = { observe: (own) => own, event: (event) => events.push(event) };
  const request = { baseUrl: upstream.url, callTimeout: 10_000 };
  return { ...(await openApi(documentOf({}), { request, resilience, observer })), events };
}

function texts(results: CallResult[]): string[] {
  return results.map(textOf);
}

describe('events', () => {
  it('tell when a breaker opens, tries and closes', async () => {
    await using upstream = await startUpstream(busy);
    await using api = await openObserved(upstream, { breakerFailures: 2, breakerPause: 1 });
    const origin = upstream.url;
    const states = async (): Promise<ObservedEvent[]> => {
      await pause(20);
      await api.call(tool, {});
      return api.events.splice(0);
    };
    const opened = { kind: 'breaker', state: 'open', origin, reason: '503 Service Unavailable' };
    const tried = { kind: 'breaker', state: 'half-open', origin };
    expect([await states(), await states(), await states()]).toEqual([[], [opened], [tried, opened]]);
    upstream.answer(jsonAnswer({ ok: true }));
    expect([await states(), await states()]).toEqual([
      [tried, { kind: 'breaker', state: 'closed', origin }],
      [],
    ]);
  });

  it.each([
    ['concurrent calls', { upstreamConcurrency: 1 }, []],
    ['calls in a span of time', { upstreamRate: '1/s' }, [{ kind: 'rate-limit', side: 'upstream' }]],
  ])('tell how long calls wait for the limit of %s', async (_, resilience, before) => {
    await using upstream = await startUpstream();
    await using api = await openObserved(upstream, resilience);
    await Promise.all([api.call(tool, {}), api.call(tool, {})]);
    const origin = upstream.url;
    expect(api.events).toEqual([
      ...before,
      { kind: 'queue', change: 1, origin },
      { kind: 'queue', change: -1, origin, waited: expect.any(Number) },
    ]);
  });
});

describe('a circuit breaker', () => {
  it('suspends calls after failures in a row, and lets one call find out', async () => {
    await using upstream = await startUpstream(busy);
    await using api = await open(upstream, { breakerFailures: 2, breakerPause: 700 });
    await api.call(tool, {});
    await api.call(tool, {});
    expect(textOf(await api.call(tool, {}))).toBe(
      `Nothing was sent: ${upstream.url} failed 2 times in a row (503 Service Unavailable), and the next is sent in 1 s.\nCall again in 1 s.`,
    );
    expect(upstream.requests).toHaveLength(2);
    await pause(800);
    // The one that is tried fails too.
    await api.call(tool, {});
    expect(textOf(await api.call(tool, {}))).toContain('failed 3 times in a row');
    expect(upstream.requests).toHaveLength(3);
    upstream.answer(async () => {
      await pause(200);
      return jsonAnswer({ ok: true });
    });
    await pause(800);
    const results = await Promise.all([api.call(tool, {}), api.call(tool, {})]);
    expect(texts(results)).toEqual([
      '{"ok":true}',
      `Nothing was sent: ${upstream.url} failed 3 times in a row (503 Service Unavailable), and one call finds out whether it responds again.\nCall again in a moment.`,
    ]);
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
    expect(upstream.requests).toHaveLength(5);
  });

  it.each<[string, Answer]>([
    ['a status 500', { status: 500 }],
    ['a status 429', { status: 429 }],
    ['a status 404', { status: 404 }],
  ])('counts no response of the API itself: %s', async (_, answer) => {
    await using upstream = await startUpstream(answer);
    await using api = await open(upstream, { breakerFailures: 1 });
    await api.call(tool, {});
    await api.call(tool, {});
    expect(upstream.requests).toHaveLength(2);
  });

  it.each<[string, Answer, string]>([
    ['a connection that breaks', { raw: '' }, 'the connection closed before a response'],
    ['garbage', { raw: 'SSH-2.0\r\n' }, 'the server does not speak HTTP'],
    [
      'a body that breaks off',
      { headers: { 'content-length': '9' }, body: 'a', ending: 'cut' },
      'the connection closed before the response was complete',
    ],
    ['no response in time', { ending: 'hang' }, 'did not respond within 300 ms'],
  ])('counts %s', async (_, answer, reason) => {
    await using upstream = await startUpstream(answer);
    await using api = await open(upstream, { breakerFailures: 1 }, 300);
    await api.call(tool, {});
    expect(textOf(await api.call(tool, {}))).toContain(`failed 1 time (`);
    expect(textOf(await api.call(tool, {}))).toContain(reason);
  });

  it('ends the retries of a call', async () => {
    await using upstream = await startUpstream(busy);
    await using api = await open(upstream, { breakerFailures: 2, retries: 5 });
    expect(textOf(await api.call(tool, {}))).toContain('Nothing was sent');
    expect(upstream.requests).toHaveLength(2);
  });

  it('does not count a call that the client cancelled', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    await using api = await open(upstream, { breakerFailures: 1 });
    const controller = new AbortController();
    const called = api.handlers.callTool(tool, {}, { signal: controller.signal });
    await upstream.received();
    controller.abort();
    await called;
    upstream.answer(jsonAnswer({ ok: true }));
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
  });
});

/** Starts an upstream that counts its concurrent requests. */
async function startCounting(): Promise<{ upstream: Upstream; most: () => number }> {
  let active = 0;
  let most = 0;
  const upstream = await startUpstream(async () => {
    most = Math.max(most, ++active);
    await pause(100);
    active -= 1;
    return jsonAnswer({ ok: true });
  });
  return { upstream, most: () => most };
}

const calls = (api: OpenApi, count: number): Promise<CallResult[]> =>
  Promise.all(Array.from({ length: count }, () => api.call(tool, {})));

describe('the limit of concurrent calls', () => {
  it('lets further calls wait', async () => {
    const { upstream, most } = await startCounting();
    await using api = await open(upstream, { upstreamConcurrency: 2 });
    expect(new Set(texts(await calls(api, 7)))).toEqual(new Set(['{"ok":true}']));
    expect(most()).toBe(2);
    await upstream.close();
  });

  it('refuses calls beyond the queue', async () => {
    const { upstream } = await startCounting();
    await using api = await open(upstream, { upstreamConcurrency: 1, upstreamQueue: 1 });
    expect(texts(await calls(api, 3)).toSorted()).toEqual([
      `Nothing was sent: the limit of concurrent calls to ${upstream.url} (1) is reached, and the queue (1) is full.\n${soon}`,
      '{"ok":true}',
      '{"ok":true}',
    ]);
    expect(upstream.requests).toHaveLength(2);
    await upstream.close();
  });

  it('ends waiting at the time-out of the call', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    await using api = await open(upstream, { upstreamConcurrency: 1 }, 400);
    const [first, second] = await calls(api, 2);
    expect(first && textOf(first)).toContain('did not respond within 400 ms');
    expect(second && textOf(second)).toMatch(
      /^Nothing was sent: .* no place became free within the 400 ms|did not respond within 400 ms/,
    );
  });

  it('frees the place of a call that is cancelled while it waits', async () => {
    const { upstream } = await startCounting();
    await using api = await open(upstream, { upstreamConcurrency: 1, upstreamQueue: 1 });
    const first = api.call(tool, {});
    await upstream.received();
    const controller = new AbortController();
    const second = api.handlers.callTool(tool, {}, { signal: controller.signal });
    await pause(10);
    controller.abort();
    expect(textOf(await second)).toBe('the call was cancelled\nCall again if that was not intended.');
    const third = api.call(tool, {});
    expect(texts([await first, await third])).toEqual(['{"ok":true}', '{"ok":true}']);
    expect(upstream.requests).toHaveLength(2);
    await upstream.close();
  });

  it('frees the place of a call that failed', async () => {
    await using upstream = await startUpstream({ raw: '' });
    await using api = await open(upstream, { upstreamConcurrency: 1, upstreamQueue: 0 });
    await api.call(tool, {});
    upstream.answer(jsonAnswer({ ok: true }));
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
  });
});

describe('the limit of calls in a span of time', () => {
  it('lets further calls wait for the next span', async () => {
    await using upstream = await startUpstream();
    await using api = await open(upstream, { upstreamRate: '3/s' });
    const started = performance.now();
    expect(new Set(texts(await calls(api, 7)))).toEqual(new Set(['{"ok":true}']));
    expect(performance.now() - started).toBeGreaterThan(1_800);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('refuses a call that would wait for longer than its time-out', async () => {
    await using upstream = await startUpstream();
    await using api = await open(upstream, { upstreamRate: '1/h' });
    await api.call(tool, {});
    const started = performance.now();
    expect(textOf(await api.call(tool, {}))).toMatch(
      /^Nothing was sent: the limit of 1\/h calls to http:\/\/127\.0\.0\.1:\d+ is used up for longer than the time-out of the call\.\nCall again in 3\d\d\d s\.$/,
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(upstream.requests).toHaveLength(1);
  });

  it('refuses calls beyond the queue, and frees the place of one that is cancelled', async () => {
    await using upstream = await startUpstream();
    await using api = await open(upstream, { upstreamRate: '1/s', upstreamQueue: 1 });
    await api.call(tool, {});
    const controller = new AbortController();
    const waiting = api.handlers.callTool(tool, {}, { signal: controller.signal });
    await pause(20);
    expect(textOf(await api.call(tool, {}))).toBe(
      `Nothing was sent: the limit of 1/s calls to ${upstream.url} is used up, and the queue (1) is full.\n${soon}`,
    );
    controller.abort();
    expect(textOf(await waiting)).toContain('cancelled');
    expect(textOf(await api.call(tool, {}))).toBe('{"ok":true}');
  });

  it.each(['10', '0/s', '10/d', 'x/s', '1.5/s'])('is not %j', async (upstreamRate) => {
    await expect(openApi(documentOf({}), { resilience: { upstreamRate } })).rejects.toThrow(
      'resilience.upstreamRate must be a number of calls per second, minute or hour',
    );
  });
});

it('masks its errors with those of the API', async () => {
  await using upstream = await startUpstream(busy);
  await using api = await openApi(documentOf({}), {
    request: { baseUrl: upstream.url },
    resilience: { breakerFailures: 1 },
    result: { maskErrors: true },
  });
  await api.call(tool, {});
  expect(textOf(await api.call(tool, {}))).toBe('The API could not be reached.\nTry again later.');
});
