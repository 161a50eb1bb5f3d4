import type { Random } from './random.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A number within the bounds: a small one where there are none. */
export function sampleNumber(schema: JsonObject, random: Random): number {
  const isInteger = [schema['type']].flat().includes('integer') || /^u?int/.test(String(schema['format']));
  const step = numberOf(schema['multipleOf']) ?? (isInteger ? 1 : 0.01);
  const low = bound(schema, 'minimum', 'exclusiveMinimum', Math.max);
  const high = bound(schema, 'maximum', 'exclusiveMaximum', Math.min);
  const first = low ?? (high === undefined ? step : Math.min(step, high - 100 * step));
  let least = Math.ceil(first / step - 1e-9);
  if (excludes(schema['exclusiveMinimum'], least * step)) least++;
  let most = high === undefined ? least + (isInteger ? 99 : 9_999) : Math.floor(high / step + 1e-9);
  if (excludes(schema['exclusiveMaximum'], most * step)) most--;
  if (most < least) return ((low ?? 0) + (high ?? 0)) / 2;
  const value = random.integer(least, Math.min(most, least + 1_000_000)) * step;
  const decimals = (String(step).split('.')[1] ?? '').length;
  return decimals > 0 ? Number(value.toFixed(decimals)) : value;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function bound(
  schema: JsonObject,
  inclusive: string,
  exclusive: string,
  stricter: (...values: number[]) => number,
): number | undefined {
  const values = [schema[inclusive], schema[exclusive]].filter((value) => typeof value === 'number');
  return values.length === 0 ? undefined : stricter(...values);
}

function excludes(exclusive: Json | undefined, value: number): boolean {
  return typeof exclusive === 'number' && Math.abs(exclusive - value) < 1e-9;
}
