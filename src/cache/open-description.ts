import { parseEntry } from './cache-entry.ts';
import { digestOf, entryFormat, keyOf } from './cache-key.ts';
import { readEntry, touchEntry, writeEntry } from './entry-store.ts';
import { readReferenced } from '../load/reference-policy.ts';
import { readSourceBytes } from '../load/read-source.ts';
import type { DescribedBytes } from './describe.ts';
import type { CachedPart, CacheEntry } from './cache-entry.ts';
import type { ShapingOptions } from './cache-key.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { SourcePlace, SourceBytes } from '../load/read-source.ts';

/** A document described, now or at an earlier start. */
export interface OpenedDescription extends DescribedApi {
  /** Whether it was described at an earlier start. */
  isCached: boolean;
  /** Keeps it for the next start; never rejects. */
  keep(): Promise<void>;
}

const concurrency = 16;

/**
 * Describes a document, or takes what an earlier start made of the same texts with the same options. The document and
 * all that it refers to are read in any case; loading and describing are spared. Without a folder nothing is kept.
 */
export async function openDescription(
  source: string | URL,
  options: ShapingOptions,
  folder: string | undefined,
  describe: (read: SourceBytes, options: ShapingOptions) => Promise<DescribedBytes>,
): Promise<OpenedDescription> {
  const read = await readSourceBytes(source, options);
  if (folder === undefined) {
    const { descriptor, findings } = await describe(read, options);
    return { descriptor, findings, isCached: false, keep: async () => undefined };
  }
  const key = keyOf(read, options);
  const kept = parseEntry((await readEntry(folder, key)) ?? '', key);
  if (kept !== undefined && (await isFresh(kept.parts, read, options))) {
    const { descriptor, findings } = kept;
    return { descriptor, findings, isCached: true, keep: () => touchEntry(folder, key) };
  }
  const { parts, ...described } = await describe(read, options);
  const keep = async (): Promise<void> => {
    if (parts === undefined) return;
    const entry: CacheEntry = { format: entryFormat, key, parts, ...described };
    await writeEntry(folder, key, JSON.stringify(entry));
  };
  return { ...described, isCached: false, keep };
}

/** Whether all that was referred to is as it was. */
async function isFresh(parts: CachedPart[], place: SourcePlace, options: ShapingOptions): Promise<boolean> {
  const queue = [...parts];
  let fresh = true;
  const workers = Array.from({ length: concurrency }, async () => {
    for (let part = queue.shift(); part !== undefined && fresh; part = queue.shift()) {
      const found = await digestNow(part, place, options);
      if (found !== part.digest) fresh = false;
    }
  });
  await Promise.all(workers);
  return fresh;
}

async function digestNow(
  { url }: CachedPart,
  { base, fetcher }: SourcePlace,
  options: ShapingOptions,
): Promise<string | null> {
  try {
    return digestOf(await readReferenced(new URL(url), base, fetcher, options));
  } catch {
    return null;
  }
}
