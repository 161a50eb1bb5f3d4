import { describe, expect, it } from 'vitest';
import { openMetrics } from '../../src/telemetry/metrics.ts';
import type { ObservedCall } from '../../src/telemetry/call-sink.ts';
import type { ObservedEvent } from '../../src/runtime/observer.ts';

const call: ObservedCall = { id: '1', request: 'tools/call', tool: 'a', context: {}, record: {} };
const origin = 'http://127.0.0.1:4010';

/** Returns the samples of our own metrics after some events. */
async function samplesAfter(events: ObservedEvent[]): Promise<string[]> {
  const metrics = await openMetrics();
  events.forEach((event) => metrics.event(event));
  const { text } = await metrics.page();
  return text.split('\n').filter((line) => line.startsWith('openapi_mcp_'));
}

describe('the metrics count', () => {
  it.each<[string, ObservedEvent[], string[]]>([
    ['retries', [{ kind: 'retry' }, { kind: 'retry', count: 2 }], ['upstream_retries_total 3']],
    ['breakers', [{ kind: 'breaker', state: 'open', origin }, { kind: 'breaker', state: 'closed', origin }], [`breaker_transitions_total{origin="${origin}",state="open"} 1`, `breaker_transitions_total{origin="${origin}",state="closed"} 1`]],
    ['lookups in the cache', (['hit', 'miss', 'revalidated', 'stored', 'hit'] as const).map((result) => ({ kind: 'cache', result })), ['cache_lookups_total{result="hit"} 2', 'cache_lookups_total{result="miss"} 1', 'cache_lookups_total{result="revalidated"} 1', 'cache_stored_total 1']],
    ['limits of rates', (['caller', 'upstream', 'upstream'] as const).map((side) => ({ kind: 'rate-limit', side })), ['rate_limited_total{side="caller"} 1', 'rate_limited_total{side="upstream"} 2']],
    ['calls that wait', [{ kind: 'queue', change: 1, origin }], [`queued_calls{origin="${origin}"} 1`]],
    ['calls that have waited', [{ kind: 'queue', change: 1, origin }, { kind: 'queue', change: -1, origin, waited: 200 }], [`queued_calls{origin="${origin}"} 0`, `queue_wait_seconds_bucket{le="0.1",origin="${origin}"} 0`, `queue_wait_seconds_bucket{le="0.25",origin="${origin}"} 1`, `queue_wait_seconds_sum{origin="${origin}"} 0.2`]],
    ['reloads', [{ kind: 'reload', result: 'success' }, { kind: 'reload', result: 'failure' }], ['reloads_total{result="success"} 1', 'reloads_total{result="failure"} 1']],
    ['failures of the store', [{ kind: 'store-failure' }], ['store_failures_total 1']],
    ['unhandled errors', [{ kind: 'unhandled-error' }], ['unhandled_errors_total 1']],
  ])('%s', async (_, events, expected) => {
    expect(await samplesAfter(events)).toEqual(expect.arrayContaining(expected.map((line) => `openapi_mcp_${line}`)));
  }); // prettier-ignore

  it('calls under way', async () => {
    const metrics = await openMetrics();
    metrics.begin(call);
    metrics.begin(call);
    expect((await metrics.page()).text).toMatch(/^openapi_mcp_calls_in_flight 2$/m);
  });
});

describe('the number of series', () => {
  it('does not grow with the origins that a document names', async () => {
    const events = Array.from({ length: 100 }, (_, index): ObservedEvent => ({
      kind: 'breaker',
      state: 'open',
      origin: `https://${index}.example`,
    }));
    const lines = (await samplesAfter(events)).filter((line) => line.includes('breaker_transitions'));
    expect(lines).toHaveLength(21);
    expect(lines).toContain('openapi_mcp_breaker_transitions_total{origin="other",state="open"} 80');
  });

  it('does not grow with the methods that a document names', async () => {
    const metrics = await openMetrics();
    for (let index = 0; index < 50; index++)
      metrics.endRequest(
        call,
        { method: `M${index}`, origin, target: '/', headers: [] },
        { status: 200, duration: 1 },
      );
    const { text } = await metrics.page();
    expect(text).toContain('openapi_mcp_upstream_requests_total{method="other",status="200"} 50\n');
    expect(text).not.toContain('M49');
  });
});
