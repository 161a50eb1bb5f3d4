/** Returns a URL without user, password and fragment. */
export function withoutCredentials(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
}

/** Returns the text of a URL for messages, without its query, which can contain a key, a signature or a token. */
export function redactUrl(url: URL): string {
  const { href, search } = withoutCredentials(url);
  return search === '' ? href : `${href.slice(0, -search.length)}?REDACTED`;
}

/** Returns a URL without its query, for descriptors: these are stored and emitted, and a query can contain a key. */
export function withoutQuery(url: URL): string {
  const copy = new URL(url);
  copy.search = '';
  return copy.href;
}
