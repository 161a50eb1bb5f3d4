import type Prometheus from 'prom-client';

/** Counts pairs of labels. A counter of `prom-client` would check and join the labels of each call. */
export class PairCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(first: string, second: string): void {
    let row = this.#counts.get(first);
    if (row === undefined) this.#counts.set(first, (row = new Map<string, number>()));
    row.set(second, (row.get(second) ?? 0) + 1);
  }

  /** Calls a function with each pair and its count. */
  forEach(report: (first: string, second: string, count: number) => void): void {
    for (const [first, row] of this.#counts) for (const [second, count] of row) report(first, second, count);
  }
}

/** A counter with two labels. */
interface PairCounterOptions {
  name: string;
  help: string;
  labelNames: [first: string, second: string];
  registers: Prometheus.Registry[];
}

/** Registers a counter of `prom-client`, which takes over the counts of pairs when it is collected. */
export function registerPairCounts(
  { Counter }: Pick<typeof Prometheus, 'Counter'>,
  options: PairCounterOptions,
): PairCounts {
  const [one, other] = options.labelNames;
  const counts = new PairCounts();
  const counter: Prometheus.Counter = new Counter({
    ...options,
    collect: () => {
      counter.reset();
      counts.forEach((first, second, count) => counter.inc({ [one]: first, [other]: second }, count));
    },
  });
  return counts;
}
