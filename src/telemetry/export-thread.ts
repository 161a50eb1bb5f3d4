import { parentPort, workerData } from 'node:worker_threads';
import { unpackSpan } from './span-message.ts';
import type { ExportRequest, ExportResponse, ExportThreadData } from './export-message.ts';

// The main module of the thread that `openExportThread` starts. It exports spans and metrics until it is terminated.
const [{ createTraceState }, { OTLPTraceExporter }, { OTLPMetricExporter }, { resourceFromAttributes }] =
  await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
const { resource: attributes, scope }: ExportThreadData = workerData;
const resource = resourceFromAttributes(attributes);
const traces = new OTLPTraceExporter();
const metrics = new OTLPMetricExporter();

parentPort?.on('message', ({ id, exported }: ExportRequest) => {
  const respond = ({ error }: { error?: Error }): void => {
    const response: ExportResponse = { id, ...(error && { error: error.message }) };
    parentPort?.postMessage(response);
  };
  if ('scopeMetrics' in exported) return metrics.export({ resource, ...exported }, respond);
  const shared = { resource, instrumentationScope: scope };
  traces.export(
    exported.spans.map((span) => unpackSpan(span, shared, createTraceState)),
    respond,
  );
});
