import { openDocument } from './api.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionFlags } from './connection.ts';
import type { DocumentFlags, MockFlags } from './options.ts';
import type { DescribedBytes } from '../cache/describe.ts';
import type { ShapingOptions } from '../cache/key.ts';
import type { DescribedApi, LoadedDocument } from '../index.ts';
import type { SourceBytes } from '../load/source.ts';

/** A document to be served. */
export interface ServedDocument extends DescribedApi {
  /** Absent where an earlier start had described it. */
  loaded?: LoadedDocument;
  /** Keeps the description for the next start. */
  keep(): Promise<void>;
}

/** Opens a document as quickly as may be: described before, if nothing has changed since. */
export async function openServed(
  source: string,
  flags: DocumentFlags & MockFlags & ConnectionFlags & { cache?: 'on' | 'off' },
  environment: Record<string, string | undefined>,
): Promise<ServedDocument> {
  // A mock answers from the document itself.
  if (flags.mock === true)
    return { ...(await openDocument(source, flags, environment)), keep: async () => undefined };
  const folder = flags.cache === 'off' ? undefined : await findFolder(environment);
  const { openDescription } = await import('../cache/open.ts');
  const connection = connectionOf(flags, environment);
  return openDescription(source, { ...flags, connection }, folder, describeMeanwhile);
}

/** Describing and loading an SDK take about as long as each other. */
async function describeMeanwhile(read: SourceBytes, options: ShapingOptions): Promise<DescribedBytes> {
  const { describeAside } = await import('../thread/describe.ts');
  const [described] = await Promise.all([describeAside(read, options), import('../serve/sdk-v2.ts')]);
  return described;
}

async function findFolder(environment: Record<string, string | undefined>): Promise<string | undefined> {
  const { cacheFolder } = await import('../cache/folder.ts');
  return cacheFolder(environment);
}
