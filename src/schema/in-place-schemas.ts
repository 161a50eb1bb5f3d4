import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import type { JsonSchema } from '../json/value.ts';

/**
 * Returns the schemas with all that they refer to or are composed of, which apply to the same value. Each stands once, so
 * that recursive references end.
 */
export function inPlaceSchemas(
  schemas: readonly JsonSchema[],
  definitions: Readonly<Record<string, unknown>>,
): JsonSchema[] {
  const found = new Set(schemas);
  for (const schema of found) {
    const name = asString(schema['$ref'])?.replace('#/$defs/', '');
    const target = name === undefined ? undefined : definitions[name];
    const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
    for (const each of [target, ...branches].map(asJsonObject)) if (each !== undefined) found.add(each);
  }
  return [...found];
}
