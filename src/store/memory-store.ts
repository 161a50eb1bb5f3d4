import { setBounded } from '../json/bounded-map.ts';
import type { Store } from './store.ts';

/** Creates a store that ends with the process. The oldest texts make room if it has `limit` others. */
export function createMemoryStore(limit = 10_000): Store {
  const entries = new Map<string, { text: string; expires: number }>();
  const get = (key: string): string | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined && Date.now() < entry.expires) return entry.text;
    entries.delete(key);
    return undefined;
  };
  const set = (key: string, text: string, expires: number): void =>
    setBounded(entries, key, { text, expires }, limit);
  return {
    get: async (key) => get(key),
    set: async (key, text, expires) => set(key, text, expires),
    async add(key, text, expires) {
      const isFree = get(key) === undefined;
      if (isFree) set(key, text, expires);
      return isFree;
    },
    async delete(key) {
      entries.delete(key);
    },
    keys: async () => [...entries.keys()].filter((key) => get(key) !== undefined),
    close: async () => entries.clear(),
  };
}
