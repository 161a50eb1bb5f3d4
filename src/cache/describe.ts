import { digestOf } from './cache-key.ts';
import { describeApi } from '../describe/describe-api.ts';
import { loadBytes } from '../load/load-document.ts';
import type { CachedPart } from './cache-entry.ts';
import type { ShapingOptions } from './cache-key.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { SourceBytes } from '../load/read-source.ts';

/** A description, and the other documents that it was made from. */
export interface DescribedBytes extends DescribedApi {
  /** Absent where they could be others the next time: an answer of the network was missing. */
  parts: CachedPart[] | undefined;
}

/** Loads and describes a document that was read. */
export async function describeBytes(read: SourceBytes, options: ShapingOptions): Promise<DescribedBytes> {
  const parts: CachedPart[] = [];
  let isRepeatable = true;
  const loaded = await loadBytes(read, options, {
    part(url, found) {
      if (found === undefined && url.protocol !== 'file:') isRepeatable = false;
      parts.push({ url: url.href, digest: found === undefined ? null : digestOf(found) });
    },
  });
  return { ...describeApi(loaded, options), parts: isRepeatable ? parts : undefined };
}
