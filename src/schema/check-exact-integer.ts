import { bigintAt } from '../json/exact-json.ts';
import { exactDigits, exactOf, exactValues } from './exact-integers.ts';
import { asNumber } from '../json/narrow.ts';
import type { ExactKeyword } from './exact-integers.ts';
import type { Json, JsonSchema } from '../json/value.ts';
import type { DataValidationCxt, SchemaValidateFunction } from 'ajv/dist/types/index.js';

/**
 * Checks an integer beyond 2^53 against the digits that its schema states. Other keywords see it rounded, and have accepted
 * it. An integer whose digits are not known is valid.
 */
export const checkExactInteger: SchemaValidateFunction = (
  _digits: Json,
  _rounded: Json,
  schema?: JsonSchema,
  place?: DataValidationCxt,
) => {
  const value = bigintAt(place?.parentData, place?.parentDataProperty ?? '');
  if (value === undefined || schema === undefined) return true;
  const message = mismatchOf(value, schema);
  if (message === undefined) return true;
  checkExactInteger.errors = [{ message }];
  return false;
};

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
  const [digits] = exactOf(asNumber(schema[keyword]), exactDigits(schema, keyword));
  return digits === undefined ? undefined : BigInt(digits);
}
