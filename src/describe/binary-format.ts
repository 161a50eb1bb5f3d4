import { asJsonObject } from '../json/narrow.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

const results = new WeakMap<JsonObject, JsonObject>();

/** Returns a schema without `format: binary`, which the text of an argument never is. Unchanged nodes stay shared. */
export function withoutBinaryFormat(schema: JsonObject): JsonObject {
  const known = results.get(schema);
  if (known !== undefined) return known;
  results.set(schema, schema);
  const changes = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    const cleaned = cleanKeyword(keyword, value);
    return cleaned === value ? [] : [[keyword, cleaned]];
  });
  const { format, ...rest } = schema;
  const isBinary = format === 'binary';
  const result =
    changes.length === 0 && !isBinary
      ? schema
      : { ...(isBinary ? rest : schema), ...Object.fromEntries(changes) };
  results.set(schema, result);
  return result;
}

function cleanKeyword(keyword: string, value: Json): Json {
  if (schemaMapKeywords.has(keyword)) {
    const map = asJsonObject(value) ?? {};
    const entries = Object.entries(map).map(([name, node]) => [name, cleanNode(node)] as const);
    return entries.some(([name, node]) => node !== map[name]) ? Object.fromEntries(entries) : value;
  }
  if (schemaListKeywords.has(keyword) && Array.isArray(value)) {
    const list = value.map(cleanNode);
    return list.some((node, index) => node !== value[index]) ? list : value;
  }
  return schemaKeywords.has(keyword) ? cleanNode(value) : value;
}

function cleanNode(node: Json): Json {
  const schema = asJsonObject(node);
  return schema === undefined ? node : withoutBinaryFormat(schema);
}
