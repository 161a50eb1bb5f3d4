import { asJsonObject } from '../json/narrow.ts';
import { deserializeParts, splitByStyle, splitItems } from './deserialize-style.ts';
import { deserializeContent, deserializePairs, deserializeText } from './deserialize-text.ts';
import {
  allowsOtherProperties,
  itemSchema,
  propertyNames,
  propertySchema,
  structureOf,
} from './flat-schema.ts';
import { decodeQueryName, decodeQueryText } from './percent-encoding.ts';
import type { EncodedPair } from './encoded-pairs.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { Parameter } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * Returns the value of a parameter in a query, cookie or form, or `undefined` if it is absent. Adds the names of the
 * pairs that belong to the parameter to `consumed`.
 */
export function deserializeQueryParameter(
  name: string,
  pairs: EncodedPair[],
  serialization: Parameter['serialization'],
  schema: FlatSchema,
  consumed: Set<string>,
  decode: (text: string) => string,
): Json | undefined {
  consumed.add(name);
  const texts = pairs.filter(([key]) => decodeQueryName(key) === name).map(([, text]) => text);
  const [first] = texts;
  if (serialization.kind === 'content')
    return first === undefined ? undefined : deserializeContent(decode(first), serialization.mediaType);
  const { style, explode } = serialization;
  const structure = structureOf(schema);
  if (style === 'deepObject') {
    const value = deserializeDeepObject(name, pairs, schema, consumed);
    if (value !== undefined || structure !== 'array') return value;
  }
  if (structure === 'object' && explode) return deserializeMembers(pairs, schema, consumed, decode);
  if (first === undefined) return undefined;
  if (structure === 'text')
    return texts.length > 1 ? texts.map(decode) : deserializeText(decode(first), schema);
  const value =
    explode || (structure === 'array' && texts.length > 1)
      ? texts.map((text) => deserializeText(decode(text), itemSchema(schema)))
      : deserializeParts(splitByStyle(first, style), false, schema, decode);
  return splitItems(value, serialization, schema);
}

/** Returns an exploded object, each member of which is a parameter of its own in the query. */
function deserializeMembers(
  pairs: EncodedPair[],
  schema: FlatSchema,
  consumed: Set<string>,
  decode: (text: string) => string,
): JsonObject | undefined {
  const names = propertyNames(schema);
  const isOpen = allowsOtherProperties(schema);
  const members = pairs
    .map(([key, text]): [name: string, text: string] => [decodeQueryName(key), decode(text)])
    .filter(([key]) => names.has(key) || (isOpen && !key.includes('[')));
  for (const [key] of members) consumed.add(key);
  return members.length === 0 ? undefined : deserializePairs(members, schema);
}

/** Returns the value of `name[a][b]=1`. The specification defines one level; deeper ones are read as servers do. */
function deserializeDeepObject(
  name: string,
  pairs: EncodedPair[],
  schema: FlatSchema,
  consumed: Set<string>,
): Json | undefined {
  const isArray = structureOf(schema) === 'array';
  const result: JsonObject = {};
  let isPresent = false;
  for (const [key, text] of pairs) {
    const decoded = decodeQueryName(key);
    if (!decoded.startsWith(`${name}[`)) continue;
    isPresent = true;
    consumed.add(decoded);
    const path = [...decoded.slice(name.length).matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '');
    setAtPath(result, path, decodeQueryText(text), isArray ? indexedItems(schema) : schema);
  }
  if (!isPresent) return undefined;
  return isArray ? Object.values(result).flat() : result;
}

/** Returns the schema of an array that is written as an object of indices (`name[0]=a`). */
function indexedItems(schema: FlatSchema): FlatSchema {
  const items = itemSchema(schema);
  return {
    root: schema.root,
    types: new Set(['object']),
    subschemas: [{ additionalProperties: { anyOf: items.subschemas } }],
  };
}

function setAtPath(
  target: JsonObject,
  [name = '', ...rest]: string[],
  text: string,
  schema: FlatSchema,
): void {
  const property = propertySchema(schema, name);
  const present = Object.hasOwn(target, name) ? target[name] : undefined;
  if (rest.length > 0 && rest[0] !== '') {
    const inner = asJsonObject(present) ?? {};
    setAtPath(inner, rest, text, property);
    target[name] = inner;
    return;
  }
  const isArray = structureOf(property) === 'array' || rest.length > 0;
  const value = deserializeText(text, isArray ? itemSchema(property) : property);
  if (isArray) target[name] = [...(Array.isArray(present) ? present : []), value];
  else target[name] = present === undefined ? value : [present, value].flat();
}
