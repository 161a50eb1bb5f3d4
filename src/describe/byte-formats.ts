import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { familyOf, isJson, isMediaType } from '../http/media-type.ts';
import { followReferences } from './follow-references.ts';
import type { SchemaContext } from './follow-references.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * The kind of value that a schema describes: raw bytes, base64 text in the words of OpenAPI 3.0 (`byte`) or 3.1, other
 * text, or another type. A schema without a type describes bytes (`typeless`) or any value (`anything`).
 */
export type ByteFormat =
  'bytes' | 'byte' | 'base64' | 'base64url' | 'text' | 'other' | 'typeless' | 'anything';

/** Levels of subschemas that are visited. */
export const maximumDepth = 8;

/** A limit on visited schemas: shared subschemas can make more of them than there is time for. */
export interface SchemaBudget {
  left: number;
}

/** Creates the budget for visiting one schema. */
export function createBudget(): SchemaBudget {
  return { left: 1_000 };
}

/** Returns the formats that a schema allows, or the items of an array. */
export function byteFormatsOf(
  context: SchemaContext,
  source: Json | undefined,
  depth = 0,
  budget = createBudget(),
): Set<ByteFormat> {
  const schema = followReferences(context, source);
  if (schema === false) return new Set(['other']);
  if (schema === true || depth > maximumDepth || budget.left-- <= 0)
    return new Set([byteFormatOf({}, [], context)]);
  const alternatives = ['anyOf', 'oneOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []);
  if (alternatives.length > 0)
    return new Set(
      alternatives
        .filter((branch) => asJsonObject(branch)?.['type'] !== 'null')
        .flatMap((branch) => [...byteFormatsOf(context, branch, depth + 1, budget)]),
    );
  const types = [schema['type'] ?? []].flat().filter((type) => type !== 'null');
  if (types.includes('array') || (types.length === 0 && schema['items'] !== undefined))
    return byteFormatsOf(context, schema['items'], depth + 1, budget);
  const own = byteFormatOf(schema, types, context);
  const inherited = (asArray(schema['allOf']) ?? []).flatMap((branch) => [
    ...byteFormatsOf(context, branch, depth + 1, budget),
  ]);
  const specific = [own, ...inherited].filter((format) => format !== 'typeless' && format !== 'anything');
  return new Set(specific.length > 0 ? specific : [own]);
}

/** Keywords that do not restrict the value at all. */
const neutralKeywords = new Set(
  'description deprecated readOnly writeOnly externalDocs xml allOf nullable'.split(' '),
);

/** Keywords that do not restrict the value either, but make it unlikely to be a file. */
const hintingKeywords = new Set(['title', 'default', 'example', 'examples']);

/** Returns the media type that some frameworks write as the format of an upload, such as `text/csv`. */
export function formatType(schema: JsonObject): string | undefined {
  const format = asString(schema['format']) ?? '';
  return isMediaType(format) && !format.includes('*') && !isJson(format) ? format : undefined;
}

/** Returns the format of one schema: documents ask for bytes in many ways (OpenAPI 3.0 §4.4, 3.1 §4.4.2). */
export function byteFormatOf(
  schema: JsonObject,
  types: Json[],
  { typelessIsBytes }: SchemaContext,
): ByteFormat {
  const format = asString(schema['format'])?.toLowerCase();
  const encoding = asString(schema['contentEncoding'])?.toLowerCase();
  if (types.length > 0 && !types.includes('string')) return 'other';
  if (encoding === 'base64url' || format === 'base64url') return 'base64url';
  if (format === 'byte') return 'byte';
  if (encoding === 'base64' || format === 'base64') return 'base64';
  if (encoding === 'binary' || format === 'binary' || format === 'file') return 'bytes';
  if (formatType(schema) !== undefined) return 'bytes';
  const mediaType = asString(schema['contentMediaType']);
  if (encoding === undefined && mediaType !== undefined && familyOf(mediaType) === 'bytes') return 'bytes';
  if (types.length > 0) return 'text';
  const keywords = Object.keys(schema).filter((key) => !neutralKeywords.has(key) && !key.startsWith('x-'));
  if (keywords.length === 0) return typelessIsBytes ? 'typeless' : 'anything';
  return keywords.every((key) => hintingKeywords.has(key)) ? 'anything' : 'other';
}
