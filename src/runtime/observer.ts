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
  | { kind: 'breaker'; state: 'open' | 'half-open' | 'closed' }
  | { kind: 'cache'; result: 'hit' | 'miss' | 'revalidated' | 'stored' }
  /** A request beyond the rate limit of a caller, or one that the rate limit of the API delayed. */
  | { kind: 'rate-limit'; side: 'caller' | 'upstream' }
  /** A call that began to wait in a queue, or stopped waiting. */
  | { kind: 'queue'; change: 1 | -1 }
  | { kind: 'reload'; result: 'success' | 'failure' }
  | { kind: 'unhandled-error' };
