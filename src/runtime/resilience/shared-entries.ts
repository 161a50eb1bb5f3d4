import { randomUUID } from 'node:crypto';
import type { CachedResponse, CacheStore, ResponseStore } from './cache-store.ts';

/** A response as the store has it. */
interface StoredResponse {
  /** The version of its URI when it was stored. */
  version: string;
  response: Omit<CachedResponse, 'body'>;
  /** The body in Base64. */
  body: string;
}

/** Bytes. A larger one would delay what else the store is used for. */
const largestBody = 1_000_000;

/** Milliseconds. */
const longestAge = 86_400_000;

/**
 * Keeps responses in a store that processes share. A response counts as long as the version of its URI is the one that it was
 * stored with, so that a new version invalidates the responses to all callers. A store that fails has no responses.
 */
export class SharedEntries implements ResponseStore {
  readonly #store: CacheStore;

  constructor(store: CacheStore) {
    this.#store = store;
  }

  async get(uri: string, partition: string): Promise<CachedResponse | undefined> {
    try {
      const [text, version = ''] = await Promise.all([
        this.#store.get(keyOf(uri, partition)),
        this.#store.get(versionKey(uri)),
      ]);
      if (text === undefined) return undefined;
      // Only `set` below writes texts with such a key.
      const stored = JSON.parse(text) as StoredResponse;
      const isValid = stored.version === version && stored.response.deleteAt > Date.now();
      return isValid ? { ...stored.response, body: Buffer.from(stored.body, 'base64') } : undefined;
    } catch {
      return undefined;
    }
  }

  async set(uri: string, partition: string, { body, ...response }: CachedResponse): Promise<boolean> {
    if (body.length > largestBody) return false;
    try {
      const version = (await this.#store.get(versionKey(uri))) ?? '';
      const stored: StoredResponse = { version, response, body: body.toString('base64') };
      const expires = Math.min(response.deleteAt, Date.now() + longestAge);
      await this.#store.set(keyOf(uri, partition), JSON.stringify(stored), expires);
      return true;
    } catch {
      return false;
    }
  }

  async delete(uri: string, partition: string): Promise<void> {
    await this.#store.delete(keyOf(uri, partition)).catch(() => undefined);
  }

  async invalidate(uri: string): Promise<void> {
    // The version ends after all responses before it.
    const expires = Date.now() + 2 * longestAge;
    await this.#store.set(versionKey(uri), randomUUID(), expires).catch(() => undefined);
  }
}

function keyOf(uri: string, partition: string): string {
  return `response 1 ${partition} ${uri}`;
}

function versionKey(uri: string): string {
  return `version ${uri}`;
}
