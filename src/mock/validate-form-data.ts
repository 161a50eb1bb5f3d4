import { isJson } from '../http/media-type.ts';
import { deserializeQueryParameter } from './deserialize-query.ts';
import { deserializeText, tryParseJson } from './deserialize-text.ts';
import { itemSchema, propertyNames, propertySchema, structureOf } from './flat-schema.ts';
import { coversMediaType, isXml } from './media-range.ts';
import type { EncodedPair } from './encoded-pairs.ts';
import type { FlatSchema } from './flat-schema.ts';
import type { MultipartPart } from './parse-multipart.ts';
import type { Validate } from './schema-validator.ts';
import type { ValidationError } from './validation-error.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Deserializes the parts of a form by name (RFC 7578 §4.2), and validates the parts and the object they form. */
export function validateFormData(
  parts: MultipartPart[],
  media: MediaType,
  schema: FlatSchema,
  validate: Validate,
): { errors: ValidationError[]; value: JsonObject } {
  const pairs: [string, Json][] = [];
  const styled: EncodedPair[] = [];
  const unread = new Set<string>();
  for (const part of parts) {
    const { name, contentType = '' } = part;
    if (name === undefined) continue;
    if (isXml(contentType)) unread.add(name);
    else if (isJson(contentType))
      pairs.push([name, readJson(textOf(part), itemOrSelf(propertySchema(schema, name)))]);
    else if (isStyled(name, media, schema)) styled.push([name, textOf(part)]);
    else pairs.push([name, deserializeText(textOf(part), itemOrSelf(propertySchema(schema, name)))]);
  }
  const value = { ...groupByName(pairs, schema), ...deserializeStyled(styled, media, schema) };
  const errors = validate(value).filter(
    ({ pointer, detail }) =>
      !unread.has(pointer.split('/')[1] ?? '') && ![...unread].some((name) => detail.includes(name)),
  );
  return { errors: [...validateParts(parts, media), ...errors], value };
}

/** Returns the value of a JSON text. The text itself is the value where the schema allows no other (`contentMediaType`). */
function readJson(text: string, { types }: FlatSchema): Json {
  const value = tryParseJson(text) ?? text;
  const isText = types.has('string') && [...types].every((type) => type === 'string' || type === 'null');
  return isText && typeof value !== 'string' ? text : value;
}

/** Reports parts without a name, and parts whose media type differs from their encoding (OpenAPI 3.1 §4.8.15.1). */
function validateParts(parts: MultipartPart[], { encoding = {} }: MediaType): ValidationError[] {
  const unnamed = parts.filter(({ name }) => name === undefined);
  return [
    ...unnamed.map(() => ({ pointer: '', detail: 'a part has no name in its Content-Disposition' })),
    ...parts.flatMap(({ name = '', contentType = 'text/plain' }) => {
      const expected = encoding[name]?.contentType;
      if (expected === undefined || expected.split(',').some((range) => coversMediaType(range, contentType)))
        return [];
      const detail = `the part must have the type ${expected}, not ${contentType}`;
      return [{ pointer: `/${name}`, detail }];
    }),
  ];
}

/** Returns the text of a part, with one character for each byte if it is binary. */
function textOf({ contentType, data }: MultipartPart): string {
  const isText = contentType === undefined || contentType.startsWith('text/') || isJson(contentType);
  return data.toString(isText ? 'utf8' : 'latin1');
}

function itemOrSelf(schema: FlatSchema): FlatSchema {
  return structureOf(schema) === 'array' ? itemSchema(schema) : schema;
}

/** Returns true if a part belongs to a property with a style in its encoding. */
function isStyled(name: string, { encoding = {} }: MediaType, schema: FlatSchema): boolean {
  if (encoding[name] !== undefined) return encoding[name].serialization !== undefined;
  return (
    !propertyNames(schema).has(name) &&
    Object.values(encoding).some(({ serialization }) => serialization !== undefined)
  );
}

function groupByName(pairs: [name: string, value: Json][], schema: FlatSchema): JsonObject {
  const names = new Set(pairs.map(([name]) => name));
  return Object.fromEntries(
    [...names].map((name): [string, Json] => {
      const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
      const [first = null] = values;
      const isArray =
        structureOf(propertySchema(schema, name)) === 'array' &&
        !(values.length === 1 && Array.isArray(first));
      return [name, isArray || values.length > 1 ? values : first];
    }),
  );
}

function deserializeStyled(
  pairs: EncodedPair[],
  { encoding = {} }: MediaType,
  schema: FlatSchema,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, { serialization }] of Object.entries(encoding)) {
    if (serialization === undefined) continue;
    const property = propertySchema(schema, name);
    const value = deserializeQueryParameter(name, pairs, serialization, property, new Set(), identity);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

/** Returns the text of a part, which is not percent-encoded. */
function identity(text: string): string {
  return text;
}
