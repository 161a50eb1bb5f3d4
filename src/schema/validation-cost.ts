import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** More schemas that are applied to one value than this are not checked: it would take minutes. */
const mostChecked = 100_000;

/** With more of them only the first error is told: all would fill the memory. */
export const mostExplained = 1_000;

/** Keywords whose schemas are applied to the same value (JSON Schema 2020-12 §10.2). */
const applied = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

const counted = new WeakMap<JsonSchema, number>();

/** What has been counted among definitions: a document may have thousands, and each schema may reach them all. */
interface Counts {
  /** How many schemas are applied with one. */
  applied: Map<JsonSchema, number>;
  surveys: Map<JsonSchema, Survey>;
}

/** What stands in a schema itself. */
interface Survey {
  most: number;
  references: Set<string>;
}

const countsOf = new WeakMap<Record<string, JsonSchema>, Counts>();

/**
 * How many schemas are applied to one value at most, anywhere in a schema. One that is composed twice counts twice, for
 * who checks a value checks it twice: two references at each of thirty levels are a billion.
 */
export function mostApplied(schema: JsonSchema, definitions: Record<string, JsonSchema>): number {
  const known = counted.get(schema);
  if (known !== undefined) return known;
  const counts = countsOf.get(definitions) ?? { applied: new Map(), surveys: new Map() };
  countsOf.set(definitions, counts);

  function count(node: JsonSchema): number {
    const earlier = counts.applied.get(node);
    if (earlier !== undefined) return earlier;
    counts.applied.set(node, 1);
    const name = definitionOf(node);
    const target = name === undefined ? undefined : definitions[name];
    let sum = 1 + (target === undefined ? 0 : count(target));
    for (const keyword of applied)
      for (const part of [node[keyword]].flat()) if (isJsonObject(part)) sum += count(part);
    counts.applied.set(node, sum);
    return sum;
  }

  function survey(root: JsonSchema): Survey {
    const earlier = counts.surveys.get(root);
    if (earlier !== undefined) return earlier;
    const references = new Set<string>();
    let most = 0;
    const seen = new Set<Json>([root]);
    for (const node of seen) {
      if (typeof node !== 'object' || node === null) continue;
      if (isJsonObject(node)) {
        most = Math.max(most, count(node));
        const name = definitionOf(node);
        if (name !== undefined) references.add(name);
      }
      for (const child of Object.values(node)) if (typeof child === 'object') seen.add(child);
    }
    const result = { most, references };
    counts.surveys.set(root, result);
    return result;
  }

  const { most: own, references } = survey(schema);
  let most = own;
  const reached = new Set(references);
  for (const name of reached) {
    const target = definitions[name];
    if (target === undefined) continue;
    const found = survey(target);
    most = Math.max(most, found.most);
    for (const next of found.references) reached.add(next);
  }
  counted.set(schema, most);
  return most;
}

/** Under which name the definitions have what a schema refers to. */
function definitionOf({ $ref: reference }: JsonSchema): string | undefined {
  return typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined;
}

/** Whether checking a value against a schema may take longer than anyone waits. */
export function isTooCostly(schema: JsonSchema, definitions: Record<string, JsonSchema>): boolean {
  return mostApplied(schema, definitions) > mostChecked;
}
