import type { Completion } from './protocol.ts';

/** The limit of MCP for one completion. */
const maxValues = 100;

/** Returns the completion of what a person has typed: the known values that begin with it. */
export function toCompletion(known: Iterable<string>, typed: string): Completion {
  const matching = [...new Set(known)].filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()));
  return {
    values: matching.slice(0, maxValues),
    total: matching.length,
    hasMore: matching.length > maxValues,
  };
}
