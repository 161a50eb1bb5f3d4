import { parseEntry } from './entry.ts';
import { digest, entryFormat, keyOf } from './key.ts';
import { readEntry, touchEntry, writeEntry } from './store.ts';
import { readReferenced } from '../load/reference-policy.ts';
import { readSourceBytes } from '../load/source.ts';
import type { CachedPart, CacheEntry, Described } from './entry.ts';
import type { ShapingOptions } from './key.ts';
import type { Found } from '../load/fetch.ts';
import type { SourcePlace, SourceBytes } from '../load/source.ts';
import type { LoadedDocument } from '../load/types.ts';

/** A document described, now or at an earlier start. */
export interface OpenedDescription extends Described {
  /** Whether it was described at an earlier start. */
  isCached: boolean;
  /** Keeps it for the next start; never rejects. */
  keep(): Promise<void>;
}

const concurrency = 16;

/**
 * Describes a document, or takes what an earlier start made of the same texts with the same options. The document and
 * all that it refers to are read in any case; loading and describing are spared.
 */
export async function openDescription(
  source: string | URL,
  options: ShapingOptions,
  folder: string,
  describe: (loaded: LoadedDocument) => Promise<Described>,
): Promise<OpenedDescription> {
  const read = await readSourceBytes(source, options);
  const key = keyOf(read, options);
  const kept = parseEntry((await readEntry(folder, key)) ?? '', key);
  if (kept !== undefined && (await isFresh(kept.parts, read, options))) {
    const { descriptor, findings } = kept;
    return { descriptor, findings, isCached: true, keep: () => touchEntry(folder, key) };
  }
  const { parts, ...described } = await describeAnew(read, options, describe);
  const keep = async (): Promise<void> => {
    if (parts === undefined) return;
    const entry: CacheEntry = { format: entryFormat, key, parts, ...described };
    await writeEntry(folder, key, JSON.stringify(entry));
  };
  return { ...described, isCached: false, keep };
}

/** `parts` is absent where it could be otherwise the next time: an answer of the network was missing. */
async function describeAnew(
  read: SourceBytes,
  options: ShapingOptions,
  describe: (loaded: LoadedDocument) => Promise<Described>,
): Promise<Described & { parts: CachedPart[] | undefined }> {
  const parts: CachedPart[] = [];
  let isRepeatable = true;
  const { loadBytes } = await import('../load/load.ts');
  const loaded = await loadBytes(read, options, {
    part(url, found) {
      if (found === undefined && url.protocol !== 'file:') isRepeatable = false;
      parts.push({ url: url.href, digest: found === undefined ? null : digestOf(found) });
    },
  });
  const { descriptor, findings } = await describe(loaded);
  return { descriptor, findings, parts: isRepeatable ? parts : undefined };
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

/** The place counts too: what a part refers to is relative to where it was found. */
function digestOf({ url, bytes }: Found): string {
  return digest(`${url.href}\n`, bytes);
}
