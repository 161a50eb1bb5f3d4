import { isLongInteger } from '../json/exact-json.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { exactDigits, exactKeyword } from '../schema/exact-integers.ts';
import { declaredTypes } from '../schema/declared-types.ts';
import type { KeywordReport } from './report-findings.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/**
 * Makes `enum` and `const` agree with `type`, in place, if no value could satisfy both: YAML reads `[1, on]` as a number
 * and a boolean, quotes make numbers strings, and the enum of an array is often meant for its items.
 */
export function repairEnum(schema: JsonSchema, report: KeywordReport): void {
  if (schema['enum'] === undefined && schema['const'] === undefined) return;
  const types = declaredTypes(schema) ?? [];
  const isConst = schema['enum'] === undefined;
  const values = isConst ? [schema['const'] ?? null] : asArray(schema['enum']);
  if (values === undefined || types.length === 0) return;
  const repaired = values.map((value) => (hasType(value, types) ? value : coerce(value, types)));
  if (!repaired.some((value) => hasType(value, types)))
    return moveToItemsOrDrop(schema, isConst, types, report);
  if (repaired.every((value, index) => value === values[index])) return;
  report('repaired', `values of ${isConst ? 'const' : 'enum'} are read as ${types.join(' or ')}`);
  keepDigits(schema, isConst ? 'const' : 'enum', values, repaired);
  const [first] = repaired;
  if (isConst && first !== undefined) schema['const'] = first;
  else schema['enum'] = [...new Set(repaired)];
}

/** Keeps the digits of texts that were read as integers beyond 2^53. */
function keepDigits(schema: JsonSchema, keyword: 'const' | 'enum', values: Json[], read: Json[]): void {
  const digits = values.filter(
    (value, index) => typeof value === 'string' && isLongInteger(value) && typeof read[index] === 'number',
  );
  if (digits.length === 0) return;
  const known = asJsonObject(schema[exactKeyword]);
  schema[exactKeyword] = { ...known, [keyword]: [...exactDigits(schema, keyword), ...digits] };
}

/** Moves the enum of an array without an array among its values to the items, and drops any other. */
function moveToItemsOrDrop(
  schema: JsonSchema,
  isConst: boolean,
  types: string[],
  report: KeywordReport,
): void {
  const { enum: values, items, [exactKeyword]: exact } = schema;
  delete schema[isConst ? 'const' : 'enum'];
  const item = asJsonObject(items);
  if (isConst || values === undefined || !types.includes('array') || item?.['enum'] !== undefined)
    return report(
      'relaxed',
      `${isConst ? 'const' : 'enum'} without a value of type ${types.join(' or ')} was dropped`,
    );
  const moved = { enum: values, ...(exact === undefined ? {} : { [exactKeyword]: exact }) };
  schema['items'] = item?.['$ref'] === undefined ? { ...item, ...moved } : { allOf: [item], ...moved };
  repairEnum(schema['items'], report);
  report('repaired', 'the enum of an array is read as the enum of its items');
}

function hasType(value: Json, types: string[]): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(type) || (Number.isInteger(value) && types.includes('integer'));
}

function coerce(value: Json, types: string[]): Json {
  if (typeof value === 'number' || typeof value === 'boolean')
    return types.includes('string') ? String(value) : value;
  if (typeof value !== 'string') return value;
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number) && hasType(number, types)) return number;
  return types.includes('boolean') && (value === 'true' || value === 'false') ? value === 'true' : value;
}
