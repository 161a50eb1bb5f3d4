import { isJsonObject } from '../json/narrow.ts';
import type { JsonObject } from '../json/value.ts';

/** Reports the repair of an object, or of the part of it that keys lead to. */
export type ReportRepair = (message: string, ...keys: string[]) => void;

const json = 'application/json';

/** The fields of a media type object (OpenAPI 3.2 §4.14). */
const mediaTypeFields: ReadonlySet<string> = new Set([
  'schema',
  'itemSchema',
  'example',
  'examples',
  'encoding',
  'prefixEncoding',
  'itemEncoding',
]);

/** Keywords that an object has only if it is a schema. */
const schemaKeywords = [
  'type',
  'properties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'enum',
  'additionalProperties',
];

/** Repairs a media type object that is a schema itself. */
export function repairMediaType(mediaType: JsonObject, report: ReportRepair): void {
  if (mediaType['schema'] !== undefined || mediaType['itemSchema'] !== undefined || !isSchema(mediaType))
    return;
  const schema: JsonObject = {};
  for (const [key, value] of Object.entries(mediaType)) {
    if (mediaTypeFields.has(key) || key.startsWith('x-')) continue;
    schema[key] = value;
    delete mediaType[key];
  }
  mediaType['schema'] = schema;
  report('The keywords of a schema stand in the media type, and were read as its schema.');
}

/** Repairs a request body or response whose schema, or whose media types, do not stand in `content`. */
export function repairContentHolder(holder: JsonObject, report: ReportRepair): void {
  if (isJsonObject(holder['content'])) return repairContent(holder['content'], report);
  if (holder['content'] !== undefined || isOtherReference(holder)) return;
  const mediaTypes = Object.keys(holder).filter((key) => isMediaTypeName(key) && isJsonObject(holder[key]));
  if (mediaTypes.length > 0) {
    holder['content'] = take(holder, (key) => mediaTypes.includes(key));
    report(`${mediaTypes.join(' and ')} was read as content.`);
  } else if (isJsonObject(holder['schema'])) {
    holder['content'] = { [json]: take(holder, (key) => mediaTypeFields.has(key)) };
    report(`schema stands outside content, and was read as ${json}.`, 'schema');
  } else if (isSchema(holder)) {
    holder['content'] = { [json]: { schema: take(holder, isSchemaField) } };
    report(`The keywords of a schema stand outside content, and were read as ${json}.`);
  }
}

/** Repairs a `content` that is a media type object itself. */
export function repairContent(content: JsonObject, report: ReportRepair): void {
  if (!isJsonObject(content['schema']) || Object.keys(content).some(isMediaTypeName)) return;
  content[json] = take(content, (key) => mediaTypeFields.has(key));
  report(`schema stands where a media type is expected, and was read as ${json}.`, 'content');
}

function isSchemaField(key: string): boolean {
  return key !== 'required' && key !== 'description' && !key.startsWith('x-');
}

function isMediaTypeName(key: string): boolean {
  return key.includes('/') && !key.startsWith('x-');
}

/** Returns true for a reference to an object that is not a schema. */
function isOtherReference({ $ref: reference }: JsonObject): boolean {
  if (typeof reference !== 'string') return false;
  return !reference.includes('/schemas/') && !reference.includes('/definitions/');
}

function isSchema(node: JsonObject): boolean {
  if (typeof node['$ref'] === 'string') return !isOtherReference(node);
  return schemaKeywords.some((keyword) => node[keyword] !== undefined);
}

/** Moves the properties whose keys pass a test to a new object. */
function take(holder: JsonObject, test: (key: string) => boolean): JsonObject {
  const taken: JsonObject = {};
  for (const [key, value] of Object.entries(holder)) {
    if (!test(key)) continue;
    taken[key] = value;
    delete holder[key];
  }
  return taken;
}
