import { jsonSize } from '../../json/json-size.ts';
import { asArray, asJsonObject } from '../../json/narrow.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

const largest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const smallest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Number of combinations of branches above which a second union is left out. */
const mostBranches = 12;

/**
 * Returns one schema without `allOf` that describes values which all of the schemas allow. Where JSON Schema has no
 * keyword for both, the first schema wins: the result describes, and the checking schema decides.
 */
export function mergeAllOf(schemas: readonly JsonSchema[]): JsonSchema {
  return schemas.reduce((merged, schema) => mergeTwo(merged, schema), {});
}

function mergeTwo(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (Object.keys(one).length === 0) return other;
  if (Object.keys(other).length === 0) return one;
  const merged: JsonSchema = { ...other, ...one };
  for (const keyword of largest) pick(merged, one, other, keyword, Math.max);
  for (const keyword of smallest) pick(merged, one, other, keyword, Math.min);
  const required = [...(asArray(one['required']) ?? []), ...(asArray(other['required']) ?? [])];
  if (required.length > 0) merged['required'] = [...new Set(required)];
  const types = commonTypes(one['type'], other['type']);
  if (types !== undefined) merged['type'] = types;
  const values = commonValues(asArray(one['enum']), asArray(other['enum']));
  if (values !== undefined) merged['enum'] = values;
  const properties = mergeProperties(asJsonObject(one['properties']), asJsonObject(other['properties']));
  if (properties !== undefined) merged['properties'] = properties;
  for (const keyword of ['items', 'additionalProperties']) {
    const [first, second] = [asJsonObject(one[keyword]), asJsonObject(other[keyword])];
    if (first !== undefined && second !== undefined) merged[keyword] = mergeTwo(first, second);
  }
  const branches = mergeUnions(asArray(one['anyOf']), asArray(other['anyOf']));
  if (branches !== undefined) merged['anyOf'] = branches;
  return merged;
}

function pick(
  merged: JsonSchema,
  one: JsonSchema,
  other: JsonSchema,
  keyword: string,
  stricter: (...values: number[]) => number,
): void {
  const values = [one[keyword], other[keyword]].filter((value) => typeof value === 'number');
  if (values.length > 0) merged[keyword] = stricter(...values);
}

/** Returns the types that both allow, and those of the first if there are none. */
function commonTypes(one: Json | undefined, other: Json | undefined): Json | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [first, second] = [[one].flat(), [other].flat()];
  const common = [
    ...first.filter((type) => allows(second, type)),
    ...second.filter((type) => type === 'integer' && !first.includes(type) && allows(first, type)),
  ];
  const [only] = common;
  if (only === undefined) return one;
  return common.length === 1 ? only : common;
}

function allows(types: Json[], type: Json): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function commonValues(one: Json[] | undefined, other: Json[] | undefined): Json[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const texts = new Set(other.map((value) => JSON.stringify(value)));
  const common = one.filter((value) => texts.has(JSON.stringify(value)));
  return common.length > 0 ? common : one;
}

function mergeProperties(one: JsonObject | undefined, other: JsonObject | undefined): JsonObject | undefined {
  if (one === undefined || other === undefined) return undefined;
  const merged = new Map(Object.entries(one));
  for (const [name, schema] of Object.entries(other)) {
    const [first, second] = [asJsonObject(merged.get(name)), asJsonObject(schema)];
    merged.set(name, first === undefined || second === undefined ? schema : mergeTwo(first, second));
  }
  return Object.fromEntries(merged);
}

function mergeUnions(one: Json[] | undefined, other: Json[] | undefined): Json[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one.length * other.length > mostBranches || isSame(one, other)) return one;
  return one.flatMap((first) =>
    other.map((second) => mergeTwo(asJsonObject(first) ?? {}, asJsonObject(second) ?? {})),
  );
}

/** Returns the union of schemas, without repetitions. One branch needs no union. */
export function unionOf(schemas: JsonSchema[]): JsonSchema {
  // Schemas of different sizes differ.
  if (new Set(schemas.map((schema) => jsonSize(schema))).size === schemas.length && schemas.length > 1)
    return { anyOf: schemas };
  const distinct = [...new Map(schemas.map((schema) => [identityOf(schema), schema])).values()];
  const [first] = distinct;
  return distinct.length === 1 && first !== undefined ? first : { anyOf: distinct };
}

/** Bytes above which a branch is compared by identity: the text of schemas with shared parts may exceed memory. */
const longestBranch = 20_000;

function identityOf(schema: JsonSchema): string | JsonSchema {
  return jsonSize(schema) > longestBranch ? schema : JSON.stringify(schema);
}

/** Returns true for values with the same JSON text. Most differ in their sizes, which are measured once. */
function isSame(one: Json, other: Json): boolean {
  return (
    one === other || (jsonSize(one) === jsonSize(other) && JSON.stringify(one) === JSON.stringify(other))
  );
}
