import { version } from '../version.ts';
import type { Attributes, HrTime, ValueType } from '@opentelemetry/api';
import type {
  AggregationTemporality,
  DataPointType,
  HistogramMetricData,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Resource } from '@opentelemetry/resources';
import type { NamedHistogram } from './call-durations.ts';
import type { DurationSeries } from './duration-histogram.ts';

/** The constants of OpenTelemetry that its metrics contain. */
interface Constants {
  temporality: AggregationTemporality;
  histogram: DataPointType.HISTOGRAM;
  double: ValueType;
  /** True if each export has the durations since the last one. */
  isDelta: boolean;
}

/** Creates the producer of the metrics of histograms, which a reader of OpenTelemetry collects. */
export function createMetricProducer(
  histograms: readonly NamedHistogram[],
  resource: Resource,
  constants: Constants,
): MetricProducer {
  let startTime = now();
  return {
    collect: async () => {
      const endTime = now();
      const metrics = histograms.map(({ name, description, histogram }): HistogramMetricData => {
        const boundaries = [...histogram.bounds];
        const dataPoints = histogram.list().map(({ labels: attributes, ...series }) => ({
          startTime,
          endTime,
          attributes,
          value: valueOf(series, boundaries),
        }));
        if (constants.isDelta) histogram.clear();
        return {
          descriptor: { name, description, unit: 's', valueType: constants.double },
          aggregationTemporality: constants.temporality,
          dataPointType: constants.histogram,
          dataPoints,
        };
      });
      if (constants.isDelta) startTime = endTime;
      const scopeMetrics = [
        {
          scope: { name: 'openapi-mcp', version },
          metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0),
        },
      ];
      return { resourceMetrics: { resource, scopeMetrics }, errors: [] };
    },
  };
}

function valueOf(
  { counts, count, sum, min, max }: Omit<DurationSeries<Attributes>, 'labels'>,
  boundaries: number[],
) {
  return { buckets: { boundaries, counts }, count, sum, min, max };
}

/** Returns the time as seconds and nanoseconds since 1970. */
function now(): HrTime {
  const milliseconds = Date.now();
  return [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1_000_000];
}
