/** The durations of one set of labels, in seconds. */
export interface DurationSeries<Labels> {
  labels: Labels;
  /** The number of durations up to each bound, and of those beyond the last one. */
  counts: number[];
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** The most series of a histogram, as OpenTelemetry limits them. Durations beyond it are those of `overflow`. */
const maxSeries = 2000;

/** Counts durations by labels. A key stands for the labels, so that a further duration costs a look-up. */
export class DurationHistogram<Labels> {
  readonly bounds: readonly number[];
  readonly #overflow: Labels;
  readonly #series = new Map<string, DurationSeries<Labels>>();

  constructor(bounds: readonly number[], overflow: Labels) {
    this.bounds = bounds;
    this.#overflow = overflow;
  }

  /** Counts a duration in seconds. `labelsOf` returns the labels of the key. */
  observe(key: string, labelsOf: () => Labels, seconds: number): void {
    const series = this.#series.get(key) ?? this.#add(key, labelsOf);
    // A loop needs no function for each duration.
    let index = 0;
    while (seconds > (this.bounds[index] ?? Number.POSITIVE_INFINITY)) index += 1;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.count += 1;
    series.sum += seconds;
    series.min = Math.min(series.min, seconds);
    series.max = Math.max(series.max, seconds);
  }

  /** Returns the series so far. */
  list(): DurationSeries<Labels>[] {
    return [...this.#series.values()].map((series) => ({ ...series, counts: [...series.counts] }));
  }

  clear(): void {
    this.#series.clear();
  }

  #add(key: string, labelsOf: () => Labels): DurationSeries<Labels> {
    const isFull = this.#series.size >= maxSeries;
    const name = isFull ? '' : key;
    const counts = Array.from({ length: this.bounds.length + 1 }, () => 0);
    const series = this.#series.get(name) ?? {
      labels: isFull ? this.#overflow : labelsOf(),
      counts,
      count: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
    };
    this.#series.set(name, series);
    return series;
  }
}
