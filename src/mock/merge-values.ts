import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns true if a value is valid where it will be used. */
export type IsValid = (value: Json) => boolean;

/** Applies a JSON merge patch (RFC 7396 §2). */
export function mergePatch(target: Json, patch: Json): Json {
  const changes = asJsonObject(patch);
  if (changes === undefined) return patch;
  const result = { ...asJsonObject(target) };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name] ?? null, value);
  }
  return result;
}

/** Applies a merge patch in which null is a value if the schema allows it, and removes the property otherwise. */
export function patchNullable(target: Json, patch: Json, isValid: IsValid): Json {
  const literal = { ...asJsonObject(target), ...asJsonObject(patch) };
  return isValid(literal) ? literal : mergePatch(target, patch);
}

/** Returns the base with all properties of `changes`, or else with those that leave it valid. */
export function mergeValid(base: Json, changes: JsonObject, isValid: IsValid): Json {
  const object = asJsonObject(base);
  if (object === undefined) return base;
  const whole = { ...object, ...changes };
  if (isValid(whole)) return whole;
  let result = object;
  for (const [name, value] of Object.entries(changes)) {
    const next = { ...result, [name]: value };
    if (isValid(next)) result = next;
  }
  return result;
}
