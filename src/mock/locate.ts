import { asJsonObject, asString } from '../json/narrow.ts';
import { parsePointer, resolveReference } from '../json/pointer.ts';
import { dereference } from '../model/reference.ts';
import type { Json, JsonObject } from '../json/value.ts';

const silent = (): void => undefined;

/** The object at a pointer of the model, which walks through references; `undefined` where there is none. */
export function locate(document: JsonObject, pointer: string): JsonObject | undefined {
  let node: JsonObject | undefined = document;
  for (const key of parsePointer(pointer) ?? []) {
    const child: Json | undefined = node !== undefined && Object.hasOwn(node, key) ? node[key] : undefined;
    node = dereference(document, Array.isArray(child) ? { ...child } : child, '', silent)?.node;
  }
  return node;
}

/** What a local reference of a schema leads to, and the name at its end. */
export function followReference(
  document: JsonObject,
  schema: JsonObject,
): { target: Json; reference: string } | undefined {
  const reference = asString(schema['$ref']) ?? asString(schema['$dynamicRef']);
  if (reference === undefined) return undefined;
  return { target: resolveReference(document, reference) ?? true, reference };
}

/** The examples of a media type, parameter or header by name; a single `example` is called `default`. */
export function namedExamples(document: JsonObject, node: JsonObject): Map<string, Json> {
  const examples = new Map<string, Json>();
  if (node['example'] !== undefined) examples.set('default', node['example']);
  for (const [name, entry] of Object.entries(asJsonObject(node['examples']) ?? {})) {
    const example = dereference(document, entry, '', silent)?.node;
    const value = example?.['value'] ?? example?.['dataValue'] ?? example?.['serializedValue'];
    if (value !== undefined) examples.set(name, value);
  }
  return examples;
}
