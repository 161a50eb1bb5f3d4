import { isJson } from '../http/media-type.ts';
import { asArray } from '../json/narrow.ts';
import { allowsEveryType, itemSchema, propertySchema, structureOf } from './flat-schema.ts';
import { MalformedValueError } from './percent-encoding.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns the value that a decoded text represents under a schema. */
export function deserializeText(text: string, schema: FlatSchema): Json {
  const { types } = schema;
  if (types.has('number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && !isLiteral(text, schema))
    return Number(text);
  if (types.has('boolean') && /^(true|false)$/.test(text) && !isLiteral(text, schema)) return text === 'true';
  if (types.has('null') && !types.has('string') && (text === '' || text === 'null')) return null;
  if ((types.has('object') || types.has('array')) && /^\s*[{[]/.test(text)) return tryParseJson(text) ?? text;
  return text;
}

/** Returns true if a text stays a string: the schema lists it as a value, or allows every type. */
function isLiteral(text: string, schema: FlatSchema): boolean {
  return (
    allowsEveryType(schema) ||
    schema.subschemas.some(
      (subschema) => subschema['const'] === text || asArray(subschema['enum'])?.includes(text) === true,
    )
  );
}

/** Returns the value of a JSON text, or `undefined` if it is not JSON. */
export function tryParseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Returns the value of a parameter that declares `content`: JSON is parsed, anything else stays text. */
export function deserializeContent(text: string, mediaType: string): Json {
  if (!isJson(mediaType)) return text;
  const value = tryParseJson(text);
  if (value === undefined) throw new MalformedValueError('is not JSON');
  return value;
}

/** Returns an object from pairs of decoded text. A repeated name becomes an array. */
export function deserializePairs(pairs: [name: string, text: string][], schema: FlatSchema): JsonObject {
  const names = new Set(pairs.map(([name]) => name));
  return Object.fromEntries(
    [...names].map((name): [string, Json] => {
      const texts = pairs.filter(([other]) => other === name).map(([, text]) => text);
      return [name, deserializeProperty(texts, propertySchema(schema, name))];
    }),
  );
}

function deserializeProperty(texts: string[], schema: FlatSchema): Json {
  const [text = ''] = texts;
  if (structureOf(schema) !== 'array') return texts.length > 1 ? texts : deserializeText(text, schema);
  const value = texts.length === 1 && /^\s*\[/.test(text) ? tryParseJson(text) : undefined;
  return value ?? texts.map((item) => deserializeText(item, itemSchema(schema)));
}
