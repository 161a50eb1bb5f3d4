import { memoize } from '../json/memoize.ts';
import type { ExplorerFacts, ShownFinding } from './explorer-types.ts';

/** Returns the findings among facts, with their lines if the document could be read again. */
export async function findingsOf({ findings = [], locateFindings }: ExplorerFacts): Promise<ShownFinding[]> {
  if (findings.length === 0 || locateFindings === undefined) return findings;
  return (await locateOnce(locateFindings)) ?? findings;
}

const locateOnce = memoize((locate: () => Promise<ShownFinding[]>) => locate().catch(() => undefined));
