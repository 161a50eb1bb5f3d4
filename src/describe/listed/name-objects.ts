import { isJsonObject } from '../../json/narrow.ts';
import { mapValues } from '../../json/map-values.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/**
 * Returns a listed schema whose nested objects are definitions: LlamaIndex reads the properties of an object that is
 * referred to, and takes one that stands inside another for a dictionary. A description stays beside the reference.
 */
export function nameObjects(root: JsonSchema): JsonSchema {
  const definitions: [string, JsonSchema][] = [];
  const taken = new Set<string>();
  const schema = nameNested(root, '');
  return definitions.length === 0 ? schema : { ...schema, $defs: Object.fromEntries(definitions) };

  function nameNested(node: JsonObject, name: string): JsonObject {
    const entries = Object.entries(node).map(([keyword, value]): [string, Json] => {
      if (keyword === 'properties' && isJsonObject(value))
        return [keyword, mapValues(value, (property, key) => nameObject(property, join(name, key)))];
      if (keyword === 'anyOf' && Array.isArray(value))
        return [keyword, value.map((branch) => nameObject(branch, name))];
      const isMember = keyword === 'items' || keyword === 'additionalProperties';
      return [keyword, isMember ? nameObject(value, join(name, 'item')) : value];
    });
    return Object.fromEntries(entries);
  }

  function nameObject(node: Json, name: string): Json {
    if (!isJsonObject(node)) return node;
    const { properties, description } = node;
    if (!isJsonObject(properties) || Object.keys(properties).length === 0) return nameNested(node, name);
    const own = claim(name);
    definitions.push([own, nameNested(node, own)]);
    const reference = { $ref: `#/$defs/${own}` };
    return description === undefined ? reference : { ...reference, description };
  }

  function claim(wish: string): string {
    let name = wish;
    for (let number = 2; taken.has(name); number++) name = `${wish}_${number}`;
    taken.add(name);
    return name;
  }
}

/** Returns a name of the characters that need no escape in a reference. */
function join(name: string, key: string): string {
  const word = key.replace(/[^A-Za-z0-9_]+/g, '_');
  return name === '' ? word : `${name}_${word}`;
}
