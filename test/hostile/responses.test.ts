import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { Answer, Upstream } from '../support/upstream.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const megabyte = 1_000_000;
const limit = megabyte;
const cut = `The response was truncated after ${limit} bytes.`;

/** The result of a call, its peak memory, and its duration. */
interface Measured {
  result: CallResult;
  /** In bytes. */
  growth: number;
  milliseconds: number;
}

async function measured(upstream: Upstream, options: RuntimeOptions): Promise<Measured> {
  await using api = await openApi(
    documentOf({}),
    mergeOptions(
      { request: { baseUrl: upstream.url, callTimeout: 10_000 }, result: { maxResponseBytes: limit } },
      options,
    ),
  );
  collect();
  const before = occupied();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, occupied());
  }, 5);
  const started = performance.now();
  try {
    const result = await api.call(tool, {});
    return { result, growth: Math.max(most, occupied()) - before, milliseconds: performance.now() - started };
  } finally {
    clearInterval(sampling);
  }
}

function occupied(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Yields a chunk repeatedly; without a count, for ever. */
async function* repeated(piece: Uint8Array, count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) yield piece;
}

const dripMilliseconds = 20;

async function* drip(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.from('.');
    await new Promise((resolve) => setTimeout(resolve, dripMilliseconds));
  }
}

const piece = Buffer.alloc(65_536, 'x');
const text = { 'content-type': 'text/plain' };
const json = { 'content-type': 'application/json' };
const zeros = Buffer.alloc(100 * megabyte);

/** Responses that are larger than any limit. The bodies are created for each call. */
const large: [title: string, answer: () => Answer][] = [
  ['a hundred megabytes of text', () => ({ headers: text, body: repeated(piece, 1526) })],
  [
    'a hundred megabytes with a length',
    () => ({ headers: { ...text, 'content-length': String(1526 * 65_536) }, body: repeated(piece, 1526) }),
  ],
  [
    'a hundred megabytes of JSON',
    () => ({ headers: json, body: repeated(Buffer.from('[1,2],'.repeat(10_000))) }),
  ],
  [
    'a hundred megabytes of bytes',
    () => ({ headers: { 'content-type': 'video/mp4' }, body: repeated(piece, 1526) }),
  ],
  ['an endless response', () => ({ headers: text, body: repeated(piece) })],
  [
    'an endless stream of events',
    () => ({
      headers: { 'content-type': 'text/event-stream' },
      body: repeated(Buffer.from('data: x\n\n'.repeat(1000))),
    }),
  ],
  [
    'one endless event',
    () => ({
      headers: { 'content-type': 'text/event-stream' },
      body: repeated(Buffer.from(`data: ${'x'.repeat(10_000)}`)),
    }),
  ],
  [
    'a bomb of gzip',
    () => ({ headers: { ...text, 'content-encoding': 'gzip' }, body: zlib.gzipSync(zeros, { level: 1 }) }),
  ],
  [
    'a bomb of raw deflate',
    () => ({
      headers: { ...text, 'content-encoding': 'deflate' },
      body: zlib.deflateRawSync(zeros, { level: 1 }),
    }),
  ],
  [
    'a bomb of brotli',
    () => ({
      headers: { ...text, 'content-encoding': 'br' },
      body: zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    }),
  ],
  [
    'a bomb within a bomb',
    () => ({
      headers: { ...text, 'content-encoding': 'gzip, gzip' },
      body: zlib.gzipSync(zlib.gzipSync(zeros, { level: 1 })),
    }),
  ],
];

describe('a response that is too large', () => {
  it.each(large)('%s: is read up to the limit, and the connection is closed', async (_, answer) => {
    const resources = held();
    {
      const sent = answer();
      await using upstream = await startUpstream(sent);
      const { result, growth } = await measured(upstream, {});
      expect(textOf(result)).toContain(cut);
      expect(growth).toBeLessThan(40 * megabyte);
      if (typeof sent.body !== 'string' && !(sent.body instanceof Uint8Array))
        await upstream.requests[0]?.abandoned;
    }
    await expectNothingLeft(resources);
  });
});

describe('a response that takes too long', () => {
  it('ends a slow stream at the time-out', async () => {
    const resources = held();
    {
      await using upstream = await startUpstream(() => ({ headers: text, body: drip() }));
      const { result, milliseconds } = await measured(upstream, { request: { callTimeout: 300 } });
      expect(textOf(result)).toContain('the call timed out before the response was complete');
      expect(result.isError).toBe(true);
      expect(milliseconds).toBeLessThan(3000);
      await upstream.requests[0]?.abandoned;
    }
    await expectNothingLeft(resources, dripMilliseconds);
  });

  it('ends an endless chain of redirects at the time-out', async () => {
    await using upstream = await startUpstream(({ target }) => ({
      status: 302,
      headers: { location: `${target}x` },
      body: drip(),
    }));
    const { result, milliseconds } = await measured(upstream, { request: { callTimeout: 300 } });
    expect(textOf(result)).toContain('302 Found');
    expect(upstream.requests).toHaveLength(6);
    expect(milliseconds).toBeLessThan(3000);
  });
});

describe('a response that is hard to read', () => {
  const hard: [title: string, body: string][] = [
    ['arrays within arrays', '['.repeat(limit / 2) + ']'.repeat(limit / 2)],
    ['a text with a million escapes', JSON.stringify({ id: 1, a: '\n'.repeat(limit / 4) })],
    ['a million long integers', `[${'12345678901234567890,'.repeat(limit / 25)}1]`],
    ['a million keys', `{${Array.from({ length: limit / 20 }, (_, index) => `"k${index}":1`).join(',')}}`],
    ['quotes and backslashes without an end', `"${'\\"'.repeat(limit / 4)}`],
    ['digits without an end', '1'.repeat(limit)],
  ];
  it.each(hard)('%s: returns in time', async (_, body) => {
    await using upstream = await startUpstream({ headers: json, body });
    const { result, milliseconds } = await measured(upstream, {});
    expect(result.content.length).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(5000);
  });
});

describe('many responses', () => {
  it('leave nothing open after ten thousand', { timeout: 60_000 }, async () => {
    const resources = held();
    let growth = 0;
    {
      await using upstream = await startUpstream(jsonAnswer({ id: 1, name: 'Rex' }));
      await using api = await openApi(documentOf({}), { request: { baseUrl: upstream.url } });
      await callOften(1000);
      collect();
      const before = occupied();
      await callOften(9000);
      collect();
      growth = occupied() - before;
      expect(held()['Timeout'] ?? 0).toBeLessThanOrEqual((resources['Timeout'] ?? 0) + 4);

      async function callOften(times: number): Promise<void> {
        for (let done = 0; done < times; done += 50) {
          const results = await Promise.all(Array.from({ length: 50 }, () => api.call(tool, {})));
          if (results.some(({ isError }) => isError)) throw new Error('a call failed');
          upstream.requests.length = 0;
        }
      }
    }
    expect(growth).toBeLessThan(5 * megabyte);
    await settledSockets();
    expect(held()['TCPSocketWrap'] ?? 0).toBeLessThanOrEqual(resources['TCPSocketWrap'] ?? 0);
  });

  it('leave nothing open after responses that broke, hung or were refused', async () => {
    const resources = held();
    const answers: Answer[] = [
      { headers: { ...text, 'content-length': '9' }, body: 'x', ending: 'cut' },
      { headers: text, body: 'x', ending: 'hang' },
      { ending: 'hang' },
      { raw: 'nonsense' },
      { status: 500, headers: text, body: 'x' },
      { headers: { ...text, 'content-encoding': 'gzip' }, body: Buffer.from([0x1f, 0x8b, 255, 255]) },
    ];
    {
      await using upstream = await startUpstream(({ target }) => answers[Number(target.slice(-1))] ?? {});
      const parameter = { name: 'n', in: 'path', schema: { type: 'integer' } } as const;
      await using api = await openApi(documentOf({ parameters: [parameter] }), {
        request: { baseUrl: upstream.url, callTimeout: 200 },
      });
      const calls = Array.from({ length: 60 }, (_, index) => api.call(tool, { n: index % answers.length }));
      const results = await Promise.all(calls);
      expect(results.every(({ isError }) => isError === true)).toBe(true);
    }
    await expectNothingLeft(resources);
  });
});

/**
 * Checks that no socket and no timer was left open. `rest` is the time for the timers of the upstream, in
 * milliseconds.
 */
async function expectNothingLeft(before: Record<string, number>, rest = 0): Promise<void> {
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  await settledSockets();
  const after = held();
  for (const kind of ['TCPSocketWrap', 'Timeout'])
    expect([kind, after[kind] ?? 0]).toEqual([kind, Math.min(after[kind] ?? 0, before[kind] ?? 0)]);
}

/** Counts the resources that keep this process alive, by type. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Waits until destroyed sockets are closed. */
async function settledSockets(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
