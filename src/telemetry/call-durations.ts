import { DurationHistogram } from './duration-histogram.ts';
import type { Attributes } from '@opentelemetry/api';

/** A histogram of OpenTelemetry. */
export interface NamedHistogram {
  name: string;
  description: string;
  histogram: DurationHistogram<Attributes>;
}

/** The histograms of calls. */
export interface CallDurations {
  operations: NamedHistogram;
  requests: NamedHistogram;
}

/** Bounds of durations in seconds, as the semantic conventions of MCP and HTTP advise. */
const operationBounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const requestBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The attribute of durations beyond the limit of series. */
const overflow: Attributes = { 'otel.metric.overflow': true };

/**
 * Creates the histograms of MCP requests and of requests to the API. The SDK of OpenTelemetry collects them: its own
 * instruments would sort and print the attributes of each call.
 */
export function createCallDurations(): CallDurations {
  return {
    operations: {
      name: 'mcp.server.operation.duration',
      description: 'Duration of MCP requests.',
      histogram: new DurationHistogram(operationBounds, overflow),
    },
    requests: {
      name: 'http.client.request.duration',
      description: 'Duration of requests to the API.',
      histogram: new DurationHistogram(requestBounds, overflow),
    },
  };
}
