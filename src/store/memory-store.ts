import { setBounded } from '../json/bounded-map.ts';
import type { Store } from './store.ts';

/** Creates a store that ends with the process. The oldest texts make room if it has `limit` others. */
export function createMemoryStore(limit = 10_000): Store {
  const entries = new Map<string, { text: string; expires: number }>();
  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && Date.now() < entry.expires) return entry.text;
      entries.delete(key);
      return undefined;
    },
    async set(key, text, expires) {
      setBounded(entries, key, { text, expires }, limit);
    },
    async delete(key) {
      entries.delete(key);
    },
    close: async () => entries.clear(),
  };
}
