import { exactDigits, exactKeyword, exactOf, exactValues, stateExactly } from './exact-integers.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { valueAt } from '../json/pointer.ts';
import type { ExactIntegers } from './native-pattern.ts';
import type { ExactKeyword } from './exact-integers.ts';
import type { Json, JsonSchema, WireValue } from '../json/value.ts';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaValidateFunction } from 'ajv/dist/types/index.js';

/** The integers beyond 2^53 of schemas, which a generated server knows only if its API has some. */
export const exactIntegers: ExactIntegers = { states, exactValues, stateExactly, keep, textAt, addKeyword };

/** The bigints of a value by the object or array of its copy without bigints, and their key. */
const kept = new WeakMap<object, Map<string, bigint>>();

function keep(copy: Json, value: WireValue): void {
  if (typeof copy !== 'object' || copy === null || typeof value !== 'object' || value === null) return;
  const bigints = new Map<string, bigint>();
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === 'bigint') bigints.set(key, item);
    else keep(asArray(copy)?.[Number(key)] ?? asJsonObject(copy)?.[key] ?? null, item);
  }
  if (bigints.size > 0) kept.set(copy, bigints);
}

function bigintAt(parent: Json | undefined, key: string | number): bigint | undefined {
  return typeof parent === 'object' && parent !== null ? kept.get(parent)?.get(String(key)) : undefined;
}

function textAt(copy: Json, path: string[]): string | undefined {
  return bigintAt(valueAt(copy, path.slice(0, -1)), path.at(-1) ?? '')?.toString();
}

function states(schema: JsonSchema, digits: string): boolean {
  return [...exactDigits(schema, 'enum'), ...exactDigits(schema, 'const')].includes(digits);
}

function addKeyword(instance: Ajv2020): void {
  const validate: SchemaValidateFunction = (_digits, _rounded, schema = {}, place) => {
    const value = bigintAt(place?.parentData, place?.parentDataProperty ?? '');
    const message = value === undefined ? undefined : mismatchOf(value, schema);
    if (message !== undefined) validate.errors = [{ message }];
    return message === undefined;
  };
  instance.addKeyword({ keyword: exactKeyword, type: 'number', schemaType: 'object', validate });
}

/** Returns the reason why an integer beyond 2^53 does not fit the digits that its schema states. */
function mismatchOf(value: bigint, schema: JsonSchema): string | undefined {
  const minimum = boundOf(schema, 'minimum');
  const maximum = boundOf(schema, 'maximum');
  if (minimum !== undefined && value < minimum) return `must be >= ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be <= ${maximum}`;
  const allowed = exactValues(schema);
  return allowed === undefined || allowed.includes(String(value))
    ? undefined
    : `must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`;
}

/** Returns a bound of a schema if it is beyond 2^53. */
function boundOf(schema: JsonSchema, keyword: ExactKeyword): bigint | undefined {
  const [digits] = exactOf(schema[keyword], exactDigits(schema, keyword));
  return digits === undefined ? undefined : BigInt(digits);
}
