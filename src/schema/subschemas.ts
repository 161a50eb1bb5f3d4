import { asJsonObject, asString } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Keywords whose value is one schema (JSON Schema 2020-12 Core §10). */
export const schemaKeywords: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

/** Keywords whose value is a list of schemas. */
export const schemaListKeywords: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);

/** Keywords whose value maps names to schemas. */
export const schemaMapKeywords: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependencies',
  '$defs',
  'definitions',
]);

/** Returns the reference of a schema. A dynamic reference is read as a plain one. */
export function referenceOf(schema: JsonObject): string | undefined {
  return asString(schema['$ref']) ?? asString(schema['$dynamicRef']);
}

/** Calls `visit` for each direct subschema, and not for data such as examples and defaults. */
export function eachSubschema(schema: JsonObject, visit: (subschema: Json) => void): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (schemaMapKeywords.has(keyword)) Object.values(asJsonObject(value) ?? {}).forEach(visit);
    else if (Array.isArray(value)) {
      if (schemaListKeywords.has(keyword) || keyword === 'items') value.forEach(visit);
    } else if (schemaKeywords.has(keyword)) visit(value);
  }
}
