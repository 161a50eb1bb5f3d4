import { asArray, asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';
import type { Tool } from '../protocol.ts';

/**
 * Returns the arguments of a search tool as the profile openai-strict lists those of operations: closed, each one required,
 * with null for one that is left out, and an object with names of the caller's choice as JSON text.
 */
export function requireAll(schema: Tool['inputSchema']): Tool['inputSchema'] {
  const properties = asJsonObject(schema['properties']) ?? {};
  const required = asStrings(schema['required'] ?? null);
  const entries = Object.entries(properties).map(([name, value]): [string, JsonSchema] => {
    const property = withoutDefault(asJsonObject(value) ?? {});
    return [name, required.includes(name) ? property : orNull(property)];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function withoutDefault({ default: _, ...property }: JsonObject): JsonObject {
  if (property['type'] !== 'object') return property;
  return { type: 'string', description: `${asString(property['description'])} An object, as JSON text.` };
}

function orNull(property: JsonObject): JsonObject {
  if (asArray(property['enum']) !== undefined) return { anyOf: [property, { type: 'null' }] };
  const types: Json[] = [property['type'] ?? 'string', 'null'];
  return { ...property, type: types };
}
