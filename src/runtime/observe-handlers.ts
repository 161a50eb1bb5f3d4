import type { Handlers } from './protocol.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/** Returns the handlers as the observer of the options observes them. `tools` are the names that calls are grouped by. */
export function observeHandlers(
  handlers: Handlers,
  { observer }: RuntimeOptions,
  tools: () => string[],
): Handlers {
  return observer?.observe(handlers, tools()) ?? handlers;
}
