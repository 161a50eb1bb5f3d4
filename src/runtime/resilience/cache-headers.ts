import { firstLine, joinLines } from '../../http/field-lines.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { CachedResponse } from './cache-store.ts';

/** Headers of the bytes on the wire, and not of the decoded body. */
const wireHeaders = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

type ResponseHeaders = HttpResponse['headers'];

/**
 * Returns a response as the cache may store it. Without a freshness of its own, a success has the default, and is
 * revalidated each time where that is 0. Responses that are not complete, or that redirects led to, are not stored.
 *
 * @param milliseconds the default freshness
 */
export function freshResponse(
  response: HttpResponse,
  milliseconds: number,
): Pick<HttpResponse, 'status' | 'headers' | 'body'> {
  const { status, body, ending, finalTarget } = response;
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => !wireHeaders.has(name)),
  );
  const isWhole = ending === 'complete' && finalTarget === undefined;
  return {
    status,
    body,
    headers: isWhole ? withFreshness(headers, status, milliseconds) : unstored(headers),
  };
}

function withFreshness(headers: ResponseHeaders, status: number, milliseconds: number): ResponseHeaders {
  const control = joinLines(headers['cache-control']);
  const isExplicit = /\b(max-age|no-store|no-cache)\b/i.test(control) || headers['expires'] !== undefined;
  if (isExplicit) return headers;
  // A guess by Last-Modified (RFC 9111 §4.2.2) could be wrong for months.
  if (status < 200 || status > 299) return unstored(headers);
  const seconds = Math.ceil(milliseconds / 1000);
  return { ...headers, 'cache-control': `${control === '' ? '' : `${control}, `}max-age=${seconds}` };
}

function unstored(headers: ResponseHeaders): ResponseHeaders {
  return { ...headers, 'cache-control': 'no-store' };
}

/** Returns a request that asks whether a stored response is still valid (RFC 9111 §4.3.1). */
export function withValidators(request: HttpRequest, { etag, headers }: CachedResponse): HttpRequest {
  const modified = firstLine(headers['last-modified']);
  return {
    ...request,
    headers: [
      ...request.headers,
      ...(etag === undefined ? [] : [['If-None-Match', etag] satisfies [string, string]]),
      ...(modified === undefined ? [] : [['If-Modified-Since', modified] satisfies [string, string]]),
    ],
  };
}

/** Returns a stored response with the headers of a 304 (RFC 9111 §4.3.4), unless the 304 is about another one. */
export function revalidated(
  { statusCode, headers: stored, etag, body }: CachedResponse,
  { headers, attempts }: HttpResponse,
): HttpResponse | undefined {
  const current = headers['etag'];
  if (current !== undefined && weak(current) !== weak(etag)) return undefined;
  const fresh = Object.entries(headers).filter(([name]) => !wireHeaders.has(name));
  // The age of the stored response is that of a response before.
  const { age: _age, ...kept } = stored;
  return {
    status: statusCode,
    headers: { ...kept, ...Object.fromEntries(fresh) },
    body: Buffer.from(body),
    ending: 'complete',
    cache: { result: 'revalidated', age: 0 },
    ...(attempts === undefined ? {} : { attempts }),
  };
}

function weak(etag: string | string[] | undefined): string {
  return String(etag).replace(/^W\//, '');
}
