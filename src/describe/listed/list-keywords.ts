import { asArray, asJsonObject, asStrings } from '../../json/narrow.ts';
import { unionOf } from './merge-all-of.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

type List = (node: Json | undefined) => JsonSchema;

/** Returns `items` for an array. The items of a tuple are a union of those at each position. */
export function listItems(schema: JsonObject, list: List): JsonSchema {
  const positions = asArray(schema['prefixItems']);
  const rest = schema['items'] ?? schema['unevaluatedItems'];
  if (positions === undefined || positions.length === 0) {
    return isEmpty(rest) ? { items: {}, maxItems: 0 } : { items: list(rest) };
  }
  const isOpen = rest === undefined || rest === true;
  const { maxItems } = schema;
  const isBounded = typeof maxItems === 'number' && maxItems <= positions.length;
  if (isOpen && !isBounded) return { items: {} };
  const items = isOpen || isEmpty(rest) ? positions : [...positions, rest];
  return {
    items: unionOf(items.map(list)),
    ...(isEmpty(rest) && maxItems === undefined ? { maxItems: positions.length } : {}),
  };
}

/** Returns true for a schema that no value fits. */
export function isEmpty(schema: Json | undefined): boolean {
  const not = asJsonObject(asJsonObject(schema)?.['not']);
  return schema === false || (not !== undefined && Object.keys(not).length === 0);
}

/** Returns `additionalProperties` as a schema, so that maps stay visible. A closed object is not shown as one. */
export function listAdditional(schema: JsonObject, list: List): JsonSchema {
  const { additionalProperties, unevaluatedProperties, patternProperties } = schema;
  const rest = additionalProperties ?? unevaluatedProperties;
  const patterns = Object.values(asJsonObject(patternProperties) ?? {});
  if (patterns.length > 0 && (rest === undefined || isEmpty(rest)))
    return { additionalProperties: unionOf(patterns.map(list)) };
  if (rest === undefined || isEmpty(rest)) return {};
  return { additionalProperties: rest === true ? {} : list(rest) };
}

/** Declares each required name, since some clients refuse a name that no property beside it has. */
export function requireDeclared(schema: JsonSchema): JsonSchema {
  if (schema['required'] === undefined) return schema;
  const required = asStrings(schema['required']);
  if (required.length === 0) {
    const { required: _, ...rest } = schema;
    return rest;
  }
  const properties = asJsonObject(schema['properties']) ?? {};
  const missing = required.filter((name) => !Object.hasOwn(properties, name));
  if (missing.length === 0) return schema;
  const declared = missing.map((name) => [name, {}] as const);
  return { ...schema, properties: { ...properties, ...Object.fromEntries(declared) } };
}

/** Moves `null` out of an `enum`, where several clients refuse it, into a branch of its own. */
export function withoutNullValue(schema: JsonSchema): JsonSchema {
  const values = asArray(schema['enum']);
  if (values === undefined || !values.includes(null)) return schema;
  const others = values.filter((value) => value !== null);
  const { enum: _, type, format, pattern, ...rest } = schema;
  if (others.length === 0) return { ...rest, type: 'null' };
  if (rest['anyOf'] !== undefined) return type === undefined ? rest : { ...rest, type };
  const types = [type ?? []].flat().filter((name) => name !== 'null');
  const [only] = types;
  const branch: JsonSchema = {
    ...(only === undefined ? {} : { type: types.length === 1 ? only : types }),
    enum: others,
    ...(format === undefined ? {} : { format }),
    ...(pattern === undefined ? {} : { pattern }),
  };
  return { ...rest, anyOf: [branch, { type: 'null' }] };
}
