import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { OpenApiMcpError } from '../errors.ts';
import { version } from '../version.ts';
import { createMetricProducer } from './metric-producer.ts';
import { openExportThread } from './open-export-thread.ts';
import { reportExports } from './report-exports.ts';
import type { ReportExports } from './report-exports.ts';
import type { NamedHistogram } from './call-durations.ts';

const packages = [
  '@opentelemetry/sdk-trace-node',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/resources',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-http',
];

/** The milliseconds that the last exports may take. A receiver that is away must not prevent the end of the process. */
const closeMilliseconds = 1_000;

/**
 * Registers the SDK of OpenTelemetry with exporters of OTLP over HTTP, which read their own variables
 * (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS`, …). The `histograms` are exported with the metrics of the
 * SDK. `report` is told when exports begin to fail. Returns a function that exports the rest.
 *
 * @throws OpenApiMcpError PACKAGE_MISSING
 */
export async function openOtlp(
  service: string,
  histograms: readonly NamedHistogram[],
  environment: Record<string, string | undefined>,
  report: ReportExports,
): Promise<() => Promise<void>> {
  const [traces, metrics, resources, traceExporter, metricExporter, api] = await loadPackages();
  const resource = resources
    .defaultResource()
    .merge(
      resources.resourceFromAttributes({
        'service.name': service,
        'service.version': version,
        // Otherwise the metrics of several processes would replace one another.
        'service.instance.id': randomUUID(),
      }),
    )
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence.
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const thread = openExportThread({
    resource: resource.attributes,
    scope: { name: 'openapi-mcp', version },
  });
  const spans = thread?.spans ?? new traceExporter.OTLPTraceExporter();
  reportExports(spans, 'spans', report);
  const tracerProvider = new traces.NodeTracerProvider({
    resource,
    spanProcessors: [new traces.BatchSpanProcessor(spans)],
  });
  // Spans name their parents themselves: following asynchronous calls would cost each of them.
  tracerProvider.register({ contextManager: null });
  const selector = new metricExporter.OTLPMetricExporter();
  const exporter = thread?.metrics(selector) ?? selector;
  reportExports(exporter, 'metrics', report);
  const temporality = selector.selectAggregationTemporality(metrics.InstrumentType.HISTOGRAM);
  const producer = createMetricProducer(histograms, resource, {
    temporality,
    histogram: metrics.DataPointType.HISTOGRAM,
    double: api.ValueType.DOUBLE,
    isDelta: temporality === metrics.AggregationTemporality.DELTA,
  });
  const meterProvider = new metrics.MeterProvider({
    resource,
    readers: [
      new metrics.PeriodicExportingMetricReader({
        exporter,
        metricProducers: [producer],
        ...exportIntervals(environment),
      }),
    ],
  });
  api.metrics.setGlobalMeterProvider(meterProvider);
  return async () => {
    const ended = Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
    await settledWithin(ended, closeMilliseconds);
    await thread?.close();
  };
}

/** Reads the variables of OpenTelemetry that only its SDK for a whole process reads itself; their defaults are the specification's. */
export function exportIntervals(environment: Record<string, string | undefined>): {
  exportIntervalMillis: number;
  exportTimeoutMillis: number;
} {
  const read = (name: string, otherwise: number): number => {
    const value = Number(environment[name]);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  const exportIntervalMillis = read('OTEL_METRIC_EXPORT_INTERVAL', 60_000);
  // The reader refuses a time-out that is longer than the interval.
  const exportTimeoutMillis = Math.min(read('OTEL_METRIC_EXPORT_TIMEOUT', 30_000), exportIntervalMillis);
  return { exportIntervalMillis, exportTimeoutMillis };
}

/** Waits for a promise, but not longer than the given time. */
async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race([promise, pause(milliseconds, undefined, { signal }).catch(() => undefined)]);
  controller.abort();
}

async function loadPackages() {
  try {
    return await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
      import('@opentelemetry/api'),
    ]);
  } catch (cause) {
    throw new OpenApiMcpError(
      'PACKAGE_MISSING',
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and the packages that export traces are not installed',
      { cause, hint: `Install them: npm install ${packages.join(' ')}; or unset the variable.` },
    );
  }
}
