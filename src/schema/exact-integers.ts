import { isLongInteger } from '../json/exact-json.ts';
import { asArray, asJsonObject, asString, asStrings, isJsonObject } from '../json/narrow.ts';
import { mapValues } from '../json/map-values.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/**
 * The keyword with the digits of the integers beyond 2^53 that the other keywords of a schema state, by keyword. The
 * other keywords have these integers rounded, as every parser of JSON reads them.
 */
export const exactKeyword = 'x-mcp-exact';

/** The keywords whose integers are kept exact. */
export const exactKeywords = [
  'enum',
  'const',
  'default',
  'example',
  'examples',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
] as const;
export type ExactKeyword = (typeof exactKeywords)[number];

/** The names that keywords have before an upgrade to JSON Schema 2020-12. */
const formerNames: Partial<Record<ExactKeyword, ExactKeyword>> = {
  examples: 'example',
  exclusiveMinimum: 'minimum',
  exclusiveMaximum: 'maximum',
};

const boundWords = new Map<ExactKeyword, string>([
  ['minimum', 'At least'],
  ['maximum', 'At most'],
]);

/** Keywords that have no meaning for text. */
const numericKeywords = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'format',
]);

/** Returns the digits of the integers beyond 2^53 that a keyword states. */
export function exactDigits(schema: JsonObject, keyword: ExactKeyword): string[] {
  const stated = asJsonObject(schema[exactKeyword]);
  const former = formerNames[keyword];
  return asStrings(stated?.[keyword] ?? (former && stated?.[former])).filter(isLongInteger);
}

/** Returns the integers that a rounded number stands for: several if two of them round alike, none if it is exact. */
export function exactOf(value: Json | undefined, digits: string[]): string[] {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return [];
  return digits.filter((text) => Number(text) === value);
}

/** Returns the values of `enum` or `const` with all digits as text, if one of them is an integer beyond 2^53. */
export function exactValues(schema: JsonObject): Json[] | undefined {
  if (schema[exactKeyword] === undefined) return undefined;
  const isConst = schema['const'] !== undefined;
  const values = isConst ? [schema['const'] ?? null] : (asArray(schema['enum']) ?? []);
  const digits = [...exactDigits(schema, 'const'), ...exactDigits(schema, 'enum')];
  const isExact = values.every((value) => exactOf(value, digits).length === 0);
  return isExact ? undefined : [...new Set(listWithDigits(values, digits).map(numberAsText))];
}

/**
 * Replaces exclusive bounds beyond 2^53 by inclusive ones, in place: an integer below 2^63 may round to 2^63, which is not
 * below it.
 */
export function includeBounds(schema: JsonSchema): void {
  const steps = [
    ['exclusiveMinimum', 'minimum', 1n],
    ['exclusiveMaximum', 'maximum', -1n],
  ] as const;
  for (const [exclusive, inclusive, step] of steps) {
    const [digits] = exactOf(schema[exclusive], exactDigits(schema, exclusive));
    if (digits === undefined || schema[inclusive] !== undefined) continue;
    const bound = BigInt(digits) + step;
    delete schema[exclusive];
    schema[inclusive] = Number(bound);
    schema[exactKeyword] = { ...asJsonObject(schema[exactKeyword]), [inclusive]: [String(bound)] };
  }
}

/**
 * Returns a schema that states its integers beyond 2^53 exactly. They are text, since only text keeps its digits on the
 * way to the server. All numbers of an `enum` with such an integer are text, and bounds stand in the description.
 */
export function stateExactly(schema: JsonSchema): JsonSchema {
  if (schema[exactKeyword] === undefined) return schema;
  const values = exactValues(schema);
  const result: JsonSchema = {};
  const notes: string[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === exactKeyword || (values !== undefined && numericKeywords.has(keyword))) continue;
    const name = exactKeywords.find((each) => each === keyword);
    const digits = name === undefined ? [] : exactDigits(schema, name);
    const words = name === undefined ? undefined : boundWords.get(name);
    const [bound] = words === undefined ? [] : exactOf(value, digits);
    if (bound !== undefined) notes.push(`${words} ${bound}.`);
    else if (values === undefined) result[keyword] = withDigits(value, digits);
    else if (keyword === 'enum' || keyword === 'const') result['enum'] = values;
    else if (keyword === 'type') result[keyword] = typesOfText(value);
    else result[keyword] = name === undefined ? value : numberAsText(withDigits(value, digits));
  }
  if (notes.length > 0)
    result['description'] = [asString(schema['description']) ?? '', ...notes].join(' ').trim();
  return result;
}

/** Returns a value with its integers beyond 2^53 as text. */
function withDigits(value: Json, digits: string[]): Json {
  if (digits.length === 0) return value;
  if (Array.isArray(value)) return listWithDigits(value, digits);
  if (isJsonObject(value)) return mapValues(value, (item) => withDigits(item, digits));
  return exactOf(value, digits)[0] ?? value;
}

function listWithDigits(values: Json[], digits: string[]): Json[] {
  return values.flatMap((item): Json[] => {
    const exact = exactOf(item, digits);
    return exact.length > 0 ? exact : [withDigits(item, digits)];
  });
}

function numberAsText(value: Json): Json {
  return typeof value === 'number' ? String(value) : value;
}

/** Returns types with text in place of numbers. */
function typesOfText(type: Json): Json {
  const names = [type].flat().map((name) => (name === 'integer' || name === 'number' ? 'string' : name));
  const [only = 'string', ...others] = new Set(names);
  return others.length === 0 ? only : [only, ...others];
}
