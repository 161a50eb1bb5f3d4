/** Returns an object with the same keys, also `__proto__`, and with each value replaced. */
export function mapValues<From, To>(
  object: Record<string, From>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
