import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OpenApiMcpError } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { Fetcher, FetchLimits } from './fetch-document.ts';
import { readFileBytes, readStandardInput } from './read-bytes.ts';
import { shownUrl, withoutQuery } from '../http/shown-url.ts';

/** Where a document was found. */
export interface SourcePlace {
  /** For messages. */
  source: string;
  /** Where it was found at last, when that is on the web. */
  location?: string;
  /** References resolve against it: a file or web URL. */
  base: URL;
  /** What fetched it, or could have: for the documents that it refers to. */
  fetcher: LazyFetcher;
}

/** A document as it was read, not decoded yet. */
export interface SourceBytes extends SourcePlace {
  bytes: Buffer;
}

const defaultMaxDocumentBytes = 64 * 1024 * 1024;
const defaultFetchTimeout = 60_000;

/** One fetcher for one load, made when the first document is fetched. */
export type LazyFetcher = () => Promise<Fetcher>;

export function lazyFetcher(limits: FetchLimits): LazyFetcher {
  let opened: Promise<Fetcher> | undefined;
  return () => (opened ??= import('./fetch-document.ts').then(({ createFetcher }) => createFetcher(limits)));
}

/** The limits of reading that the options ask for. */
export function readLimits(options: LoadOptions): FetchLimits {
  return {
    maxDocumentBytes: options.maxDocumentBytes ?? defaultMaxDocumentBytes,
    fetchTimeout: options.fetchTimeout ?? defaultFetchTimeout,
    signal: options.signal,
    connection: options.connection,
  };
}

/** Reads a document from wherever it is. */
export async function readSourceBytes(source: string | URL, options: LoadOptions): Promise<SourceBytes> {
  const limits = readLimits(options);
  const fetcher = lazyFetcher(limits);
  if (source === '-') {
    const bytes = await readStandardInput(limits);
    return { source: 'standard input', base: workingDirectory(), fetcher, bytes };
  }
  const url = webUrl(source);
  if (url === undefined) {
    const path = filePath(source);
    const name = typeof source === 'string' ? source : path;
    const bytes = await readFileBytes(path, limits);
    return { source: name, base: pathToFileURL(resolve(path)), fetcher, bytes };
  }
  const { fetchBytes, isPrivate } = await fetcher();
  // Whoever gave the URL wants what is there; where it redirects to is the choice of another.
  const { bytes, url: found } = await fetchBytes(url, (_, hop) =>
    hop === 0 || options.allowPrivateRefs === true || isPrivate(url) ? 'anywhere' : 'public',
  );
  return { source: shownUrl(url), location: withoutQuery(found), base: found, fetcher, bytes };
}

/** What the references of a document without a place of its own resolve against. */
export function workingDirectory(): URL {
  return pathToFileURL(`${process.cwd()}/`);
}

function webUrl(source: string | URL): URL | undefined {
  const text = String(source);
  // One letter before the colon is a Windows drive.
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file') return undefined;
  if ((scheme === 'http' || scheme === 'https') && URL.canParse(text)) return new URL(text);
  const hint = 'Give a path, or a URL that begins with http:// or https://.';
  throw new OpenApiMcpError('SOURCE_UNREADABLE', `Cannot read from ${text}.`, { hint });
}

function filePath(source: string | URL): string {
  if (typeof source === 'string' && !/^file:/i.test(source)) return source;
  try {
    return fileURLToPath(source);
  } catch (cause) {
    const hint = 'Write it as file:///absolute/path.';
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `Cannot read from ${String(source)}.`, { cause, hint });
  }
}
