import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Keywords that imply the type of a schema without `type`. */
const typeKeywords: [type: string, keywords: string[]][] = [
  [
    'object',
    ['properties', 'additionalProperties', 'required', 'patternProperties', 'minProperties', 'propertyNames'],
  ],
  ['array', ['items', 'prefixItems', 'minItems', 'contains', 'uniqueItems']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** Returns the type that a schema is sampled as: its first one other than null, else the one its keywords imply. */
export function typeOf(schema: JsonObject): string {
  const declared = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (declared.length > 0) return declared.find((type) => type !== 'null') ?? 'null';
  const implied = typeKeywords.find(([, keywords]) =>
    keywords.some((keyword) => schema[keyword] !== undefined),
  );
  return implied?.[0] ?? 'string';
}

/** Returns true if two schemas declare types and have none in common. */
export function areDisjoint(one: JsonObject, other: JsonObject): boolean {
  if (one['type'] === undefined || other['type'] === undefined) return false;
  const types = new Set([one['type']].flat().map(baseType));
  return ![other['type']].flat().some((type) => types.has(baseType(type)));
}

function baseType(type: Json): Json {
  return type === 'integer' ? 'number' : type;
}

/** Returns true if the types of a schema exclude objects and arrays. */
export function isScalar(schema: Json): boolean {
  const types = new Set([asJsonObject(schema)?.['type']].flat());
  return !types.has(undefined) && !types.has('object') && !types.has('array');
}

/** Returns true if null is the only type of a schema. */
export function isNull(schema: Json): boolean {
  return asJsonObject(schema)?.['type'] === 'null';
}

/** Returns true if null is one of the declared types. */
export function allowsNull(schema: JsonObject): boolean {
  return [schema['type']].flat().includes('null');
}
