import type { ResilienceOptions } from './resilience-options.ts';

export type { ResilienceOptions };

/** The options of a server for an API that is slow or away at times. */
export interface ResilienceGroup {
  /** Retries, and a key that makes requests repeatable. */
  resilience?: ResilienceOptions | undefined;
}
