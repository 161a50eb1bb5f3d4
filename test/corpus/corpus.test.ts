import { describe, expect, it } from 'vitest';
import { createToolChecker } from '../../bench/check-tools.js';
import { describeApi, loadDocument } from '../../src/index.ts';
import { corpusDocuments, countIn } from './documents.ts';

const checkTools = createToolChecker();
const versions = new Set<string>();

describe('every operation of a real document is a valid tool', () => {
  // The largest has 1,997 operations whose schemas all refer to one another.
  it.each(corpusDocuments())('$name', { timeout: 120_000 }, async ({ path }) => {
    const count = countIn(path);
    const loaded = await loadDocument(path);
    versions.add(loaded.declaredVersion.slice(0, 3));
    if (count === 0) {
      expect(() => describeApi(loaded)).toThrow(expect.objectContaining({ code: 'SELECTION_EMPTY' }));
      return;
    }
    const { descriptor, findings } = describeApi(loaded);
    expect(checkTools(descriptor)).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    const operations = new Set(
      descriptor.operations.map((operation) => `${operation.method} ${operation.path}`),
    );
    expect([operations.size, descriptor.operations.length]).toEqual([count, count]);
  });

  it('the documents cover every version', () => {
    expect([...versions].sort()).toEqual(['2.0', '3.0', '3.1', '3.2']);
  });
});
