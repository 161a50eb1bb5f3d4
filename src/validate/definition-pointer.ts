import { isJsonObject } from '../json/narrow.ts';
import { formatPointer, parsePointer, parseReference, valueAt } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * Returns the JSON pointer of the value that a pointer through references leads to, so that a problem of a shared object is
 * reported once, at its definition.
 */
export function definitionPointer(document: JsonObject, pointer: string): string {
  let path: string[] = [];
  let node: Json | undefined = document;
  for (const segment of parsePointer(pointer) ?? []) {
    for (let hop = 0; hop < 10 && isJsonObject(node) && typeof node['$ref'] === 'string'; hop++) {
      const next = parseReference(node['$ref']);
      const value: Json | undefined = next && valueAt(document, next);
      if (next === undefined || value === undefined) return pointer;
      [path, node] = [next, value];
    }
    path = [...path, segment];
    node = node === undefined ? undefined : valueAt(node, [segment]);
  }
  return formatPointer(path);
}
