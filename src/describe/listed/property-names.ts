import { asJsonObject, isJsonObject } from '../../json/narrow.ts';
import { eachSubschema } from '../../schema/subschemas.ts';
import type { JsonSchema } from '../../json/value.ts';

/**
 * Characters that a listed name does not begin with, in words. Libraries that make models of schemas refuse `_group`, or
 * take it for `group` (pydantic), and LangChain for Python follows a property `$ref` as if it were a reference.
 */
const words: Record<string, string> = { _: 'underscore_', $: 'dollar_' };

/** Returns the name that a property is listed with, at any depth. The same name always has the same listed name. */
export function listedPropertyName(name: string): string {
  // LangChain for JavaScript drops each node that has this name.
  if (name === 'definitions') return 'definitions_';
  const start = /^[_$]*/.exec(name)?.[0] ?? '';
  if (start === '') return name;
  return [...start].map((character) => words[character] ?? character).join('') + name.slice(start.length);
}

/** Returns the properties of a listed schema that have another name in the API, or `undefined` if none has. */
export function renamedProperties(
  listed: JsonSchema,
  names: ReadonlyMap<string, string>,
): Record<string, string> | undefined {
  if (names.size === 0) return undefined;
  const found = new Map<string, string>();
  const schemas = new Set([listed]);
  for (const schema of schemas) {
    for (const name of Object.keys(asJsonObject(schema['properties']) ?? {})) {
      const original = names.get(name);
      if (original !== undefined) found.set(name, original);
    }
    eachSubschema(schema, (subschema) => void (isJsonObject(subschema) && schemas.add(subschema)));
  }
  return found.size === 0 ? undefined : Object.fromEntries(found);
}
