import { isOpenApiMcpError } from '../errors.ts';
import { redactUrl, withoutQuery } from '../http/redact-url.ts';
import { lazyFetcher, readLimits, readSourceBytes, webUrl } from './read-source.ts';
import type { LoadOptions } from './load-options.ts';
import type { FetchedDocument } from './fetch-document.ts';
import type { LazyFetcher, SourceBytes } from './read-source.ts';

/**
 * Reads the main document from a path, a URL, or standard input (`-`). Where a URL has a page, or is a folder without a
 * document, the document is searched for.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, REFERENCE_REFUSED
 */
export async function readDocumentBytes(source: string | URL, options: LoadOptions): Promise<SourceBytes> {
  const url = webUrl(source);
  if (url === undefined) return readSourceBytes(source, options);
  const fetcher = lazyFetcher(readLimits(options, source));
  const { fetchBytes, isPrivate } = await fetcher();
  // The caller chose the URL, and may have chosen a private address. A server chooses its redirects and links.
  const fetch = (target: URL): Promise<FetchedDocument> =>
    fetchBytes(withLogin(target, url), ({ origin }, hop) =>
      (hop === 0 && origin === url.origin) || options.allowPrivateRefs === true || isPrivate(url)
        ? 'anywhere'
        : 'public',
    );
  const isFolder = url.pathname.endsWith('/');
  const first = await fetch(url).catch((error: unknown) => {
    if (isFolder && isOpenApiMcpError(error) && error.code === 'SOURCE_NOT_FOUND') return undefined;
    throw error;
  });
  const { discoverDocument, isDocument, isPage } = await import('./discover-document.ts');
  const isFound = first !== undefined && (isFolder ? isDocument(first.bytes) : !isPage(first.bytes));
  if (isFound) return toSource(first, url, fetcher);
  const discovered = await discoverDocument(url, first, fetch).catch((error: unknown) => {
    // The error of the page itself says more about one that asks for a login.
    if (first !== undefined && hasPassword(first.bytes)) return undefined;
    throw error;
  });
  if (discovered === undefined) return toSource(first ?? (await fetch(url)), url, fetcher);
  const { fetched, note } = discovered;
  // References from another origin get no headers of the given one.
  const named = fetched.url.origin === url.origin ? fetched.url : url;
  return { ...toSource(fetched, named, fetcher), note };
}

function toSource({ bytes, url }: FetchedDocument, named: URL, fetcher: LazyFetcher): SourceBytes {
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

function hasPassword(bytes: Buffer): boolean {
  return /<input[^>]{0,300}\btype\s*=\s*["']?password/i.test(bytes.toString('latin1', 0, 100_000));
}
