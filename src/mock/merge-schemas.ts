import { asArray, asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Keywords whose larger value is stricter. */
const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];

/** Keywords whose smaller value is stricter. */
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** Returns a schema for values that both schemas accept. It is approximate, but good enough for samples. */
export function mergeSchemas(one: JsonObject, other: JsonObject): JsonObject {
  const merged = { ...one, ...other };
  for (const keyword of lowerBounds) setBound(merged, one, other, keyword, Math.max);
  for (const keyword of upperBounds) setBound(merged, one, other, keyword, Math.min);
  const required = [...(asArray(one['required']) ?? []), ...(asArray(other['required']) ?? [])];
  if (required.length > 0) merged['required'] = [...new Set(required)];
  for (const keyword of ['properties', 'patternProperties'])
    if (one[keyword] !== undefined && other[keyword] !== undefined)
      merged[keyword] = mergeSchemaMaps(asJsonObject(one[keyword]) ?? {}, asJsonObject(other[keyword]) ?? {});
  for (const closed of [one, other]) if (closed['additionalProperties'] === false) closeLike(merged, closed);
  for (const keyword of ['items', 'additionalProperties'])
    if (one[keyword] !== undefined && other[keyword] !== undefined && merged[keyword] !== false)
      merged[keyword] = bothOf(one[keyword], other[keyword]);
  for (const keyword of ['enum', 'type']) {
    const values = commonValues(keyword, one[keyword], other[keyword]);
    if (values !== undefined)
      merged[keyword] = keyword === 'type' && values.length === 1 ? (values[0] ?? '') : values;
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const first = asArray(one[keyword]);
    const second = asArray(other[keyword]);
    if (first === undefined || second === undefined) continue;
    merged[keyword] = keyword === 'allOf' ? [...first, ...second] : pairBranches(first, second);
  }
  return merged;
}

/** Returns every pair of branches of two unions, at most 100. */
function pairBranches(first: Json[], second: Json[]): Json[] {
  if (JSON.stringify(first) === JSON.stringify(second)) return first;
  return first.flatMap((branch) => second.map((other): Json => bothOf(branch, other))).slice(0, 100);
}

function setBound(
  merged: JsonObject,
  one: JsonObject,
  other: JsonObject,
  keyword: string,
  stricter: (...values: number[]) => number,
): void {
  const values = [one[keyword], other[keyword]].filter((value) => typeof value === 'number');
  if (values.length > 0) merged[keyword] = stricter(...values);
}

/**
 * Closes a merged schema as one of its parts is closed: without the properties that the part does not declare. If one of
 * them is required, no value fits the parts, and they are closed together.
 */
function closeLike(merged: JsonObject, closed: JsonObject): void {
  merged['additionalProperties'] = false;
  const properties = asJsonObject(merged['properties']);
  if (closed['patternProperties'] !== undefined || properties === undefined) return;
  const declared = asJsonObject(closed['properties']) ?? {};
  const isAllowed = (name: Json): boolean => Object.hasOwn(declared, String(name));
  if (!(asArray(merged['required']) ?? []).every(isAllowed)) return;
  merged['properties'] = Object.fromEntries(Object.entries(properties).filter(([name]) => isAllowed(name)));
}

function mergeSchemaMaps(one: JsonObject, other: JsonObject): JsonObject {
  const merged = { ...one };
  for (const [name, schema] of Object.entries(other))
    merged[name] = Object.hasOwn(one, name) ? bothOf(one[name] ?? true, schema) : schema;
  return merged;
}

/** Returns a subschema that applies both, without `allOf` if one of them adds nothing. */
function bothOf(one: Json, other: Json): Json {
  if (one === true || JSON.stringify(one) === JSON.stringify(other)) return other;
  if (other === true) return one;
  return one === false || other === false ? false : { allOf: [one, other] };
}

/** Returns the values that two enums or types have in common, or all values of the second if there are none. */
function commonValues(keyword: string, one: Json | undefined, other: Json | undefined): Json[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [first, second] = [[one].flat(), [other].flat()];
  const common = second.filter((value) =>
    first.some(
      (candidate) =>
        JSON.stringify(candidate) === JSON.stringify(value) ||
        (keyword === 'type' && candidate === 'number' && value === 'integer'),
    ),
  );
  if (keyword === 'type' && second.includes('number') && first.includes('integer')) common.push('integer');
  return common.length > 0 ? common : second;
}
