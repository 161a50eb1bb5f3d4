import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { parseReference, resolveReference } from '../json/pointer.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/**
 * Returns the keywords of a schema that the XML writer needs: XML Objects, and the structure around them. References
 * stay, because an element is named after its component (OpenAPI 3.2 §4.26.3).
 */
export function describeXml(document: JsonObject, source: SourceSchema): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const pending: { name: string; reference: string }[] = [];

  function read(node: Json | undefined): JsonSchema {
    const schema = asJsonObject(node);
    if (schema === undefined) return {};
    const result: JsonSchema = {};
    const reference = asString(schema['$ref']);
    if (reference !== undefined) result['$ref'] = `#/$defs/${define(reference)}`;
    const xml = asJsonObject(schema['xml']);
    if (xml !== undefined) result['xml'] = xml;
    for (const keyword of ['items', 'additionalProperties'])
      if (asJsonObject(schema[keyword]) !== undefined) result[keyword] = read(schema[keyword]);
    for (const keyword of ['allOf', 'anyOf', 'oneOf', 'prefixItems']) {
      const branches = asArray(schema[keyword])?.map(read);
      if (branches !== undefined) result[keyword] = branches;
    }
    const properties = Object.entries(asJsonObject(schema['properties']) ?? {});
    const entries = properties.map(([name, property]) => [name, read(property)] as const);
    const isOpen = result['additionalProperties'] !== undefined;
    const needed = entries.filter(([, property]) => isOpen || Object.keys(property).length > 0);
    if (needed.length > 0) result['properties'] = Object.fromEntries(needed);
    return result;
  }

  function define(reference: string): string {
    const isComponent = reference.startsWith('#/components/schemas/');
    const name = isComponent ? (parseReference(reference)?.at(-1) ?? '') : reference;
    if (!definitions.has(name)) {
      definitions.set(name, {});
      pending.push({ name, reference });
    }
    return name;
  }

  const schema = read(typeof source === 'boolean' ? undefined : source);
  // The list grows while it is iterated, so that a chain of references does not become a chain of calls.
  for (const { name, reference } of pending)
    definitions.set(name, read(resolveReference(document, reference)));
  return definitions.size > 0 ? { ...schema, $defs: Object.fromEntries(definitions) } : schema;
}
