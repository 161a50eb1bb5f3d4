import type { Observer } from './observer.ts';

/** The observer of a server. */
export interface ObserverOptions {
  /** Observes calls. The functions of the telemetry return one. */
  observer?: Observer | undefined;
}
