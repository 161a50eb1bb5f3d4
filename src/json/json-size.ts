import type { Json } from './value.ts';

const sizes = new WeakMap<object, number>();

/**
 * Returns the approximate size of a value as JSON, in bytes: a character counts as one byte. Shared nodes are counted each
 * time, and measured once. An object must not be changed after it was measured.
 */
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
