import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { CreateServerOptions } from '../../src/index.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { titled } from './rows.ts';
import type { ResultRow } from './rows.ts';

/** One test a row, all of them against one bench: from the handlers, then through every client and transport. */
export function describeRows(groups: Record<string, ResultRow[]>, options: CreateServerOptions = {}): void {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(
      Object.values(groups).flat(),
      mergeOptions({ result: { validateResponses: 'off' } }, options),
    );
  });
  afterAll(() => bench[Symbol.asyncDispose]());
  describe.each(Object.entries(groups))('%s', (_, rows) => {
    it.each(titled(rows))('%s', async (__, row) => {
      const { seen, expected } = await bench.check(row);
      expect(seen).toEqual(expected);
    });
  });
}
