import type { ConnectionOptions } from '../http/connection-options.ts';

/** A GET that follows no redirect. */
export type Fetch = (url: string, init?: { headers?: Headers | Record<string, string> }) => Promise<Response>;

const timeout = 10_000;

/** How an issuer is reached: over the proxies, and by the authorities, that all requests of this server go by. */
export function createFetch(connection: ConnectionOptions = {}): Fetch {
  return async (url, { headers } = {}) => {
    // A start without access tokens does without TLS.
    const { fetchText } = await import('../http/fetch-text.ts');
    const request = { method: 'GET', headers: Object.fromEntries(new Headers(headers)) };
    const { status, contentType, text } = await fetchText(url, request, connection, { timeout });
    // These may have no body (Fetch standard, null body status).
    const body = [204, 205, 304].includes(status) ? null : text;
    return new Response(body, { status, headers: { 'content-type': contentType } });
  };
}
