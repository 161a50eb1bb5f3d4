import { asJsonObject } from '../json/narrow.ts';
import { deserializeQueryParameter } from './deserialize-query.ts';
import { deserializePairs, deserializeText } from './deserialize-text.ts';
import { splitPairs } from './encoded-pairs.ts';
import { itemSchema, propertyNames, propertySchema, structureOf } from './flat-schema.ts';
import { decodeQueryText } from './percent-encoding.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * Returns the object of a form (WHATWG URL §5.1). Properties with a style in their encoding are deserialized by it
 * (OpenAPI 3.1 §4.8.15.1).
 */
export function deserializeForm(text: string, media: MediaType, schema: FlatSchema): Json {
  const pairs = splitPairs(text, '&');
  const names = propertyNames(schema);
  const consumed = new Set<string>();
  const styled: JsonObject = {};
  for (const [name, { serialization }] of Object.entries(media.encoding ?? {})) {
    if (serialization === undefined) continue;
    const available = pairs.filter(
      ([key]) => decodeQueryText(key) === name || !names.has(decodeQueryText(key)),
    );
    const value = deserializeQueryParameter(
      name,
      available,
      serialization,
      propertySchema(schema, name),
      consumed,
      decodeQueryText,
    );
    if (value !== undefined) styled[name] = value;
  }
  const rest = pairs
    .map(([name, value]): [string, string] => [decodeQueryText(name), decodeQueryText(value)])
    .filter(([name]) => !consumed.has(name));
  const plain = rest.filter(([name]) => !name.includes('['));
  const value = { ...deserializePairs(plain, schema), ...styled };
  for (const [name, item] of rest) setBracketed(value, name, item, schema);
  return value;
}

/** Adds a field named `name[key]` or `name[]`, which servers read as a member of an object or array. */
function setBracketed(target: JsonObject, name: string, text: string, schema: FlatSchema): void {
  const [, outer, inner = ''] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
  if (outer === undefined) return;
  const property = propertySchema(schema, outer);
  const present = target[outer];
  if (inner === '' || structureOf(property) === 'array')
    target[outer] = [...(Array.isArray(present) ? present : []), deserializeText(text, itemSchema(property))];
  else {
    target[outer] = {
      ...asJsonObject(present),
      [inner]: deserializeText(text, propertySchema(property, inner)),
    };
  }
}
