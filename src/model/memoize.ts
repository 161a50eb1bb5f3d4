/** Answers what was made of an object, and makes it the first time. */
export type Memo<Key extends object, Value> = (key: Key, make: () => Value) => Value;

export function createMemo<Key extends object, Value>(): Memo<Key, Value> {
  const made = new Map<Key, { value: Value }>();
  return (key, make) => {
    const known = made.get(key) ?? { value: make() };
    made.set(key, known);
    return known.value;
  };
}
