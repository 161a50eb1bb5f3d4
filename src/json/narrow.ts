import type { Json, JsonObject, WireObject, WireValue } from './value.ts';

/** Returns true for a JSON object, and false for an array or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns true for an object whose integers may be bigints, and false for an array or null. */
export function isWireObject(value: WireValue | undefined): value is WireObject {
  return isJsonObject(value);
}

/** Returns the value if it is a JSON object. */
export function asJsonObject(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** Returns the value if it is an array. */
export function asArray(value: unknown): Json[] | undefined {
  return Array.isArray(value) ? (value as Json[]) : undefined;
}

/** Returns the value if it is a string. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Returns a scalar as text, because YAML reads versions, ports and statuses as numbers. */
export function asScalarText(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : asString(value);
}

/** Returns the strings of an array, and an empty array for anything else. */
export function asStrings(value: unknown): string[] {
  return (asArray(value) ?? []).filter((item) => typeof item === 'string');
}

/** Returns the value if it is a number. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
