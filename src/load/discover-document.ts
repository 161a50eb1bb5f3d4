import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { redactUrl } from '../http/redact-url.ts';
import { decodeDocument } from './decode-document.ts';
import { pageLinks, serviceDescriptions, settingScripts } from './page-links.ts';
import type { FetchedDocument } from './fetch-document.ts';

/** A document that was found at another URL than the given one. */
export interface DiscoveredDocument {
  fetched: FetchedDocument;
  /** Says where the document was found. */
  note: string;
}

/** Most requests of one search. */
const maximumRequests = 30;

/** The places of documents, relative to the given URL and to its origin, that frameworks choose. */
const commonPaths = [
  'openapi.json',
  'swagger.json',
  'v3/api-docs',
  'api-docs',
  'openapi.yaml',
  'swagger/v1/swagger.json',
  'api/openapi.json',
  '.well-known/openapi.json',
  'v2/api-docs',
  'spec.json',
  'api/spec.yaml',
  'api/docs',
  'api/schema/',
  '__api__',
];

/** Returns true for bytes that have the field `openapi` or `swagger` of a document. */
export function isDocument(bytes: Buffer): boolean {
  return /(?:^|[\s{,])["']?(?:openapi|swagger)["']?\s*:\s*["']?[1-9]/.test(decodeDocument(bytes));
}

/** Returns true for an HTML page. */
export function isPage(bytes: Buffer): boolean {
  return /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(decodeDocument(bytes.subarray(0, 10_000)));
}

/**
 * Searches for the document of an API: in the links of a response (RFC 8631), in the scripts of its page, and where
 * frameworks put it, if the URL is a folder. Only a page leads to another origin. Returns `undefined` if there was nothing
 * to try.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND with everything that was tried
 */
export async function discoverDocument(
  given: URL,
  first: FetchedDocument | undefined,
  fetch: (url: URL) => Promise<FetchedDocument>,
): Promise<DiscoveredDocument | undefined> {
  const tried = new Map<string, string>();

  /** Fetches a URL once. Returns `undefined` for a URL without a response of status 2xx. */
  async function fetchOnce(url: URL): Promise<FetchedDocument | undefined> {
    const key = redactUrl(url);
    if (tried.has(key) || tried.size >= maximumRequests) return undefined;
    tried.set(key, 'no document');
    try {
      return await fetch(url);
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      const status = /\bresponded with (\d{3})\b/.exec(error.message)?.[1];
      tried.set(key, status ?? error.message.replace(/\.$/, ''));
      return undefined;
    }
  }

  async function documentAt(url: URL): Promise<FetchedDocument | undefined> {
    const fetched = await fetchOnce(url);
    if (fetched === undefined) return undefined;
    if (isDocument(fetched.bytes)) return fetched;
    // The configuration of Swagger UI in springdoc names the document in JSON.
    for (const link of isPage(fetched.bytes) ? [] : resolved(pageLinks(decodeDocument(fetched.bytes)), url)) {
      const linked = await fetchOnce(link);
      if (linked !== undefined && isDocument(linked.bytes)) return linked;
    }
    return undefined;
  }

  async function firstDocument(urls: URL[], reason: string): Promise<DiscoveredDocument | undefined> {
    for (const url of urls) {
      const fetched = await documentAt(url);
      if (fetched === undefined) continue;
      const shown = redactUrl(fetched.url);
      const away = fetched.url.origin === given.origin ? '' : ', on another origin';
      return { fetched, note: `The document was read from ${shown}${away}: ${reason}.` };
    }
    return undefined;
  }

  if (first !== undefined) {
    const text = decodeDocument(first.bytes);
    const headed = await firstDocument(
      resolved(serviceDescriptions(first.link), first.url),
      `the Link header of ${redactUrl(given)} names it`,
    );
    if (headed !== undefined) return headed;
    // JSON has `url` for anything.
    const links = isPage(first.bytes) ? resolved(pageLinks(text), first.url) : [];
    for (const script of resolved(settingScripts(text), first.url)) {
      if (script.origin !== first.url.origin) continue;
      const fetched = await fetchOnce(script);
      if (fetched !== undefined) links.push(...resolved(pageLinks(decodeDocument(fetched.bytes)), first.url));
    }
    const linked = await firstDocument(links, `the page ${redactUrl(given)} names it`);
    if (linked !== undefined) return linked;
  }
  // A page that is no folder may be anything, such as an article about another API.
  const folders = given.pathname.endsWith('/') ? [...new Set([given.pathname, '/'])] : [];
  const common = await firstDocument(
    folders.flatMap((folder) => commonPaths.map((path) => withPath(given, folder + path))),
    `${redactUrl(given)} is no document`,
  );
  if (common !== undefined || tried.size === 0) return common;
  const list = [...tried].map(([url, result]) => `${url} (${result})`).join(', ');
  throw new OpenApiMcpError(
    'SOURCE_NOT_FOUND',
    `${redactUrl(given)} is no OpenAPI document, and none was found at ${list}.`,
    { hint: 'Give the URL of the OpenAPI document itself.', location: { source: redactUrl(given) } },
  );
}

/** Returns the web URLs among links, resolved against the page. */
function resolved(links: string[], page: URL): URL[] {
  return links
    .filter((link) => URL.canParse(link, page.href))
    .map((link) => new URL(link, page))
    .filter(({ protocol }) => protocol === 'http:' || protocol === 'https:');
}

/** Returns a URL of the same origin with another path. */
function withPath(url: URL, path: string): URL {
  const copy = new URL(url);
  copy.pathname = path;
  copy.search = '';
  copy.hash = '';
  return copy;
}
