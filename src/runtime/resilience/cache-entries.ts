import type { CachedResponse } from './cache-store.ts';

/** A response in the cache, with its place and its size. */
interface CacheEntry {
  uri: string;
  partition: string;
  response: CachedResponse;
  bytes: number;
}

/** Bytes of an entry besides its body and headers, about. */
const overhead = 500;

const mostEntries = 10_000;

/**
 * Keeps responses in memory. Those that were used least recently make room for others. MemoryCacheStore of undici is not
 * used: it removes nothing while each URI has one entry.
 */
export class CacheEntries {
  readonly #maxBytes: number;
  /** The entries of all URIs; the least recently used come first. */
  readonly #entries = new Map<string, CacheEntry>();
  readonly #byUri = new Map<string, Set<string>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(uri: string, partition: string): CachedResponse | undefined {
    const key = keyOf(uri, partition);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.response.deleteAt <= Date.now()) {
      this.#remove(key);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.response;
  }

  /** Returns false for a response that is too large. */
  set(uri: string, partition: string, response: CachedResponse): boolean {
    const key = keyOf(uri, partition);
    this.#remove(key);
    const bytes = overhead + 2 * key.length + response.body.length + JSON.stringify(response.headers).length;
    if (bytes > this.#maxBytes / 4) return false;
    this.#entries.set(key, { uri, partition, response, bytes });
    this.#bytes += bytes;
    const keys = this.#byUri.get(uri) ?? new Set();
    this.#byUri.set(uri, keys.add(key));
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes && this.#entries.size <= mostEntries) break;
      this.#remove(oldest);
    }
    return true;
  }

  delete(uri: string, partition: string): void {
    this.#remove(keyOf(uri, partition));
  }

  /** Removes the responses of a URI to all callers. */
  invalidate(uri: string): void {
    for (const key of this.#byUri.get(uri) ?? []) this.#remove(key);
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    const keys = this.#byUri.get(entry.uri);
    keys?.delete(key);
    if (keys?.size === 0) this.#byUri.delete(entry.uri);
  }
}

function keyOf(uri: string, partition: string): string {
  return `${partition} ${uri}`;
}
