import type { Json, JsonObject } from '../types.ts';

/** Whether a value is a JSON object, which an array and null are not. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is a JSON object. */
export function asJsonObject(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
