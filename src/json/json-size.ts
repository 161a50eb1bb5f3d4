import type { Json, JsonSchema } from './value.ts';

/** Whether a schema has more bytes than `limit` as JSON; shared nodes count each time, but are measured once. */
export function isLargerThan(schema: JsonSchema, limit: number): boolean {
  return jsonSize(schema) > limit;
}

const sizes = new WeakMap<object, number>();

/** Bytes of a value as JSON, near enough: text counts as if it were ASCII. */
export function jsonSize(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  if (Array.isArray(value)) for (const item of value) size += jsonSize(item) + 1;
  else for (const key of Object.keys(value)) size += key.length + 4 + jsonSize(value[key] ?? null);
  sizes.set(value, size);
  return size;
}
