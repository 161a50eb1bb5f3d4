import { isJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { schemaKeywords, schemaListKeywords, schemaMapKeywords } from '../schema/subschemas.ts';

/** Returns a copy of a schema with its direct subschemas replaced. Data, such as examples, stays as it is. */
export function mapSubschemas(
  schema: JsonObject,
  pointer: string,
  replace: (subschema: Json, pointer: string) => Json,
): JsonObject {
  const entries = Object.entries(schema).map(([keyword, value]): [string, Json] => {
    const place = childPointer(pointer, keyword);
    if (schemaMapKeywords.has(keyword) && isJsonObject(value)) {
      const replaced = Object.entries(value).map(([name, item]) => [
        name,
        replace(item, childPointer(place, name)),
      ]);
      return [keyword, Object.fromEntries(replaced)];
    }
    if (Array.isArray(value)) {
      const isList = schemaListKeywords.has(keyword) || keyword === 'items';
      return [
        keyword,
        isList ? value.map((item, index) => replace(item, childPointer(place, index))) : value,
      ];
    }
    return [keyword, schemaKeywords.has(keyword) ? replace(value, place) : value];
  });
  return Object.fromEntries(entries);
}
