import type { JsonObject } from '../json/value.ts';

/** Returns true if the keyword `type` is, or contains, the given type. */
export function includesType(schema: JsonObject, type: string): boolean {
  const declared = schema['type'];
  return Array.isArray(declared) ? declared.includes(type) : declared === type;
}
