import type { IncomingMessage, ServerResponse } from 'node:http';

/** What scripts may read of an answer besides its body. */
const exposedHeaders = 'Mcp-Session-Id, Mcp-Protocol-Version, WWW-Authenticate, Retry-After';

/** How long a browser need not ask again, in seconds; Chromium takes no more. */
const maxAge = '7200';

/**
 * Lets scripts of a page read answers (Fetch standard, CORS protocol), where the page's origin is one of those that were
 * named. Whether the request was the browser's question before one, which is answered then.
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
    // Which headers a request needs is for the protocol and --forward-header to say: these pages are trusted with them.
    'access-control-allow-headers':
      request.headers['access-control-request-headers'] ?? 'content-type, authorization',
    'access-control-max-age': maxAge,
  });
  response.end();
  return true;
}

/** As browsers write it: small letters, no default port. Those of extensions are no web origins. */
export function normalizeOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.origin === 'null' ? text.toLowerCase() : url.origin;
}
