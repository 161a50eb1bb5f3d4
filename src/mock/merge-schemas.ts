import { asArray, asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Keywords of which the larger value is the stricter one, and those of which the smaller one is. */
const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

/** One schema that takes what both take, near enough to sample from. */
export function mergeSchemas(one: JsonObject, other: JsonObject): JsonObject {
  const merged = { ...one, ...other };
  for (const keyword of lower) keep(merged, one, other, keyword, Math.max);
  for (const keyword of upper) keep(merged, one, other, keyword, Math.min);
  const required = [...list(one['required']), ...list(other['required'])];
  if (required.length > 0) merged['required'] = [...new Set(required)];
  for (const keyword of ['properties', 'patternProperties'])
    if (one[keyword] !== undefined && other[keyword] !== undefined)
      merged[keyword] = mergeMaps(asJsonObject(one[keyword]) ?? {}, asJsonObject(other[keyword]) ?? {});
  if (one['additionalProperties'] === false) keepKnown(merged, one);
  if (other['additionalProperties'] === false) keepKnown(merged, other);
  for (const keyword of ['items', 'additionalProperties'])
    if (one[keyword] !== undefined && other[keyword] !== undefined)
      merged[keyword] = both(one[keyword], other[keyword]);
  for (const keyword of ['enum', 'type']) {
    const values = shared(keyword, one[keyword], other[keyword]);
    if (values !== undefined)
      merged[keyword] = keyword === 'type' && values.length === 1 ? (values[0] ?? '') : values;
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const first = asArray(one[keyword]);
    const second = asArray(other[keyword]);
    if (first === undefined || second === undefined) continue;
    merged[keyword] = keyword === 'allOf' ? [...first, ...second] : pairs(first, second);
  }
  return merged;
}

/** A branch of each union; so many that nobody tries them all are enough. */
function pairs(first: Json[], second: Json[]): Json[] {
  if (JSON.stringify(first) === JSON.stringify(second)) return first;
  return first.flatMap((branch) => second.map((other): Json => both(branch, other))).slice(0, 100);
}

function keep(
  merged: JsonObject,
  one: JsonObject,
  other: JsonObject,
  keyword: string,
  stricter: (...values: number[]) => number,
): void {
  const values = [one[keyword], other[keyword]].filter((value) => typeof value === 'number');
  if (values.length > 0) merged[keyword] = stricter(...values);
}

function list(value: Json | undefined): Json[] {
  return asArray(value) ?? [];
}

/** A closed schema takes no properties but its own. */
function keepKnown(merged: JsonObject, closed: JsonObject): void {
  const known = asJsonObject(closed['properties']) ?? {};
  if (closed['patternProperties'] !== undefined || merged['properties'] === undefined) return;
  merged['properties'] = Object.fromEntries(
    Object.entries(asJsonObject(merged['properties']) ?? {}).filter(([name]) => Object.hasOwn(known, name)),
  );
}

function mergeMaps(one: JsonObject, other: JsonObject): JsonObject {
  const merged = { ...one };
  for (const [name, schema] of Object.entries(other))
    merged[name] = Object.hasOwn(one, name) ? both(one[name] ?? true, schema) : schema;
  return merged;
}

function both(one: Json, other: Json): Json {
  if (one === true || JSON.stringify(one) === JSON.stringify(other)) return other;
  if (other === true) return one;
  return one === false || other === false ? false : { allOf: [one, other] };
}

/** What two enums or types have in common; the second's where that would be nothing. */
function shared(keyword: string, one: Json | undefined, other: Json | undefined): Json[] | undefined {
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
