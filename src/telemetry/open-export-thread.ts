import { Worker } from 'node:worker_threads';
import { packSpan } from './span-message.ts';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ExportRequest, ExportResponse, ExportThreadData } from './export-message.ts';

type Done = (error: Error | undefined) => void;

/** Selects how metrics are collected, which variables of OpenTelemetry decide. */
type MetricSelector = Required<
  Pick<PushMetricExporter, 'selectAggregation' | 'selectAggregationTemporality'>
>;

/** The exporters of a thread. */
export interface ExportThread {
  spans: SpanExporter;
  /** Exports metrics of the temporality and the aggregation that the selector chooses. */
  metrics(selector: MetricSelector): PushMetricExporter;
  /** Ends the thread, and the exports that are still under way. */
  close(): Promise<void>;
}

/**
 * Opens exporters in a thread: to print spans as JSON and to send them costs more than the spans themselves, and would
 * delay calls. Returns undefined if the process may not start a thread.
 */
export function openExportThread(data: ExportThreadData): ExportThread | undefined {
  const worker = startThread(data);
  if (worker === undefined) return undefined;
  // Exports that nobody waits for do not keep the process alive.
  worker.unref();
  const pending = new Map<number, Done>();
  let last = 0;
  let ended: Error | undefined;
  const settle = (id: number, error: Error | undefined): void => {
    pending.get(id)?.(error);
    pending.delete(id);
  };
  worker.on('message', ({ id, error }: ExportResponse) => {
    settle(id, error === undefined ? undefined : new Error(error));
  });
  const end = (error: Error): void => {
    ended = error;
    for (const id of pending.keys()) settle(id, error);
  };
  worker.on('error', end);
  worker.on('exit', () => end(ended ?? new Error('The thread that exports has ended.')));

  function post(
    exported: ExportRequest['exported'],
    report: (result: { code: number; error?: Error }) => void,
  ): void {
    const done: Done = (error) => report(error === undefined ? { code: 0 } : { code: 1, error });
    if (ended !== undefined) return done(ended);
    last += 1;
    pending.set(last, done);
    worker?.postMessage({ id: last, exported } satisfies ExportRequest);
  }

  return {
    spans: {
      export: (spans, report) => post({ spans: spans.map(packSpan) }, report),
      shutdown: settled,
    },
    metrics: (selector) => ({
      export: ({ scopeMetrics }: ResourceMetrics, report) => post({ scopeMetrics }, report),
      selectAggregation: (type) => selector.selectAggregation(type),
      selectAggregationTemporality: (type) => selector.selectAggregationTemporality(type),
      forceFlush: settled,
      shutdown: settled,
    }),
    close: async () => void (await worker.terminate()),
  };
}

const settled = async (): Promise<void> => undefined;

function startThread(workerData: ExportThreadData): Worker | undefined {
  try {
    return new Worker(new URL('./export-thread.js', import.meta.url), { workerData });
  } catch (error) {
    // Node's permission model (`--permission`) forbids threads by default.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') return undefined;
    throw error;
  }
}
