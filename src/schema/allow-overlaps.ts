import { asArray, asJsonObject } from '../json/narrow.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from './subschemas.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/**
 * Returns a schema with `anyOf` in place of each `oneOf`, so that a value may fit several branches. Branches that overlap
 * are a common flaw of documents, and no other value would fit them.
 */
export function allowOverlaps(schema: JsonSchema): JsonSchema {
  const { oneOf, ...rest } = schema;
  const entries = Object.entries(rest).map(
    ([keyword, value]) => [keyword, readKeyword(keyword, value)] as const,
  );
  const result: JsonSchema = Object.fromEntries(entries);
  const branches = asArray(oneOf)?.map(readSchema);
  if (branches === undefined) return result;
  const union = { anyOf: branches };
  return { ...result, allOf: [...(asArray(result['allOf']) ?? []), union] };
}

function readKeyword(keyword: string, value: Json): Json {
  // A value that must not fit is not helped by fitting more.
  if (keyword === 'not' || keyword === 'if') return value;
  if (schemaMapKeywords.has(keyword)) return readMap(asJsonObject(value) ?? {});
  if (schemaListKeywords.has(keyword)) return (asArray(value) ?? []).map(readSchema);
  return schemaKeywords.has(keyword) ? readSchema(value) : value;
}

function readMap(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, readSchema(schema)] as const));
}

function readSchema(node: Json): Json {
  const schema = asJsonObject(node);
  return schema === undefined ? node : allowOverlaps(schema);
}
