import { asArray, asJsonObject } from '../json/narrow.ts';
import { definitionOf } from './definition-of.ts';
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
    const target = definitionOf(schema, definitions);
    const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
    for (const each of [target, ...branches].map(asJsonObject)) if (each !== undefined) found.add(each);
  }
  return [...found];
}
