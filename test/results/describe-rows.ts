import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { CreateServerOptions } from '../../src/index.ts';
import { openRowChecker } from './row-checker.ts';
import type { RowChecker } from './row-checker.ts';
import { titled } from './result-row.ts';
import type { ResultRow } from './result-row.ts';

/** Runs one test per row: from the handlers, then through every client and transport. */
export function describeRows(groups: Record<string, ResultRow[]>, options: CreateServerOptions = {}): void {
  let checker: RowChecker;
  beforeAll(async () => {
    checker = await openRowChecker(
      Object.values(groups).flat(),
      mergeOptions({ result: { validateResponses: 'off' } }, options),
    );
  });
  afterAll(() => checker[Symbol.asyncDispose]());
  describe.each(Object.entries(groups))('%s', (_, rows) => {
    it.each(titled(rows))('%s', async (__, row) => {
      const { seen, expected } = await checker.check(row);
      expect(seen).toEqual(expected);
    });
  });
}
