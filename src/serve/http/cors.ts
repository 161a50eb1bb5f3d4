import type { IncomingMessage, ServerResponse } from 'node:http';

/** Response headers that scripts may read. */
const exposedHeaders = 'Mcp-Session-Id, Mcp-Protocol-Version, WWW-Authenticate, Retry-After';

/** Seconds that a browser caches a preflight; Chromium allows no more. */
const maxAge = '7200';

/**
 * Adds CORS headers if the origin of the page is one of `origins` (Fetch standard, CORS protocol). Returns true for a
 * preflight, after responding to it.
 */
export function handleCors(request: IncomingMessage, response: ServerResponse, origins: string[]): boolean {
  if (origins.length === 0) return false;
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(normalizeOrigin(origin))) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposedHeaders);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
    return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, DELETE',
    // The protocol and --forward-header need arbitrary headers, and the pages are trusted.
    'access-control-allow-headers':
      request.headers['access-control-request-headers'] ?? 'content-type, authorization',
    'access-control-max-age': maxAge,
  });
  response.end();
  return true;
}

/**
 * Returns an origin as browsers write it: in lower case, without the default port. Origins of extensions are not web
 * origins.
 */
export function normalizeOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.origin === 'null' ? text.toLowerCase() : url.origin;
}
