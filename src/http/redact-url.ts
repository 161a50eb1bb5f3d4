/** The URL fit for messages and for resolving others against it. */
export function withoutCredentials(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
}

/** For messages: a query can hold a key, a signature or a token. */
export function redactUrl(url: URL): string {
  const { href, search } = withoutCredentials(url);
  return search === '' ? href : `${href.slice(0, -search.length)}?REDACTED`;
}

/** Descriptors are kept and emitted, so a key in the query stays out of them; servers resolve against the rest alone. */
export function withoutQuery(url: URL): string {
  const copy = new URL(url);
  copy.search = '';
  return copy.href;
}
