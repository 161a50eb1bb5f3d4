import { splitPair, splitPairs } from './encoded-pairs.ts';
import { itemSchema, structureOf } from './flat-schema.ts';
import { deserializePairs, deserializeText } from './deserialize-text.ts';
import { decodePercent, MalformedValueError } from './percent-encoding.ts';
import type { EncodedPair } from './encoded-pairs.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { StyleSerialization } from '../descriptor.ts';
import type { Json } from '../json/value.ts';

const delimiters: Partial<Record<StyleSerialization['style'], RegExp>> = {
  spaceDelimited: /%20|\+| /,
  pipeDelimited: /\||%7C/i,
  tabDelimited: /%09|\t/,
};

/** Returns the parts of a text between the delimiters of its style, which are commas by default. */
export function splitByStyle(text: string, style: StyleSerialization['style']): string[] {
  return text.split(delimiters[style] ?? ',');
}

/** Splits the items of an array that are arrays with styles of their own, which are decoded texts. */
export function splitItems<Value extends Json | undefined>(
  value: Value,
  { itemStyles: [style, ...inner] = [] }: Pick<StyleSerialization, 'itemStyles'>,
  schema: FlatSchema,
): Value | Json {
  if (style === undefined || !Array.isArray(value)) return value;
  const items = itemSchema(schema);
  return value.map((item: Json): Json => {
    if (Array.isArray(item) || (typeof item === 'object' && item !== null)) return item;
    const parts = splitByStyle(String(item), style).map((part) => deserializeText(part, itemSchema(items)));
    return splitItems(parts, { itemStyles: inner }, items);
  });
}

/**
 * Returns a primitive, an array, or an object from encoded parts. The parts of an object are `name=value` with
 * explode, and names and values in turn without (OpenAPI 3.1 §4.8.12.3).
 */
export function deserializeParts(
  parts: string[],
  explode: boolean,
  schema: FlatSchema,
  decode: (text: string) => string,
): Json {
  const structure = structureOf(schema);
  if (structure === 'array') return parts.map((part) => deserializeText(decode(part), itemSchema(schema)));
  if (structure === 'text') return deserializeText(decode(parts.join(',')), schema);
  const pairs: EncodedPair[] = explode
    ? parts.map(splitPair)
    : parts.flatMap((part, index): EncodedPair[] =>
        index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [],
      );
  return deserializePairs(
    pairs.map(([key, value]) => [decode(key), decode(value)]),
    schema,
  );
}

/**
 * Returns the value of a path parameter in style simple, label or matrix (OpenAPI 3.1 §4.8.12.3; RFC 6570 §3.2.5
 * and §3.2.7).
 */
export function deserializePathStyle(
  name: string,
  text: string,
  { style, explode }: StyleSerialization,
  schema: FlatSchema,
): Json {
  if (style === 'matrix') return deserializeMatrix(name, text, explode, schema);
  const isText = structureOf(schema) === 'text';
  if (style !== 'label')
    return deserializeParts(isText ? [text] : splitByStyle(text, style), explode, schema, decodePercent);
  if (!text.startsWith('.')) throw new MalformedValueError('must begin with a dot (style label)');
  const value = text.slice(1);
  const parts = isText ? [value] : value.split(explode ? '.' : ',');
  return deserializeParts(parts, explode, schema, decodePercent);
}

function deserializeMatrix(name: string, text: string, explode: boolean, schema: FlatSchema): Json {
  if (!text.startsWith(';')) throw new MalformedValueError('must begin with a semicolon (style matrix)');
  const pairs = splitPairs(text.slice(1), ';');
  const structure = structureOf(schema);
  if (explode && structure === 'object')
    return deserializePairs(
      pairs.map(([key, value]) => [decodePercent(key), decodePercent(value)]),
      schema,
    );
  const values = pairs.filter(([key]) => decodePercent(key) === name).map(([, value]) => value);
  if (values.length < pairs.length) throw new MalformedValueError(`must be named ${name} (style matrix)`);
  const [first = ''] = values;
  const parts = explode ? values : structure === 'text' ? [first] : first.split(',');
  return deserializeParts(parts, false, schema, decodePercent);
}
