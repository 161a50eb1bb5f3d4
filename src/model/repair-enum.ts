import { asArray, asJsonObject } from '../json/narrow.ts';
import type { KeywordReport } from './keyword-readers.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/**
 * Makes `enum` and `const` agree with `type`, in place, where otherwise no value could satisfy both: YAML reads
 * `[1, on]` as what it looks like, quotes make numbers texts, and the enum of a list is often meant for its items.
 */
export function repairEnum(schema: JsonSchema, report: KeywordReport): void {
  if (schema['enum'] === undefined && schema['const'] === undefined) return;
  const types = [schema['type'] ?? []].flat().map(String);
  const isConst = schema['enum'] === undefined;
  const values = isConst ? [schema['const'] ?? null] : asArray(schema['enum']);
  if (values === undefined || types.length === 0) return;
  const mended = values.map((value) => (fits(value, types) ? value : coerce(value, types)));
  if (!mended.some((value) => fits(value, types))) return setAside(schema, isConst, types, report);
  if (mended.every((value, index) => value === values[index])) return;
  report('repaired', `values of ${isConst ? 'const' : 'enum'} are read as ${types.join(' or ')}`);
  const [first] = mended;
  if (isConst && first !== undefined) schema['const'] = first;
  else schema['enum'] = [...new Set(mended)];
}

function setAside(schema: JsonSchema, isConst: boolean, types: string[], report: KeywordReport): void {
  const { enum: values, items } = schema;
  delete schema[isConst ? 'const' : 'enum'];
  const item = asJsonObject(items);
  if (isConst || values === undefined || !types.includes('array') || item?.['enum'] !== undefined)
    return report(
      'relaxed',
      `${isConst ? 'a const' : 'an enum'} without a value of type ${types.join(' or ')}`,
    );
  schema['items'] =
    item?.['$ref'] === undefined ? { ...item, enum: values } : { allOf: [item], enum: values };
  repairEnum(schema['items'], report);
  report('repaired', 'the enum of a list is read as one of its items');
}

function fits(value: Json, types: string[]): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(type) || (Number.isInteger(value) && types.includes('integer'));
}

function coerce(value: Json, types: string[]): Json {
  if (typeof value === 'number' || typeof value === 'boolean')
    return types.includes('string') ? String(value) : value;
  if (typeof value !== 'string') return value;
  const number = value.trim() === '' ? NaN : Number(value);
  if (Number.isFinite(number) && fits(number, types)) return number;
  return types.includes('boolean') && (value === 'true' || value === 'false') ? value === 'true' : value;
}
