import { Worker } from 'node:worker_threads';
import { packSpan } from './span-message.ts';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { ExportRequest, ExportResponse, ExportThreadData } from './span-message.ts';

type Done = (error: Error | undefined) => void;

/**
 * Opens an exporter in a thread: to print the spans as JSON and to send them costs more than the spans themselves, and
 * would delay calls. Returns undefined if the process may not start a thread.
 */
export function openSpanExporter(data: ExportThreadData): SpanExporter | undefined {
  const worker = startThread(data);
  if (worker === undefined) return undefined;
  // Spans that nobody waits for do not keep the process alive.
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
  worker.on('exit', () => end(ended ?? new Error('The thread that exports spans has ended.')));

  function post(done: Done, requestOf: (id: number) => ExportRequest): void {
    if (ended !== undefined) return done(ended);
    last += 1;
    pending.set(last, done);
    worker?.postMessage(requestOf(last));
  }

  return {
    export: (spans, report) =>
      post(
        (error) => report(error === undefined ? { code: 0 } : { code: 1, error }),
        (id) => ({ id, spans: spans.map(packSpan) }),
      ),
    shutdown: () =>
      new Promise((resolve) => {
        // The process must not end before the last spans are exported.
        worker.ref();
        post(
          () => resolve(),
          (id) => ({ id, end: true }),
        );
      }),
  };
}

function startThread(workerData: ExportThreadData): Worker | undefined {
  try {
    return new Worker(new URL('./export-thread.js', import.meta.url), { workerData });
  } catch (error) {
    // Node's permission model (`--permission`) forbids threads by default.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED') return undefined;
    throw error;
  }
}
