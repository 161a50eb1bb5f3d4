import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OpenApiMcpError } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { FetchedDocument, Fetcher, FetchLimits } from './fetch-document.ts';
import { readFileBytes, readStandardInput } from './read-bytes.ts';
import { redactUrl, withoutQuery } from '../http/redact-url.ts';

/** The origin of the main document. */
export interface SourceOrigin {
  /** The name of the document in messages. */
  source: string;
  /** The URL of a document from the web, after redirects. */
  location?: string;
  /** The base URL of references: the URL of the document or its file. */
  base: URL;
  /** The fetcher for the documents that the document refers to. */
  fetcher: LazyFetcher;
}

/** The bytes of the main document, with their origin. */
export interface SourceBytes extends SourceOrigin {
  bytes: Buffer;
  /** Says where the document was found, if it was searched for. */
  note?: string;
}

const defaultMaxDocumentBytes = 64 * 1024 * 1024;
const defaultFetchTimeout = 60_000;

/** Returns the fetcher of one load, which the first call creates. */
export type LazyFetcher = () => Promise<Fetcher>;

/** Creates the fetcher of one load on first use, so that a load without fetches does not import it. */
export function lazyFetcher(limits: FetchLimits): LazyFetcher {
  let opened: Promise<Fetcher> | undefined;
  return () => (opened ??= import('./fetch-document.ts').then(({ createFetcher }) => createFetcher(limits)));
}

/**
 * Returns the limits of options, with the defaults for those that are absent. `source` is the main document, whose origin
 * receives its headers.
 */
export function readLimits(options: LoadOptions, source?: string | URL): FetchLimits {
  const url = source === undefined ? undefined : webUrl(source);
  return {
    documentHeaders: options.documentHeaders,
    documentOrigin: url?.origin,
    maxDocumentBytes: options.maxDocumentBytes ?? defaultMaxDocumentBytes,
    fetchTimeout: options.fetchTimeout ?? defaultFetchTimeout,
    signal: options.signal,
    connection: options.connection,
    fetched: options.fetched,
  };
}

/**
 * Reads the main document from a path, a URL, or standard input (`-`).
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, REFERENCE_REFUSED
 */
export async function readSourceBytes(source: string | URL, options: LoadOptions): Promise<SourceBytes> {
  const url = webUrl(source);
  if (url !== undefined) {
    const opened = await openSource(url, options);
    return toSource(await opened.fetch(url), url, opened.fetcher);
  }
  const limits = readLimits(options);
  const fetcher = lazyFetcher(limits);
  if (source === '-') {
    const bytes = await readStandardInput(limits);
    return { source: 'standard input', base: workingDirectory(), fetcher, bytes };
  }
  const path = filePath(source);
  const name = typeof source === 'string' ? source : path;
  const bytes = await readFileBytes(path, limits);
  return { source: name, base: pathToFileURL(resolve(path)), fetcher, bytes };
}

/** The fetches of a main document from the web. */
interface OpenedSource {
  /** The fetcher for the documents that the document refers to. */
  fetcher: LazyFetcher;
  /** Fetches the URL of the document, or one that it leads to. Those of its origin receive its login. */
  fetch(target: URL): Promise<FetchedDocument>;
}

/** Opens the fetches of a main document. */
export async function openSource(url: URL, options: LoadOptions): Promise<OpenedSource> {
  const fetcher = lazyFetcher(readLimits(options, url));
  const { fetchBytes, isPrivate } = await fetcher();
  // The caller chose the URL, and may have chosen a private address. A server chooses its redirects and links.
  const fetch = (target: URL): Promise<FetchedDocument> =>
    fetchBytes(withLogin(target, url), ({ origin }, hop) =>
      (hop === 0 && origin === url.origin) || options.allowPrivateRefs === true || isPrivate(url)
        ? 'anywhere'
        : 'public',
    );
  return { fetcher, fetch };
}

/** Returns the bytes of a document that was fetched, under the URL that names it. */
export function toSource({ bytes, url }: FetchedDocument, named: URL, fetcher: LazyFetcher): SourceBytes {
  return { source: redactUrl(named), location: withoutQuery(url), base: url, fetcher, bytes };
}

/** Returns a URL with the login of another one of its origin. */
function withLogin(url: URL, { origin, username, password }: URL): URL {
  if (url.origin !== origin) return url;
  const copy = new URL(url);
  copy.username = username;
  copy.password = password;
  return copy;
}

/** Returns the base URL of a document without a URL: the working directory. */
export function workingDirectory(): URL {
  return pathToFileURL(`${process.cwd()}/`);
}

/** Returns the URL of a document from the web, or `undefined` for a path. */
export function webUrl(source: string | URL): URL | undefined {
  const text = String(source);
  // A single letter before the colon is a Windows drive, not a scheme.
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file') return undefined;
  if ((scheme === 'http' || scheme === 'https') && URL.canParse(text)) return new URL(text);
  const hint = 'Give a path, or a URL that begins with http:// or https://.';
  throw new OpenApiMcpError('SOURCE_UNREADABLE', `Cannot read from ${text.replace(/\/\/[^/?#]*@/, '//')}.`, {
    hint,
  });
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
