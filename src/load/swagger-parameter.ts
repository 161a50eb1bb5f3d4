import type { Json, JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';
import { exactKeyword } from '../schema/exact-integers.ts';

/** Keywords that stand beside `name` and `in` in Swagger 2.0, and inside `schema` in OpenAPI 3. */
const schemaKeywords = [
  'type',
  'format',
  'items',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'enum',
  'multipleOf',
  'nullable',
  'x-nullable',
  exactKeyword,
];

/** Returns true for a parameter or header with the keywords of a schema beside its name. */
export function hasSchemaKeywords(holder: JsonObject): boolean {
  return schemaKeywords.some((keyword) => holder[keyword] !== undefined);
}

/** Upgrades a parameter that is not a body or form field, in place (Swagger 2.0, Parameter Object). */
export function upgradeParameter(parameter: JsonObject): void {
  if ('schema' in parameter || 'content' in parameter) return;
  const style = arrayStyle(parameter, parameter['in']);
  const schema = extractSchema(parameter);
  if (schema['type'] === 'array') Object.assign(parameter, style);
  if (parameter['in'] === 'path') parameter['required'] = true;
  if (parameter['x-example'] !== undefined) parameter['example'] ??= parameter['x-example'];
  parameter['schema'] = schema;
}

/** Upgrades a header of a response, in place (Swagger 2.0, Header Object). */
export function upgradeHeader(header: JsonObject): void {
  if ('schema' in header || 'content' in header) return;
  header['schema'] = extractSchema(header);
}

/** Removes the schema keywords from a parameter or header, and returns them as a schema. */
export function extractSchema(holder: JsonObject): JsonObject {
  const schema: JsonObject = {};
  for (const key of schemaKeywords) {
    const value = holder[key];
    if (value === undefined) continue;
    schema[key] = value;
    delete holder[key];
  }
  delete holder['collectionFormat'];
  dropItemFormats(schema);
  return schema;
}

/** Deletes the formats of arrays inside an array, which `arrayStyle` returns. */
function dropItemFormats(schema: JsonObject): void {
  for (let items = schema['items']; isJsonObject(items); items = items['items'])
    delete items['collectionFormat'];
}

/**
 * Returns the `style` and `explode` of OpenAPI 3 for an array of Swagger 2.0, with `x-collection-format` for a format that
 * has no style, and `x-item-collection-formats` for those of the arrays inside it, outermost first.
 */
export function arrayStyle(holder: JsonObject, location: unknown): JsonObject {
  const formats: Json[] = [];
  for (let { items } = holder; isJsonObject(items) && items['type'] === 'array'; items = items['items'])
    formats.push(items['collectionFormat'] ?? 'csv');
  const style = outerStyle(holder['collectionFormat'], location);
  return formats.length === 0 ? style : { ...style, 'x-item-collection-formats': formats };
}

function outerStyle(collectionFormat: unknown, location: unknown): JsonObject {
  const isQuery = location === 'query' || location === 'formData';
  const style = isQuery ? 'form' : 'simple';
  if (isQuery && collectionFormat === 'multi') return { style, explode: true };
  if (isQuery && collectionFormat === 'ssv') return { style: 'spaceDelimited', explode: false };
  if (isQuery && collectionFormat === 'pipes') return { style: 'pipeDelimited', explode: false };
  if (collectionFormat === 'tsv' || collectionFormat === 'ssv' || collectionFormat === 'pipes') {
    return { style, explode: false, 'x-collection-format': collectionFormat };
  }
  return { style, explode: false };
}
