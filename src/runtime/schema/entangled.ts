import { isJsonObject } from '../json/object.ts';
import type { Json, JsonSchema } from '../types.ts';

/** More schemas that are applied to one value than this are not checked: it would take minutes. */
const mostChecked = 100_000;

/** With more of them only the first error is told: all would fill the memory. */
export const mostExplained = 1_000;

/** Keywords whose schemas are applied to the same value (JSON Schema 2020-12 §10.2). */
const applied = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

const counted = new WeakMap<JsonSchema, number>();

/**
 * How many schemas are applied to one value at most, anywhere in a schema. One that is composed twice counts twice, for
 * who checks a value checks it twice: two references at each of thirty levels are a billion.
 */
export function mostApplied(schema: JsonSchema, definitions: Record<string, JsonSchema>): number {
  const known = counted.get(schema);
  if (known !== undefined) return known;
  const counts = new Map<JsonSchema, number>();

  function count(node: JsonSchema): number {
    const earlier = counts.get(node);
    if (earlier !== undefined) return earlier;
    counts.set(node, 1);
    const reference = node['$ref'];
    const target = typeof reference === 'string' ? definitions[reference.replace('#/$defs/', '')] : undefined;
    const parts = applied.flatMap((keyword) => [node[keyword]].flat()).filter(isJsonObject);
    const sum = [...parts, ...(target === undefined ? [] : [target])].reduce(
      (total, part) => total + count(part),
      1,
    );
    counts.set(node, sum);
    return sum;
  }

  const seen = new Set<Json>([schema]);
  let most = 0;
  for (const node of seen) {
    if (isJsonObject(node)) most = Math.max(most, count(node));
    const reference = isJsonObject(node) ? node['$ref'] : undefined;
    if (typeof reference === 'string') seen.add(definitions[reference.replace('#/$defs/', '')] ?? null);
    if (typeof node !== 'object' || node === null) continue;
    for (const child of Object.values(node)) if (typeof child === 'object') seen.add(child);
  }
  counted.set(schema, most);
  return most;
}

/** Whether checking a value against a schema may take longer than anyone waits. */
export function isEntangled(schema: JsonSchema, definitions: Record<string, JsonSchema>): boolean {
  return mostApplied(schema, definitions) > mostChecked;
}
