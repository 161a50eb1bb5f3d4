/** Sets a value of a map that is used as a cache. The oldest entry makes room if the map has `limit` others. */
export function setBounded<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
  // Deleting first makes the entry the newest.
  map.delete(key);
  const [oldest] = map.keys();
  if (map.size >= limit && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
