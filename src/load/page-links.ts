import { parseLinkHeader } from '../http/link-header.ts';

/** The part of a page that is searched, which is more than any documentation page has before its links. */
const searched = 500_000;

/** The attributes of the elements that show a document, as of Redoc, Scalar, RapiDoc and Stoplight. */
const attribute = /\b(?:spec-url|data-url|apidescriptionurl|data-spec-url)\s*=\s*["']?([^"'\s<>]{1,2000})/gi;

/** The setting of the scripts that show a document, as `url: '/openapi.json'` of Swagger UI and Scalar. */
const setting =
  /["']?\b(?:url|specUrl|spec_url|openapi_url|configUrl)["']?\s*:\s*["']([^"'\s<>]{1,2000})["']/g;

/** The call of Redoc, whose first argument is the URL. */
const redoc = /\bRedoc\.init\(\s*["']([^"'\s<>]{1,2000})["']/g;

/** The call that fetches a document for a page that shows it. */
const fetched = /\bfetch\(\s*["']([^"'\s<>]{1,2000}\.(?:json|ya?ml)(?:\?[^"'\s<>]{0,500})?)["']/g;

/** The name of a program that shows a document. Other pages have `url:` for anything. */
const viewer = /swagger-?ui|redoc|scalar|api-?reference|rapi-?doc|elements-api|openapi-explorer/i;

/** The script of Swagger UI that has its settings since version 4. */
const initializer =
  /<script[^>]{0,500}\bsrc\s*=\s*["']?([^"'\s<>]{0,1500}swagger-initializer\.js[^"'\s<>]{0,200})/gi;

/** The targets of the links `rel=service-desc` of a `Link` header (RFC 8631 §4.1). */
export function serviceDescriptions(header: string): string[] {
  return parseLinkHeader(header)
    .filter(({ relations }) => relations.includes('service-desc'))
    .map(({ target }) => target);
}

/** Returns the URLs that a page or a script shows as those of its document, in the order of their certainty. */
export function pageLinks(page: string): string[] {
  const text = page.slice(0, searched);
  const links = [...text.matchAll(/<link\b[^>]{0,2000}>/gi)].map(([element]) => element);
  const described = links
    .filter((element) => /\brel\s*=\s*["']?[^"'>]{0,200}\bservice-desc\b/i.test(element))
    .flatMap((element) => /\bhref\s*=\s*["']?([^"'\s<>]{1,2000})/i.exec(element)?.[1] ?? []);
  const isViewer = !/^\s*</.test(text) || viewer.test(text);
  const shown = [attribute, redoc, ...(isViewer ? [setting, fetched] : [])].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, url = '']) => url),
  );
  return [...new Set([...described, ...shown].map(unescaped))];
}

/** Returns the URLs of the scripts of a page that name its document. */
export function settingScripts(page: string): string[] {
  return [...page.slice(0, searched).matchAll(initializer)].map(([, url = '']) => unescaped(url));
}

/** Undoes the escapes that JSON and HTML need in a URL. */
function unescaped(url: string): string {
  return url.replaceAll('\\/', '/').replaceAll('&amp;', '&');
}
