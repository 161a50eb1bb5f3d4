import { isOpenApiMcpError } from '../errors.ts';
import { openSource, readSourceBytes, toSource, webUrl } from './read-source.ts';
import type { LoadOptions } from './load-options.ts';
import type { SourceBytes } from './read-source.ts';

/**
 * Reads the main document from a path, a URL, or standard input (`-`). Where a URL has a page, or is a folder without a
 * document, the document is searched for.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, REFERENCE_REFUSED
 */
export async function readDocumentBytes(source: string | URL, options: LoadOptions): Promise<SourceBytes> {
  const url = webUrl(source);
  if (url === undefined) return readSourceBytes(source, options);
  const { fetcher, fetch } = await openSource(url, options);
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

function hasPassword(bytes: Buffer): boolean {
  return /<input[^>]{0,300}\btype\s*=\s*["']?password/i.test(bytes.toString('latin1', 0, 100_000));
}
