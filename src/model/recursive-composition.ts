import { asArray, asJsonObject } from '../json/narrow.ts';
import { createReferenceCycles } from './reference-cycles.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * Schemas that are made of themselves: a base with `oneOf` its kinds, each of which is `allOf` the base. Documents have
 * them for their discriminators; a validator that followed them would never come to an end. A kind keeps what the base
 * says of itself but not the choice between kinds, which ends the ring and loses nothing.
 */
export interface CompositionCycles {
  /** Whether two references are made of each other. */
  isMutual(one: string, other: string): boolean;
  /** The schema of `reference`, or a part of it in place, without alternatives that are nothing but itself. */
  withoutOwnBranches(schema: JsonObject, reference: string): JsonObject;
  /** The same without any choice that leads back to `reference`. */
  withoutSubtypes(schema: JsonObject, reference: string): JsonObject;
}

const choices = ['anyOf', 'oneOf'];
const conditions = ['if', 'then', 'else'];
const dependencies = ['dependentSchemas', 'dependencies'];

export function createCompositionCycles(document: JsonObject): CompositionCycles {
  const whole = createReferenceCycles(document, (schema) => referencesInPlace(schema, false));
  // `allOf` is no way around once what it inherits has no choice.
  const partial = createReferenceCycles(document, (schema) => referencesInPlace(schema, true));
  return {
    isMutual: whole.isMutual,
    withoutOwnBranches(schema, reference) {
      if (!partial.isRecursive(reference)) return schema;
      return without(schema, (other) => partial.isMutual(other, reference), true);
    },
    withoutSubtypes: (schema, reference) =>
      without(schema, (other) => whole.isMutual(other, reference), false),
  };
}

/** Drops what leads to some references; of a choice all of it, unless the other branches are kept. */
function without(
  schema: JsonObject,
  isLeft: (reference: string) => boolean,
  keepsBranches: boolean,
): JsonObject {
  const leads = (node: Json): boolean => referencesInPlace(node, false).some(isLeft);
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    const branches = choices.includes(keyword) ? asArray(value) : undefined;
    if (branches !== undefined) {
      const others = branches.filter((branch) => !leads(branch));
      const isKept = others.length === branches.length || (keepsBranches && others.length > 0);
      return isKept ? [[keyword, others]] : [];
    }
    if (keyword === 'not' && leads(value)) return [];
    if (conditions.includes(keyword) && conditions.some((part) => leads(schema[part] ?? true))) return [];
    return dependencies.includes(keyword) && leads({ [keyword]: value }) ? [] : [[keyword, value]];
  });
  return Object.fromEntries(entries);
}

/** References that speak of the same value as the schema that they stand in; `isPartial`: not of all such values. */
function referencesInPlace(root: Json | undefined, isPartial: boolean): string[] {
  const found = new Set<string>();
  const pending: { node: Json | undefined; counts: boolean }[] = [{ node: root, counts: !isPartial }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const schema = asJsonObject(next.node);
    if (schema === undefined) continue;
    const { counts } = next;
    const reference = referenceOf(schema);
    if (reference !== undefined && counts) found.add(reference);
    for (const node of asArray(schema['allOf']) ?? []) pending.push({ node, counts });
    const parts = [
      ...choices.flatMap((keyword) => asArray(schema[keyword]) ?? []),
      ...['not', ...conditions].map((keyword) => schema[keyword]),
      ...dependencies.flatMap((keyword) => Object.values(asJsonObject(schema[keyword]) ?? {})),
    ];
    for (const node of parts) pending.push({ node, counts: true });
  }
  return [...found];
}
