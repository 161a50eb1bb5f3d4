import type { Rate } from '../http/rate.ts';

/** State that several processes behind one address share. */
export interface SharedStore extends AsyncDisposable {
  /**
   * Returns a function that counts requests of a caller, and returns 0, or the seconds until the caller may send another.
   * While the store is away, each process counts for itself.
   */
  limitRate(perMinute: number): (caller: string, count?: number) => Promise<number>;
  /**
   * Counts a call to the API, and returns 0, or the milliseconds until another may be sent. While the store is away, each
   * process counts for itself.
   */
  limitCalls(rate: Rate, key: string): Promise<number>;
  /** Returns a secret that all processes share, or `undefined` while the store is away. */
  secret(name: string): Promise<string | undefined>;
  /**
   * Records that an id is used, until a time in milliseconds since 1970. Returns false if a process has used it before. While
   * the store is away, it returns true.
   */
  use(id: string, expires: number): Promise<boolean>;
  close(): Promise<void>;
}
