import { asJsonObject } from '../json/narrow.ts';
import { followObject } from './follow-references.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns the examples of a media type, parameter or header by name. A single `example` is named `default`. */
export function namedExamples(document: JsonObject, node: JsonObject): Map<string, Json> {
  const examples = new Map<string, Json>();
  if (node['example'] !== undefined) examples.set('default', node['example']);
  for (const [name, entry] of Object.entries(asJsonObject(node['examples']) ?? {})) {
    const example = followObject(document, entry);
    const value = example?.['value'] ?? example?.['dataValue'] ?? example?.['serializedValue'];
    if (value !== undefined) examples.set(name, value);
  }
  return examples;
}
