/** The counter of commands that failed, of the primary and of its workers. */
export const storeFailureMetric = {
  name: 'openapi_mcp_store_failures_total',
  help: 'Commands to the store that processes share which failed, so that the process went on without it.',
};

/** The facts about the workers of a server. */
export interface WorkerFacts {
  /** Returns the metrics of each worker. */
  collect(): Promise<object[][]>;
  /** Returns the number of workers. */
  count(): number;
  /** Returns the number of workers that were started in place of others. */
  restarts(): number;
  /** Returns the number of commands of the primary that the shared store failed. */
  storeFailures(): number;
}

/** Returns a function that returns the metrics of all workers together, in the text format of Prometheus. */
export async function aggregateMetrics({
  collect,
  count,
  restarts,
  storeFailures,
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
  const failed = new prometheus.Counter({ ...storeFailureMetric, registers: [own] });
  return async () => {
    workers.set(count());
    failed.reset();
    failed.inc(storeFailures());
    restarted.reset();
    restarted.inc(restarts());
    const metrics = await collect();
    const all = prometheus.AggregatorRegistry.aggregate([...metrics, await own.getMetricsAsJSON()]);
    return { contentType: all.contentType, text: await all.metrics() };
  };
}
