/**
 * Returns the URL of a server whose variables have values, resolved against the location of the document. A URL without
 * a path is the root of the origin: by RFC 3986 it would be the document itself, which no API is served below.
 *
 * @throws TypeError for text that is no URL
 */
export function resolveServerUrl(text: string, location: string | undefined): URL {
  return new URL(text.trim().replace(/^(?=[?#]|$)/, '/'), location);
}
