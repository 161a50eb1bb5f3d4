import { DurationHistogram } from './duration-histogram.ts';
import type { DurationSeries } from './duration-histogram.ts';
import type Prometheus from 'prom-client';

/** A histogram of durations in seconds, by one label. */
interface DurationOptions {
  name: string;
  help: string;
  label: string;
  buckets: number[];
  registers: Prometheus.Registry[];
}

/**
 * Registers a histogram of `prom-client`, whose values are those of the histogram that is returned. A histogram of
 * `prom-client` itself would check and join the labels of each call.
 */
export function registerDurations(
  { Histogram }: Pick<typeof Prometheus, 'Histogram'>,
  { label, ...options }: DurationOptions,
): DurationHistogram<string> {
  const { name, help, buckets } = options;
  const durations = new DurationHistogram(buckets, 'other');
  const histogram = new Histogram<string>({ ...options, labelNames: [label] });
  Object.assign(histogram, {
    get: async () => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: durations.list().flatMap((series) => valuesOf(name, label, buckets, series)),
    }),
    // A registry prints this in place of `get`, if it is there.
    getForPromString: undefined,
  });
  return durations;
}

/** Returns the values of a series: cumulative counts up to each bound, the sum and the number of durations. */
function valuesOf(
  name: string,
  label: string,
  buckets: number[],
  { labels: value, counts, count, sum }: DurationSeries<string>,
): Prometheus.MetricValueWithName<string>[] {
  let total = 0;
  const labels = { [label]: value };
  return [
    ...buckets.map((le, index) => {
      total += counts[index] ?? 0;
      return { labels: { le, ...labels }, value: total, metricName: `${name}_bucket` };
    }),
    { labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` },
    { labels, value: sum, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}
