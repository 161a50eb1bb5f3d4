import { parseEntry } from './cache-entry.ts';
import { cacheKey, entryFormat } from './cache-key.ts';
import { readEntry, touchEntry, writeEntry } from './entry-store.ts';
import { digestDocument } from '../load/document-digest.ts';
import { readReferencedDocument } from '../load/read-referenced-document.ts';
import { readDocumentBytes } from '../load/read-document.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { DocumentDigest } from '../load/document-digest.ts';
import type { SourceBytes, SourceOrigin } from '../load/read-source.ts';

/** The description of a document, from the cache or new. */
export interface OpenedDescription extends DescribedApi {
  /** Says where the document was found, if it was searched for. */
  note?: string;
  /** True if the description is from the cache. */
  isCached: boolean;
  /** The URLs of the document and of those that it refers to; `file:` for files. */
  sources: string[];
  /** Writes a new description to the cache, or marks a cached one as used. Never rejects. */
  save(): Promise<void>;
}

const concurrency = 16;

/**
 * Returns the cached description of a document, if neither the document nor any external document has changed since, or
 * else describes it with `describe`. All documents are read in any case. Without a folder nothing is cached.
 */
export async function openDescription(
  source: string | URL,
  given: LoadAndDescribeOptions,
  folder: string | undefined,
  describe: (read: SourceBytes, options: LoadAndDescribeOptions) => Promise<DescribedDocument>,
): Promise<OpenedDescription> {
  const options = given.overlays === undefined ? given : await withOverlays(given);
  const read = await readDocumentBytes(source, options);
  const noted = read.note === undefined ? {} : { note: read.note };
  if (folder === undefined) {
    const { descriptor, findings, externalDocuments } = await describe(read, options);
    const sources = sourcesOf(read, externalDocuments);
    return { descriptor, findings, sources, ...noted, isCached: false, save: async () => undefined };
  }
  const key = cacheKey(read, options);
  const cached = parseEntry((await readEntry(folder, key)) ?? '', key);
  if (cached !== undefined && (await areUnchanged(cached.externalDocuments, read, options))) {
    const { descriptor, findings, externalDocuments } = cached;
    const sources = sourcesOf(read, externalDocuments);
    return { descriptor, findings, sources, ...noted, isCached: true, save: () => touchEntry(folder, key) };
  }
  const { externalDocuments, isCacheable, ...described } = await describe(read, options);
  const save = async (): Promise<void> => {
    if (!isCacheable) return;
    const entry: CacheEntry = { format: entryFormat, key, externalDocuments, ...described };
    await writeEntry(folder, key, JSON.stringify(entry));
  };
  return { ...described, ...noted, sources: sourcesOf(read, externalDocuments), isCached: false, save };
}

function sourcesOf({ base }: SourceOrigin, documents: DocumentDigest[]): string[] {
  return [base.href, ...documents.map(({ url }) => url)];
}

/** Returns options with the content of their overlays, which the description depends on. */
async function withOverlays(options: LoadAndDescribeOptions): Promise<LoadAndDescribeOptions> {
  const { readOverlays } = await import('../load/overlay/read-overlays.ts');
  return { ...options, overlays: await readOverlays(options) };
}

/** Returns true if every external document has the same digest as before. */
async function areUnchanged(
  documents: DocumentDigest[],
  origin: SourceOrigin,
  options: LoadAndDescribeOptions,
): Promise<boolean> {
  const queue = [...documents];
  let unchanged = true;
  const workers = Array.from({ length: concurrency }, async () => {
    for (let document = queue.shift(); document !== undefined && unchanged; document = queue.shift()) {
      const digest = await currentDigest(document.url, origin, options);
      if (digest !== document.digest) unchanged = false;
    }
  });
  await Promise.all(workers);
  return unchanged;
}

async function currentDigest(
  url: string,
  origin: SourceOrigin,
  options: LoadAndDescribeOptions,
): Promise<string | null> {
  try {
    return digestDocument(await readReferencedDocument(new URL(url), origin, options));
  } catch {
    return null;
  }
}
