import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Keywords that only one type has, for schemas without `type`. */
const tellingKeywords: [string, string[]][] = [
  [
    'object',
    ['properties', 'additionalProperties', 'required', 'patternProperties', 'minProperties', 'propertyNames'],
  ],
  ['array', ['items', 'prefixItems', 'minItems', 'contains', 'uniqueItems']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** The type that a schema is sampled as: what it says, else what its keywords tell. */
export function typeOf(schema: JsonObject): string {
  const declared = [schema['type']].flat().filter((type) => typeof type === 'string');
  if (declared.length > 0) return declared.find((type) => type !== 'null') ?? 'null';
  return (
    tellingKeywords.find(([, keywords]) => keywords.some((keyword) => schema[keyword] !== undefined))?.[0] ??
    'string'
  );
}

/** Whether two schemas have no type in common. */
export function areDisjoint(one: JsonObject, other: JsonObject): boolean {
  if (one['type'] === undefined || other['type'] === undefined) return false;
  const types = new Set([one['type']].flat().map(baseType));
  return ![other['type']].flat().some((type) => types.has(baseType(type)));
}

function baseType(type: Json): Json {
  return type === 'integer' ? 'number' : type;
}

/** Whether a schema says by itself that it takes no object and no list. */
export function isPlain(schema: Json): boolean {
  const types = new Set([asJsonObject(schema)?.['type']].flat());
  return !types.has(undefined) && !types.has('object') && !types.has('array');
}

export function isNull(schema: Json): boolean {
  return asJsonObject(schema)?.['type'] === 'null';
}
