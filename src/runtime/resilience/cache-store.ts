import type { interceptors } from 'undici';

type UndiciStore = NonNullable<NonNullable<Parameters<typeof interceptors.cache>[0]>['store']>;
type CacheKey = Parameters<UndiciStore['get']>[0];
type CacheValue = Parameters<UndiciStore['createWriteStream']>[1];

export type { CacheKey, CacheValue, UndiciStore };

/** A response with its freshness. */
export interface CachedResponse extends CacheValue {
  cacheControlDirectives: NonNullable<CacheValue['cacheControlDirectives']>;
  body: Buffer;
}

/** A store of texts by key, which processes share. Times are milliseconds since 1970. */
export interface CacheStore {
  get(key: string): Promise<string | undefined>;
  /** Sets a text until a time. */
  set(key: string, text: string, expires: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Keeps responses by URI, and by partition: responses of one are never those to requests of another. */
export interface ResponseStore {
  get(uri: string, partition: string): CachedResponse | undefined | Promise<CachedResponse | undefined>;
  /** Returns false for a response that is not kept. */
  set(uri: string, partition: string, response: CachedResponse): boolean | Promise<boolean>;
  delete(uri: string, partition: string): void | Promise<void>;
  /** Removes the responses of a URI in all partitions. */
  invalidate(uri: string): void | Promise<void>;
}
