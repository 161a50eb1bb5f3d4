import { asNumber } from '../json/narrow.ts';
import type { Random } from './random.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Returns a number within the bounds of a schema, and a small one if there are no bounds. */
export function sampleNumber(schema: JsonObject, random: Random): number {
  const isInteger = [schema['type']].flat().includes('integer') || /^u?int/.test(String(schema['format']));
  const step = asNumber(schema['multipleOf']) ?? (isInteger ? 1 : 0.01);
  const minimum = stricterBound(schema, 'minimum', 'exclusiveMinimum', Math.max);
  const maximum = stricterBound(schema, 'maximum', 'exclusiveMaximum', Math.min);
  const start = minimum ?? (maximum === undefined ? step : Math.min(step, maximum - 100 * step));
  // The bounds in steps. The tolerance is for steps such as 0.1, which have no exact binary value.
  let first = Math.ceil(start / step - 1e-9);
  if (isExcluded(schema['exclusiveMinimum'], first * step)) first++;
  let last = maximum === undefined ? first + (isInteger ? 99 : 9_999) : Math.floor(maximum / step + 1e-9);
  if (isExcluded(schema['exclusiveMaximum'], last * step)) last--;
  if (last < first) return ((minimum ?? 0) + (maximum ?? 0)) / 2;
  const value = random.integer(first, Math.min(last, first + 1_000_000)) * step;
  const decimals = (String(step).split('.')[1] ?? '').length;
  return decimals > 0 ? Number(value.toFixed(decimals)) : value;
}

function stricterBound(
  schema: JsonObject,
  inclusive: string,
  exclusive: string,
  stricter: (...values: number[]) => number,
): number | undefined {
  const values = [schema[inclusive], schema[exclusive]].filter((value) => typeof value === 'number');
  return values.length === 0 ? undefined : stricter(...values);
}

function isExcluded(bound: Json | undefined, value: number): boolean {
  return typeof bound === 'number' && Math.abs(bound - value) < 1e-9;
}
