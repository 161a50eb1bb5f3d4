/** The facts about the workers of a server. */
export interface WorkerFacts {
  /** Returns the metrics of each worker. */
  collect(): Promise<object[][]>;
  /** Returns the number of workers. */
  count(): number;
  /** Returns the number of workers that were started in place of others. */
  restarts(): number;
}

/** Returns a function that returns the metrics of all workers together, in the text format of Prometheus. */
export async function aggregateMetrics({
  collect,
  count,
  restarts,
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
  return async () => {
    workers.set(count());
    restarted.reset();
    restarted.inc(restarts());
    const metrics = await collect();
    const all = prometheus.AggregatorRegistry.aggregate([...metrics, await own.getMetricsAsJSON()]);
    return { contentType: all.contentType, text: await all.metrics() };
  };
}
