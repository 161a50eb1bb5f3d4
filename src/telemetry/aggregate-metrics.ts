/** The counters of events that the primary has too, besides its workers. */
export const eventMetrics = {
  'store-failure': {
    name: 'openapi_mcp_store_failures_total',
    help: 'Commands to the store that processes share which failed, so that the process went on without it.',
  },
  'unhandled-error': {
    name: 'openapi_mcp_unhandled_errors_total',
    help: 'Errors that nothing handled.',
  },
};

/** The facts about the workers of a server. */
export interface WorkerFacts {
  /** Returns the metrics of each worker. */
  collect(): Promise<object[][]>;
  /** Returns the number of workers. */
  count(): number;
  /** Returns the number of workers that were started in place of others. */
  restarts(): number;
  /** The events of the primary itself. */
  events: Record<keyof typeof eventMetrics, number>;
}

/** Returns a function that returns the metrics of all workers together, in the text format of Prometheus. */
export async function aggregateMetrics({
  collect,
  count,
  restarts,
  events,
}: WorkerFacts): Promise<() => Promise<{ contentType: string; text: string }>> {
  const { default: prometheus } = await import('prom-client');
  const own = new prometheus.Registry();
  const workers = new prometheus.Gauge({
    name: 'openapi_mcp_workers',
    help: 'Workers that serve.',
    registers: [own],
  });
  const restarted = new prometheus.Counter({
    name: 'openapi_mcp_worker_restarts_total',
    help: 'Workers that were started in place of others.',
    registers: [own],
  });
  const counters = {
    'store-failure': new prometheus.Counter({ ...eventMetrics['store-failure'], registers: [own] }),
    'unhandled-error': new prometheus.Counter({ ...eventMetrics['unhandled-error'], registers: [own] }),
  };
  return async () => {
    workers.set(count());
    for (const kind of ['store-failure', 'unhandled-error'] as const) {
      counters[kind].reset();
      counters[kind].inc(events[kind]);
    }
    restarted.reset();
    restarted.inc(restarts());
    const metrics = await collect();
    const all = prometheus.AggregatorRegistry.aggregate([...metrics, await own.getMetricsAsJSON()]);
    return { contentType: all.contentType, text: await all.metrics() };
  };
}
