import { describe, expect, it } from 'vitest';
import { createLaw } from '../../bench/lawful.js';
import { describeApi, loadDocument } from '../../src/index.ts';
import { corpusDocuments, countIn } from './documents.ts';

const judge = createLaw();
const versions = new Set<string>();

describe('every operation of a real document is a lawful tool', () => {
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
    expect(judge(descriptor)).toEqual([]);
    expect(findings.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    const places = new Set(descriptor.operations.map((operation) => `${operation.method} ${operation.path}`));
    expect([places.size, descriptor.operations.length]).toEqual([count, count]);
  });

  it('in every version that there is', () => {
    expect([...versions].sort()).toEqual(['2.0', '3.0', '3.1', '3.2']);
  });
});
