import { connectionOf } from './connection.ts';
import type { ConnectionFlags } from './connection.ts';
import type { DocumentFlags, MockFlags } from './options.ts';
import type { DescribedApi, LoadedDocument } from '../index.ts';

/** A document to be served. */
export interface ServedDocument extends DescribedApi {
  /** Absent where an earlier start had described it. */
  loaded?: LoadedDocument;
  /** Keeps the description for the next start. */
  keep(): Promise<void>;
}

/**
 * Opens a document as quickly as may be: described before, if nothing has changed since. `meanwhile` is done while
 * another thread describes it.
 */
export async function openServed(
  source: string,
  flags: DocumentFlags & MockFlags & ConnectionFlags & { cache?: 'on' | 'off' },
  environment: Record<string, string | undefined>,
  meanwhile: () => Promise<void>,
): Promise<ServedDocument> {
  if (flags.mock === true) {
    // A mock answers from the document itself.
    const { openDocument } = await import('./api.ts');
    return { ...(await openDocument(source, flags, environment)), keep: async () => undefined };
  }
  const folder = flags.cache === 'off' ? undefined : await findFolder(environment);
  const { openDescription } = await import('../cache/open-description.ts');
  const connection = connectionOf(flags, environment);
  const { save, ...opened } = await openDescription(
    source,
    { ...flags, connection },
    folder,
    async (read, options) => {
      const { describeInThread } = await import('../thread/describe-in-thread.ts');
      const [described] = await Promise.all([describeInThread(read, options), meanwhile()]);
      return described;
    },
  );
  return { ...opened, keep: save };
}

async function findFolder(environment: Record<string, string | undefined>): Promise<string | undefined> {
  const { cacheFolder } = await import('../cache/cache-folder.ts');
  return cacheFolder(environment);
}
