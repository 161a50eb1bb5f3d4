import type { Handlers } from './protocol.ts';

/** Observes the calls of a server: it counts, logs and traces them. A server without one calls nothing of it. */
export interface Observer {
  /** Returns handlers that observe each call. `tools` are the names that calls are grouped by. */
  observe(handlers: Handlers, tools: readonly string[]): Handlers;
}
