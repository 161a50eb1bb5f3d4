/** A host with a port, or an address without one, at the beginning of a server URL. */
const authority =
  /^(?:(?:[a-z0-9.-]+|\[[\da-f:.]+\]):(?:\d{1,5}|\{[^{}/]+\})|localhost|\d{1,3}(?:\.\d{1,3}){3})(?=[/?#]|$)/i;

/**
 * Returns a server URL with a scheme, if it begins with a host and has none. No relative URL begins so (RFC 3986 §4.2). The
 * scheme is that of the document's URL, whose own host needs no port; in a file it is https for port 443, and else http, as
 * for a server under development. Returns `undefined` for any other URL.
 */
export function withScheme(url: string, location: string | undefined): string | undefined {
  const text = url.trim();
  const page = location === undefined ? undefined : new URL(location);
  const [first = ''] = text.split(/[?#/]/);
  const host = page !== undefined && first.toLowerCase() === page.host ? first : authority.exec(text)?.[0];
  if (host === undefined) return undefined;
  return `${page?.protocol ?? (host.endsWith(':443') ? 'https:' : 'http:')}//${text}`;
}
