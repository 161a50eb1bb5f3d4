import { eventMetrics } from './aggregate-metrics.ts';
import { knownMethods } from './known-methods.ts';
import { registerPairCounts } from './pair-counts.ts';
import { registerDurations } from './register-durations.ts';
import { version } from '../version.ts';
import type { CallSink } from './call-sink.ts';
import type { ObservedEvent } from '../runtime/observer.ts';
import type Prometheus from 'prom-client';

type Client = typeof Prometheus;

/** The metrics of a process, in the text format of Prometheus. */
export interface Metrics extends Required<Omit<CallSink, 'beginRequest'>> {
  /** Counts an event that belongs to no single call. */
  event(event: ObservedEvent): void;
  /** Returns the metrics, with the media type of their text. */
  page(): Promise<{ contentType: string; text: string }>;
  /** Returns the metrics as `aggregateMetrics` reads them. */
  json(): Promise<object[]>;
}

/** Seconds. The last ones are beyond the default time-out of a call. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Metrics of `prom-client` whose names are not those that Prometheus recommends (`promtool check metrics`). */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** Opens the metrics. The numbers of series are bounded: tools are those of the server, and outcomes are codes. */
export async function openMetrics(): Promise<Metrics> {
  // The package is a CommonJS module.
  const { default: prometheus } = await import('prom-client');
  const registers = [new prometheus.Registry()];
  const [registry = prometheus.register] = registers;
  // Event-loop lag, memory, garbage collection and CPU time.
  prometheus.collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);

  const info = new prometheus.Gauge({
    name: 'openapi_mcp_info',
    help: 'The version of openapi-mcp, with the value 1.',
    labelNames: ['version'],
    registers,
    aggregator: 'first',
  });
  info.set({ version }, 1);
  const calls = registerPairCounts(prometheus, {
    name: 'openapi_mcp_calls_total',
    help: 'Calls of tools and resources that ended, by tool and outcome: success or the code of the error.',
    labelNames: ['tool', 'outcome'],
    registers,
  });
  const durations = registerDurations(prometheus, {
    name: 'openapi_mcp_call_duration_seconds',
    help: 'Duration of calls by tool.',
    label: 'tool',
    buckets,
    registers,
  });
  let inFlight = 0;
  const underWay: Prometheus.Gauge = new prometheus.Gauge({
    name: 'openapi_mcp_calls_in_flight',
    help: 'Calls that have begun and not ended.',
    registers,
    collect: () => underWay.set(inFlight),
  });
  const requests = registerPairCounts(prometheus, {
    name: 'openapi_mcp_upstream_requests_total',
    help: 'Requests to the API that ended, by method and status; error if no response came.',
    labelNames: ['method', 'status'],
    registers,
  });
  const requestDurations = registerDurations(prometheus, {
    name: 'openapi_mcp_upstream_request_duration_seconds',
    help: 'Duration of requests to the API, until the end of their response.',
    label: 'method',
    buckets,
    registers,
  });
  const count = countEvents(registry, prometheus);

  return {
    begin() {
      inFlight += 1;
    },
    endRequest(_call, { method: given }, { status, duration }) {
      const method = knownMethods.has(given) ? given : 'other';
      requestDurations.observe(method, () => method, duration / 1000);
      requests.add(method, status === undefined ? 'error' : String(status));
    },
    end({ record: { attempts = 1 } }, { tool, error = 'success', duration }) {
      inFlight -= 1;
      calls.add(tool, error);
      durations.observe(tool, () => tool, duration / 1000);
      if (attempts > 1) count({ kind: 'retry', count: attempts - 1 });
    },
    event: count,
    json: () => registry.getMetricsAsJSON(),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** A document may name many servers. */
const mostOrigins = 20;

/** Registers the metrics of events, and returns a function that counts them. */
function countEvents(
  registry: Prometheus.Registry,
  { Counter, Gauge, Histogram }: Pick<Client, 'Counter' | 'Gauge' | 'Histogram'>,
): (event: ObservedEvent) => void {
  const registers = [registry];
  const origins = new Set<string>();
  const labelOf = (origin: string): string => {
    if (origins.size < mostOrigins) origins.add(origin);
    return origins.has(origin) ? origin : 'other';
  };
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `openapi_mcp_${name}_total`, help, labelNames, registers });
  const retries = counter('upstream_retries', 'Requests to the API that were sent again.');
  const breaker = counter(
    'breaker_transitions',
    'Changes of circuit breakers, by the origin of the API and their new state.',
    'origin',
    'state',
  );
  const cache = counter('cache_lookups', 'Lookups in the cache of responses, by their result.', 'result');
  const stored = counter('cache_stored', 'Responses of the API that were stored in the cache.');
  const limited = counter('rate_limited', 'Requests beyond a rate limit, of a caller or of the API.', 'side');
  const reloads = counter('reloads', 'Times that the document was read again, by the result.', 'result');
  const unhandled = new Counter({ ...eventMetrics['unhandled-error'], registers });
  const storeFailures = new Counter({ ...eventMetrics['store-failure'], registers });
  const waits = new Histogram({
    name: 'openapi_mcp_queue_wait_seconds',
    help: 'Time that calls waited for a limit of the API, by its origin.',
    labelNames: ['origin'],
    buckets,
    registers,
  });
  const queued = new Gauge({
    name: 'openapi_mcp_queued_calls',
    help: 'Calls that wait for a limit of the API, by its origin.',
    labelNames: ['origin'],
    registers,
  });
  return (event) => {
    if (event.kind === 'retry') retries.inc(event.count ?? 1);
    else if (event.kind === 'breaker') breaker.inc({ origin: labelOf(event.origin), state: event.state });
    else if (event.kind === 'cache' && event.result === 'stored') stored.inc();
    else if (event.kind === 'cache') cache.inc({ result: event.result });
    else if (event.kind === 'rate-limit') limited.inc({ side: event.side });
    else if (event.kind === 'reload') reloads.inc({ result: event.result });
    else if (event.kind === 'store-failure') storeFailures.inc();
    else if (event.kind === 'queue') {
      const origin = labelOf(event.origin);
      queued.inc({ origin }, event.change);
      if (event.change === -1) waits.observe({ origin }, event.waited / 1000);
    } else unhandled.inc();
  };
}
