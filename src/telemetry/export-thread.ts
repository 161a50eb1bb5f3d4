import { parentPort, workerData } from 'node:worker_threads';
import { unpackSpan } from './span-message.ts';
import type { ExportRequest, ExportResponse, ExportThreadData } from './span-message.ts';

// The main module of the thread that `openSpanExporter` starts. It exports spans until it is told to end.
const [{ createTraceState }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
  import('@opentelemetry/api'),
  import('@opentelemetry/exporter-trace-otlp-http'),
  import('@opentelemetry/resources'),
]);
const { resource, scope }: ExportThreadData = workerData;
const shared = { resource: resourceFromAttributes(resource), instrumentationScope: scope };
const exporter = new OTLPTraceExporter();
const respond = (response: ExportResponse): void => parentPort?.postMessage(response);

parentPort?.on('message', (request: ExportRequest) => {
  const { id } = request;
  if ('end' in request) {
    void exporter.shutdown().finally(() => {
      respond({ id });
      parentPort?.close();
    });
    return;
  }
  const spans = request.spans.map((span) => unpackSpan(span, shared, createTraceState));
  exporter.export(spans, ({ error }) => respond({ id, ...(error && { error: error.message }) }));
});
