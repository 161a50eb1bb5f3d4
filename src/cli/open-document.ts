import { isFetchedAnonymously } from './document-source.ts';
import { loadOptions } from './flags/document-flags.ts';
import { promptsOf } from './flags/prompt-flags.ts';
import { describeOptions } from './flags/tool-flags.ts';
import type { Finding } from '../errors.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { DescribedDocument, LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { LocatedFinding } from '../validate/locate-findings.ts';
import type { LoadedDocument } from '../load/loaded-document.ts';
import type { SourceBytes } from '../load/read-source.ts';
import type { DocumentFlags } from './flags/document-flags.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { PromptFlags } from './flags/prompt-flags.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';
import type { ToolFlags } from './flags/tool-flags.ts';

/** A document that was loaded and described. */
export interface OpenedDocument extends DescribedApi {
  loaded: LoadedDocument;
}

/** A described document for a server. */
export interface ServedDocument extends DescribedApi {
  /** Absent if the description comes from the cache or from a thread. */
  loaded?: LoadedDocument;
  /** Says where the document was found, if it was searched for. */
  note?: string;
  /** True if the document was fetched without credentials. */
  isAnonymous: boolean;
  /** The URLs of the document and of those that it refers to; `file:` for files. */
  sources: string[];
  /** Returns the findings with their lines. Loads the document again. */
  locateFindings(): Promise<LocatedFinding[]>;
  /** Stores the description for the next start. */
  save(): Promise<void>;
}

type Environment = Record<string, string | undefined>;

/** Flags of a document of a server. */
export type ServedFlags = DocumentFlags & ToolFlags & PromptFlags & MockFlags & { cache: 'on' | 'off' };

/** The part of opening a document that flags do not have. */
export interface ServedOptions {
  operations?: ShapingOptions | undefined;
  /** Documents that were fetched before, if the server may load them again. */
  fetched?: LoadOptions['fetched'];
  /** Describes the document, if it is not cached. By default a thread does, while this one does other work. */
  describe?: Describe | undefined;
}

type Describe = (read: SourceBytes, options: LoadAndDescribeOptions) => Promise<DescribedDocument>;

/** Loads, describes and shapes a document. */
export async function openDocument(
  source: string,
  flags: DocumentFlags & ToolFlags & PromptFlags,
  environment: Environment,
  operations?: ShapingOptions,
): Promise<OpenedDocument> {
  // `index` is large, and a start from the cache does not need it.
  const { describeApi, loadDocument } = await import('../index.ts');
  const prompts = await promptsOf(flags);
  const loaded = await loadDocument(source, await loadOptions(flags, environment));
  return { loaded, ...describeApi(loaded, describeOptions(flags, operations, prompts)) };
}

/** Opens a document for a mock, with the URLs of the documents that it consists of. */
async function openMockedDocument(
  source: string,
  flags: DocumentFlags & ToolFlags & PromptFlags,
  environment: Environment,
  { operations, fetched }: ServedOptions,
): Promise<OpenedDocument & { sources: string[] }> {
  const [{ describeApi }, { loadBytes }, { readDocumentBytes }] = await Promise.all([
    import('../index.ts'),
    import('../load/load-document.ts'),
    import('../load/read-document.ts'),
  ]);
  const prompts = await promptsOf(flags);
  const options = await loadOptions(flags, environment, fetched);
  const read = await readDocumentBytes(source, options);
  const sources = [read.base.href];
  const loaded = await loadBytes(read, options, { externalDocument: ({ href }) => void sources.push(href) });
  return { loaded, sources, ...describeApi(loaded, describeOptions(flags, operations, prompts)) };
}

/** Opens a document for a server: from the cache if nothing has changed, or else described anew. */
export async function openServedDocument(
  source: string,
  flags: ServedFlags,
  environment: Environment,
  { operations, fetched, describe = describeInThread }: ServedOptions = {},
): Promise<ServedDocument> {
  const isAnonymous = isFetchedAnonymously(source, flags);
  if (flags.mock === true) {
    // A mock reads the document itself.
    const opened = await openMockedDocument(source, flags, environment, { operations, fetched });
    const { note } = opened.loaded;
    const options = await loadOptions(flags, environment, fetched);
    return {
      ...opened,
      ...(note === undefined ? {} : { note }),
      isAnonymous,
      locateFindings: () => locate(source, options, opened.findings),
      save: async () => undefined,
    };
  }
  const folder = flags.cache === 'off' ? undefined : await findCacheFolder(environment);
  const { openDescription } = await import('../cache/open-description.ts');
  const prompts = await promptsOf(flags);
  const options = {
    ...(await loadOptions(flags, environment, fetched)),
    ...describeOptions(flags, operations, prompts),
  };
  const opened = await openDescription(source, options, folder, describe);
  return { ...opened, isAnonymous, locateFindings: () => locate(source, options, opened.findings) };
}

// A start from the cache loads neither.
const describeInThread: Describe = async (...document) =>
  (await import('../thread/describe-in-thread.ts')).describeInThread(...document);

/** Describes a document in this thread, which has no other work. */
export const describeInProcess: Describe = async (...document) =>
  (await import('../thread/describe-in-process.ts')).describeInProcess(...document);

async function locate(source: string, options: LoadOptions, findings: Finding[]): Promise<LocatedFinding[]> {
  const { locateFindings } = await import('../validate/locate-findings.ts');
  return locateFindings(source, options, findings);
}

async function findCacheFolder(environment: Environment): Promise<string | undefined> {
  const { cacheFolder } = await import('../cache/cache-folder.ts');
  return cacheFolder(environment);
}
