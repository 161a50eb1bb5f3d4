import { isJsonObject } from '../../json/narrow.ts';
import { setOwn } from '../../json/set-own.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** The merged value, or the path to the place where two values of different types meet. */
export type Merged = { value: Json } | { conflict: string[] };

/**
 * Merges an update into a value: objects recursively, lists by concatenation, anything else by replacement (Overlay 1.1
 * §4.4.3.1). Objects and lists are changed in place. A list takes any other value as a further item at the top only.
 *
 * @param replaces True if a value may be replaced by one of another type, as Overlay 1.0 allows
 */
export function mergeValue(target: Json, update: Json, replaces: boolean): Merged {
  if (Array.isArray(target) && !Array.isArray(update)) {
    target.push(structuredClone(update));
    return { value: target };
  }
  return merge(target, update, replaces, []);
}

function merge(target: Json, update: Json, replaces: boolean, path: string[]): Merged {
  if (Array.isArray(target) && Array.isArray(update)) {
    target.push(...structuredClone(update));
    return { value: target };
  }
  if (isJsonObject(target) && isJsonObject(update)) return mergeObject(target, update, replaces, path);
  const isPrimitive = !isStructure(target) && !isStructure(update);
  if (isPrimitive || replaces) return { value: structuredClone(update) };
  return { conflict: path };
}

function mergeObject(target: JsonObject, update: JsonObject, replaces: boolean, path: string[]): Merged {
  for (const [key, value] of Object.entries(update)) {
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    const merged: Merged =
      before === undefined
        ? { value: structuredClone(value) }
        : merge(before, value, replaces, [...path, key]);
    if ('conflict' in merged) return merged;
    setOwn(target, key, merged.value);
  }
  return { value: target };
}

function isStructure(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}
