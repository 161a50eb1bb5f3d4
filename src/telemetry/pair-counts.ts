/** Counts pairs of labels. A counter of `prom-client` would check and join the labels of each call. */
export class PairCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  add(first: string, second: string): void {
    const row = this.#counts.get(first) ?? new Map<string, number>();
    this.#counts.set(first, row);
    row.set(second, (row.get(second) ?? 0) + 1);
  }

  /** Calls a function with each pair and its count. */
  forEach(report: (first: string, second: string, count: number) => void): void {
    for (const [first, row] of this.#counts) for (const [second, count] of row) report(first, second, count);
  }
}
