import { asJsonObject, isJsonObject } from '../json/narrow.ts';
import { formatPointer, parsePointer, parseReference, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/value.ts';
import { mapSubschemas } from './map-subschemas.ts';

/** The names of the dynamic references that a validation can get to from each schema. */
export interface DynamicNames {
  namesWithin(pointer: string): ReadonlySet<string>;
  /** The pointers of all schemas that are referred to, and of the roots. */
  pointers: readonly string[];
}

const none: ReadonlySet<string> = new Set();

/** Finds the names of dynamic references within the schemas at `roots`, and within all that these refer to. */
export function findDynamicNames(
  document: JsonObject,
  names: ReadonlyMap<JsonObject, string>,
  roots: readonly string[],
): DynamicNames {
  const found = new Map<string, Set<string>>();
  /** The schemas that refer to a schema, and those that have a dynamic reference of a name. */
  const referrers = new Map<string, Set<string>>();
  const anchors = new Map<string, string[]>();
  const pointers = new Set(roots);

  function refer(from: string, to: string): void {
    pointers.add(to);
    const known = referrers.get(to) ?? new Set();
    referrers.set(to, known.add(from));
  }

  function collect(schema: JsonObject, pointer: string, unit: string): void {
    const name = names.get(schema);
    if (name !== undefined) found.set(unit, (found.get(unit) ?? new Set()).add(name));
    const anchor = schema['$dynamicAnchor'] ?? (schema['$recursiveAnchor'] === true ? '' : undefined);
    if (typeof anchor === 'string' && unit === pointer)
      anchors.set(anchor, [...(anchors.get(anchor) ?? []), pointer]);
    // A dynamic reference leads to an anchor wherever it stands.
    if (typeof anchor === 'string') pointers.add(pointer);
    for (const key of ['$ref', '$dynamicRef']) {
      const reference = schema[key];
      const path = typeof reference === 'string' ? parseReference(reference) : undefined;
      if (path !== undefined) refer(unit, formatPointer(path));
    }
    mapSubschemas(schema, pointer, (subschema, place) => {
      if (isJsonObject(subschema)) collect(subschema, place, unit);
      return subschema;
    });
  }

  // The set grows while it is iterated.
  for (const pointer of pointers) {
    const schema = asJsonObject(valueAt(document, parsePointer(pointer) ?? []));
    if (schema !== undefined) collect(schema, pointer, pointer);
  }
  for (const [unit, own] of found)
    for (const name of own) for (const anchor of anchors.get(name) ?? []) refer(unit, anchor);
  const pending = [...found.keys()];
  // Names reach a schema from all that it refers to.
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    for (const referrer of referrers.get(unit) ?? []) {
      const own = found.get(referrer) ?? new Set();
      const size = own.size;
      for (const name of found.get(unit) ?? none) own.add(name);
      found.set(referrer, own);
      if (own.size > size) pending.push(referrer);
    }
  }
  return { namesWithin: (pointer) => found.get(pointer) ?? none, pointers: [...pointers] };
}
