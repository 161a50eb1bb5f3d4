import type { ResilienceOptions } from './resilience-options.ts';

export type { ResilienceOptions };

/** The options of a server for an API that is slow or away at times. */
export interface ResilienceGroup {
  /** Retries, a circuit breaker, and limits of the calls to the API. */
  resilience?: ResilienceOptions | undefined;
}
