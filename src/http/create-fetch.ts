import { omitUndefined } from '../json/omit-undefined.ts';
import type { LookupFunction } from 'node:net';
import type { ClientCertificate, ConnectionOptions } from './connection-options.ts';

/** A request of `Fetch`. */
export interface FetchInit {
  method?: string;
  headers?: Headers | Record<string, string>;
  body?: URLSearchParams | string | null | undefined;
}

/** The `fetch` that OAuth packages accept instead of the global function. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/**
 * Creates a `fetch` that uses the proxies and certificates of a connection. It follows no redirects, and loads the code
 * of TLS on first use.
 */
export function createFetch(
  connection: ConnectionOptions,
  options: { timeout: number; certificate?: ClientCertificate | undefined; lookup?: LookupFunction },
): Fetch {
  return async (url, { method = 'GET', headers, body } = {}) => {
    const { fetchText } = await import('./fetch-text.ts');
    const request = omitUndefined({
      method,
      headers: headers instanceof Headers ? Object.fromEntries(headers) : (headers ?? {}),
      body: body?.toString(),
    });
    const { status, contentType, text } = await fetchText(url, request, connection, omitUndefined(options));
    // These have no body (Fetch standard, null body status).
    const hasBody = ![204, 205, 304].includes(status);
    return new Response(hasBody ? text : null, { status, headers: { 'content-type': contentType } });
  };
}
