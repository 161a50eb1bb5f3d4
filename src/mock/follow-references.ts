import { asString } from '../json/narrow.ts';
import { parsePointer, resolveReference } from '../json/pointer.ts';
import { dereference } from '../model/reference.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns an object with its references followed, or `undefined` if it is not an object or a reference dangles. */
export function followObject(document: JsonObject, node: Json | undefined): JsonObject | undefined {
  return dereference(document, node, '', () => undefined)?.node;
}

/** Returns the object at a pointer of the model, which passes through references. */
export function objectAt(document: JsonObject, pointer: string): JsonObject | undefined {
  let node: JsonObject | undefined = document;
  for (const key of parsePointer(pointer) ?? []) {
    const child: Json | undefined = node !== undefined && Object.hasOwn(node, key) ? node[key] : undefined;
    node = followObject(document, Array.isArray(child) ? { ...child } : child);
  }
  return node;
}

/** Returns the target and text of the reference of a schema, or `undefined` for a schema without a reference. */
export function followReference(
  document: JsonObject,
  schema: JsonObject,
): { target: Json; reference: string } | undefined {
  const reference = asString(schema['$ref']) ?? asString(schema['$dynamicRef']);
  if (reference === undefined) return undefined;
  return { target: resolveReference(document, reference) ?? true, reference };
}
