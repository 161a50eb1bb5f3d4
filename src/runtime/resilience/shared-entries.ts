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

/** Milliseconds for which a store that has failed is not asked. */
const pause = 1_000;

/**
 * Keeps responses in a store that processes share. A response counts as long as the version of its URI is the one that it was
 * stored with, so that a new version invalidates the responses to all callers. A store that fails has no responses.
 */
export class SharedEntries implements ResponseStore {
  readonly #store: CacheStore;
  /** The time at which a store that has failed is asked again. */
  #resume = 0;

  constructor(store: CacheStore) {
    this.#store = store;
  }

  async get(uri: string, partition: string): Promise<CachedResponse | undefined> {
    const [text, version = ''] =
      (await this.#attempt(() =>
        Promise.all([this.#store.get(keyOf(uri, partition)), this.#store.get(versionKey(uri))]),
      )) ?? [];
    return text === undefined ? undefined : readResponse(text, version);
  }

  async set(uri: string, partition: string, { body, ...response }: CachedResponse): Promise<boolean> {
    if (body.length > largestBody) return false;
    const stored = await this.#attempt(async () => {
      const version = (await this.#store.get(versionKey(uri))) ?? '';
      const text: StoredResponse = { version, response, body: body.toString('base64') };
      const expires = Math.min(response.deleteAt, Date.now() + longestAge);
      await this.#store.set(keyOf(uri, partition), JSON.stringify(text), expires);
      return true;
    });
    return stored ?? false;
  }

  async delete(uri: string, partition: string): Promise<void> {
    await this.#attempt(() => this.#store.delete(keyOf(uri, partition)));
  }

  async invalidate(uri: string): Promise<void> {
    // The store may be back already.
    this.#resume = 0;
    // The version ends after all responses before it.
    const expires = Date.now() + 2 * longestAge;
    await this.#attempt(() => this.#store.set(versionKey(uri), randomUUID(), expires));
  }

  /** Returns what the store returns, or `undefined` if it fails, or has just failed: calls do not wait for it again. */
  async #attempt<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
    if (performance.now() < this.#resume) return undefined;
    try {
      return await task();
    } catch {
      this.#resume = performance.now() + pause;
      return undefined;
    }
  }
}

/** Returns the response of a text, unless it has expired or its URI has another version now. */
function readResponse(text: string, version: string): CachedResponse | undefined {
  try {
    // Only `set` above writes texts with such a key.
    const { version: own, response, body } = JSON.parse(text) as StoredResponse;
    const isValid = own === version && response.deleteAt > Date.now();
    return isValid ? { ...response, body: Buffer.from(body, 'base64') } : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(uri: string, partition: string): string {
  return `response 1 ${partition} ${uri}`;
}

function versionKey(uri: string): string {
  return `version ${uri}`;
}
