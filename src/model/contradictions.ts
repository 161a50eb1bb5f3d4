import { asArray, asJsonObject } from '../json/narrow.ts';
import { declaredTypes } from '../schema/declared-types.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Pairs of keywords of which the first may not be above the second. `isStrict`: nor may they be equal. */
const bounds = [
  { low: 'minimum', high: 'maximum', isStrict: false },
  { low: 'exclusiveMinimum', high: 'maximum', isStrict: true },
  { low: 'minimum', high: 'exclusiveMaximum', isStrict: true },
  { low: 'exclusiveMinimum', high: 'exclusiveMaximum', isStrict: true },
  { low: 'minLength', high: 'maxLength', isStrict: false },
  { low: 'minItems', high: 'maxItems', isStrict: false },
  { low: 'minProperties', high: 'maxProperties', isStrict: false },
  { low: 'minContains', high: 'maxContains', isStrict: false },
] as const;

const knownTypes = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/** Two keywords that no value can satisfy at once. */
export interface Contradiction {
  keywords: string[];
  message: string;
}

/** Returns the bounds that exclude each other among schemas that a value must fit at once. */
export function contradictoryBounds(parts: readonly JsonObject[]): Contradiction | undefined {
  for (const { low, high, isStrict } of bounds) {
    const least = extreme(parts, low, Math.max);
    const most = extreme(parts, high, Math.min);
    if (least === undefined || most === undefined || least < most || (least === most && !isStrict)) continue;
    return { keywords: [low, high], message: `no value satisfies ${low} ${least} and ${high} ${most}` };
  }
  return undefined;
}

/** Returns a text about schemas that a value must fit at once, and of which it can fit some only. */
export function contradictionOf(parts: readonly JsonObject[]): string | undefined {
  const types = parts.flatMap((part) => typesOf(part) ?? []);
  const common = parts.reduce<Set<string> | undefined>(
    (all, part) => intersect(all, typesOf(part)),
    undefined,
  );
  if (common?.size === 0) return `no value is of each of the types ${[...new Set(types)].join(', ')}`;
  const values = parts.reduce<string[] | undefined>((all, part) => {
    const own = valuesOf(part)?.map((value) => JSON.stringify(value));
    return all === undefined ? own : own === undefined ? all : all.filter((value) => own.includes(value));
  }, undefined);
  if (values?.length === 0) return 'no value is in each of the enums';
  // Bounds restrict values of some types only.
  return common?.has('null') ? undefined : contradictoryBounds(parts)?.message;
}

function extreme(
  parts: readonly JsonObject[],
  keyword: string,
  choose: (...values: number[]) => number,
): number | undefined {
  const values = parts.flatMap((part) => {
    const value = part[keyword];
    return typeof value === 'number' ? [value] : [];
  });
  return values.length === 0 ? undefined : choose(...values);
}

function intersect(all: Set<string> | undefined, own: string[] | undefined): Set<string> | undefined {
  if (own === undefined) return all;
  return new Set(own.filter((type) => all?.has(type) !== false));
}

/** Returns the types of the values of a schema, with `number` for `integer`; `undefined` for any type. */
function typesOf(schema: JsonObject): string[] | undefined {
  const { nullable, 'x-nullable': extension } = schema;
  const declared = declaredTypes(schema) ?? valuesOf(schema)?.map(typeOf);
  if (declared === undefined || declared.some((each) => !knownTypes.has(each))) return undefined;
  const isNullable = nullable === true || extension === true;
  return [...declared, ...(isNullable ? ['null'] : [])].map((each) => (each === 'integer' ? 'number' : each));
}

function valuesOf(schema: JsonObject): Json[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  const values = asArray(schema['enum']);
  return values === undefined || values.length === 0 ? undefined : values;
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** Returns the names of the properties that schemas require, each with what the schemas say of it. */
export function requiredProperties(parts: readonly JsonObject[]): Map<string, Json[]> {
  const required = new Set(parts.flatMap((part) => asArray(part['required']) ?? []));
  const found = new Map<string, Json[]>();
  for (const part of parts)
    for (const [name, schema] of Object.entries(asJsonObject(part['properties']) ?? {}))
      if (required.has(name)) found.set(name, [...(found.get(name) ?? []), schema]);
  return found;
}
