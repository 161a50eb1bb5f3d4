import type { JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';

/** Keywords that Swagger 2.0 writes beside `name` and `in`, and OpenAPI 3 inside `schema`. */
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
  'x-nullable',
];

/** A parameter that is no body → 3.1 (Swagger 2.0, Parameter Object). */
export function upgradeParameter(parameter: JsonObject): void {
  if ('schema' in parameter || 'content' in parameter) return;
  const format = parameter['collectionFormat'];
  const schema = takeSchema(parameter);
  if (schema['type'] === 'array') Object.assign(parameter, arrayStyle(format, parameter['in']));
  if (parameter['in'] === 'path') parameter['required'] = true;
  if (parameter['x-example'] !== undefined) parameter['example'] ??= parameter['x-example'];
  parameter['schema'] = schema;
}

/** A response's header → 3.1 (Swagger 2.0, Header Object). */
export function upgradeHeader(header: JsonObject): void {
  if ('schema' in header || 'content' in header) return;
  header['schema'] = takeSchema(header);
}

/** Takes the keywords of its schema out of a parameter or header. */
export function takeSchema(holder: JsonObject): JsonObject {
  const schema: JsonObject = {};
  for (const key of schemaKeywords) {
    const value = holder[key];
    if (value === undefined) continue;
    schema[key] = value;
    delete holder[key];
  }
  delete holder['collectionFormat'];
  dropInnerFormats(schema);
  return schema;
}

// OpenAPI 3 has no word for how an array inside an array is written.
function dropInnerFormats(schema: JsonObject): void {
  for (let items = schema['items']; isJsonObject(items); items = items['items'])
    delete items['collectionFormat'];
}

/** How an array is written, as OpenAPI 3 says it; `x-collection-format` where it has no style for that. */
export function arrayStyle(collectionFormat: unknown, location: unknown): JsonObject {
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
