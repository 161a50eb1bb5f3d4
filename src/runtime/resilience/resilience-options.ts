import type { CacheStore } from './cache-store.ts';
import type { Rate } from '../../http/rate.ts';

/** Options for an API that is slow or away at times. Each is off by default. */
export interface ResilienceOptions {
  /**
   * Send a request again up to this many times if it failed and may be repeated: methods that are idempotent, requests
   * with an idempotency key, and connections that failed before a byte was sent.
   * @default 0
   */
  retries?: number | undefined;
  /**
   * Send this header with POST and PATCH, with a new value for each call, so that they can be repeated too. A header
   * `Idempotency-Key` that the document declares is sent without this option where there are retries.
   */
  idempotencyKey?: string | undefined;
  /**
   * Suspend calls to an origin after this many failures in a row: no response, or status 502, 503 or 504. 0 never does.
   * @default 0
   */
  breakerFailures?: number | undefined;
  /**
   * Milliseconds for which calls are suspended, until one is tried.
   * @default 30000
   */
  breakerPause?: number | undefined;
  /**
   * Largest number of concurrent calls to an origin. 0 is no limit.
   * @default 0
   */
  upstreamConcurrency?: number | undefined;
  /**
   * Most calls to an origin that wait for a limit; further ones are refused.
   * @default 100
   */
  upstreamQueue?: number | undefined;
  /** Most calls to an origin in a span of time: `10/s`, `100/m` or `1000/h`. */
  upstreamRate?: string | undefined;
  /**
   * Cache responses of the API for each caller by RFC 9111, in at most this many megabytes of memory. 0 caches none.
   * @default 0
   */
  responseCache?: number | undefined;
  /**
   * Cache responses here in place of memory, so that processes share them. `openStore` opens a store that encrypts them. A
   * response of more than a megabyte is not cached, and one that the store cannot return is a miss.
   */
  cacheStore?: CacheStore | undefined;
  /**
   * Counts a call for a limit of rates that processes share, and returns 0, or the milliseconds until another may be sent.
   * `key` names what the limit is for: an origin or an operation.
   */
  sharedLimit?: ((rate: Rate, key: string) => Promise<number>) | undefined;
}
