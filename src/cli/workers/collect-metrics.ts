import type { WorkerPool } from './worker-pool.ts';

/** Milliseconds that a worker may take to return its metrics. */
const longestWait = 1_000;

/** Returns the metrics of each worker that returns them in time. */
export async function collectMetrics({ workers }: WorkerPool): Promise<object[][]> {
  const asked = [...workers.values()]
    .filter(({ state }) => state !== 'starting')
    .map(async ({ channel }) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), longestWait);
      });
      try {
        return await Promise.race([channel.ask('metrics'), late]);
      } catch {
        // The worker has ended.
        return undefined;
      } finally {
        clearTimeout(timer);
      }
    });
  return (await Promise.all(asked)).filter((metrics) => metrics !== undefined);
}
