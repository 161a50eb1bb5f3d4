import type { JsonObject } from '../json/value.ts';
import { nonEmptyStrings } from './non-empty-strings.ts';

/**
 * Returns the servers that `schemes`, `host` and `basePath` make (Swagger 2.0, Swagger Object). Without a scheme of its own
 * a server has the scheme of `location`, the URL of the document, or else `https`.
 */
export function serversOf(document: JsonObject, location?: string): JsonObject[] {
  const { host, basePath } = document;
  const path = typeof basePath === 'string' ? basePath.replace(/^\/*/, '/').replace(/(?<!\/)\/+$/, '') : '';
  if (typeof host !== 'string' || host.trim() === '') {
    return typeof basePath === 'string' ? [{ url: path === '' ? '/' : path }] : [];
  }
  const [, ownScheme, authority = ''] =
    /^(?:(https?):)?(?:\/\/)?(.*)$/.exec(host.trim().replace(/(?<!\/)\/+$/, '')) ?? [];
  const defaultScheme = location === undefined ? 'https' : new URL(location).protocol.slice(0, -1);
  const declared = nonEmptyStrings(document['schemes'])?.map((scheme) => scheme.toLowerCase());
  const schemes = declared?.filter((scheme) => scheme === 'https' || scheme === 'http') ?? [];
  // Requests go to the first server, so https comes before http.
  const ordered = schemes.length > 0 ? [...new Set(schemes)].sort().reverse() : [ownScheme ?? defaultScheme];
  return ordered.map((scheme) => ({ url: `${scheme}://${authority}${path}` }));
}
