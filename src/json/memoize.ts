import { setBounded } from './bounded-map.ts';

/** Returns the cached value for `key`, computing it on first use. */
export type Memo<Key extends object, Value> = (key: Key, compute: () => Value) => Value;

/** Creates a cache of values by the identity of an object; `undefined` is cached too. */
export function createMemo<Key extends object, Value>(): Memo<Key, Value> {
  const entries = new Map<Key, { value: Value }>();
  return (key, compute) => {
    const entry = entries.get(key) ?? { value: compute() };
    entries.set(key, entry);
    return entry.value;
  };
}

/** Returns a function that computes its value once for each object, as long as the object is in use. */
export function memoize<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const values = new WeakMap<Key, { value: Value }>();
  return (key) => {
    let entry = values.get(key);
    if (entry === undefined) values.set(key, (entry = { value: compute(key) }));
    return entry.value;
  };
}

/** Returns a function that keeps the values of the last `limit` texts. */
export function memoizeText<Value>(compute: (text: string) => Value, limit: number): (text: string) => Value {
  const values = new Map<string, { value: Value }>();
  return (text) => {
    const known = values.get(text);
    if (known !== undefined) return known.value;
    const value = compute(text);
    setBounded(values, text, { value }, limit);
    return value;
  };
}
