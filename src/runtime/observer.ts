import type { Handlers } from './protocol.ts';

/** Observes the calls of a server: it counts, logs and traces them. A server without one calls nothing of it. */
export interface Observer {
  /** Returns handlers that observe each call. `tools` are the names that calls are grouped by. */
  observe(handlers: Handlers, tools: readonly string[]): Handlers;
  /** Counts an event that belongs to no single call. */
  event(event: ObservedEvent): void;
}

/** An event of a server that is counted. */
export type ObservedEvent =
  | { kind: 'retry'; count?: number }
  | { kind: 'breaker'; state: 'open' | 'half-open' | 'closed'; origin: string; reason?: string }
  | { kind: 'cache'; result: 'hit' | 'miss' | 'revalidated' | 'stored' }
  /** A request beyond the rate limit of a caller, or one that the rate limit of the API delayed. */
  | { kind: 'rate-limit'; side: 'caller' | 'upstream' }
  /** A call that began to wait for a limit of the API, or stopped after that many milliseconds. */
  | { kind: 'queue'; change: 1; origin: string }
  | { kind: 'queue'; change: -1; origin: string; waited: number }
  | { kind: 'reload'; result: 'success' | 'failure' }
  /** A command to the store that processes share failed. */
  | { kind: 'store-failure' }
  | { kind: 'unhandled-error' };
