import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import type { HttpRequest } from '../../http/http-message.ts';
import type { SendOptions } from '../request/send-request.ts';
import type { CachedResponse, CacheKey, CacheValue, ResponseStore, UndiciStore } from './cache-store.ts';

/** Headers that differ between requests for the same response. */
const traceHeaders = new Set(['traceparent', 'tracestate', 'baggage', 'x-request-id']);

/** The part of a store that the cache interceptor of undici uses for one call. */
export class CachePartition implements UndiciStore {
  /** The response that the store had. */
  found: CachedResponse | undefined;
  /** True once the response of the call is stored. */
  stored: boolean | Promise<boolean> = false;
  /** Settles when the responses that the call invalidates are removed. */
  invalidated: Promise<unknown> = Promise.resolve();
  readonly #store: ResponseStore;
  readonly #partition: string;
  readonly #isSafe: boolean;

  /** @param isSafe false for a call that invalidates the responses to all callers */
  constructor(store: ResponseStore, partition: string, isSafe: boolean) {
    this.#store = store;
    this.#partition = partition;
    this.#isSafe = isSafe;
  }

  async get(key: CacheKey): Promise<CachedResponse | undefined> {
    const response = await this.#store.get(uriOf(key), this.#partition);
    this.found = response !== undefined && isUsable(key, response) ? response : undefined;
    return this.found;
  }

  createWriteStream(key: CacheKey, value: CacheValue): Writable {
    const chunks: Buffer[] = [];
    // A response is never used while it is stale (RFC 5861 would allow it).
    const {
      'stale-while-revalidate': _while,
      'stale-if-error': _error,
      ...cacheControlDirectives
    } = value.cacheControlDirectives ?? {};
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
      final: (done) => {
        const response = { ...value, cacheControlDirectives, body: Buffer.concat(chunks) };
        this.stored = this.#store.set(uriOf(key), this.#partition, response);
        done();
      },
    });
  }

  delete(key: CacheKey): void {
    if (this.#isSafe) void this.#store.delete(uriOf(key), this.#partition);
    else this.invalidated = Promise.all([this.invalidated, this.#store.invalidate(uriOf(key))]);
  }
}

/**
 * Returns the partition of a request: a hash of its caller, of all its headers that may change the response, and of its
 * client certificate.
 */
export function partitionOf({ method, headers }: HttpRequest, { caller, certificate }: SendOptions): string {
  const named = headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const significant = named.filter(([name]) => !traceHeaders.has(name));
  const parts = [method, caller ?? null, significant, certificate?.certificate ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function uriOf({ origin, path }: CacheKey): string {
  return origin + path;
}

/** Returns false for a response to other headers, and for one that is stale and cannot be revalidated. */
function isUsable({ headers = {} }: CacheKey, { vary = {}, staleAt, ...response }: CachedResponse): boolean {
  const isSame = Object.entries(vary).every(
    ([name, value]) => String(headers[name] ?? '') === String(value ?? ''),
  );
  const hasValidator = response.etag !== undefined || response.headers['last-modified'] !== undefined;
  return isSame && (hasValidator || Date.now() <= staleAt);
}
