import { asArray, asJsonObject } from '../json/narrow.ts';
import { resolveReference } from '../json/pointer.ts';
import { createReferenceCycles } from './reference-cycles.ts';
import { referenceOf } from '../schema/subschemas.ts';
import type { Json, JsonObject } from '../json/value.ts';

/**
 * Mutually recursive compositions: a base lists its subtypes in `oneOf`, and each subtype includes the base in `allOf`.
 * Documents with discriminators have them, and a validator would recurse for ever. A subtype keeps the properties of
 * the base but not its choice of subtypes, which breaks the cycle and loses nothing.
 */
export interface CompositionCycles {
  /** Returns true if two references compose each other. */
  isMutual(one: string, other: string): boolean;
  /** Returns the schema that `reference` names, or an in-place subschema of it, without branches that are only itself. */
  withoutOwnBranches(schema: JsonObject, reference: string): JsonObject;
  /** Returns the schema without any choice that has a branch leading back to `reference`. */
  withoutSubtypes(schema: JsonObject, reference: string): JsonObject;
}

const choices = ['anyOf', 'oneOf'];
const conditions = ['if', 'then', 'else'];
const dependencies = ['dependentSchemas', 'dependencies'];

/** Finds the composition cycles of a document. */
export function createCompositionCycles(document: JsonObject): CompositionCycles {
  const resolve = (reference: string): Json | undefined => resolveReference(document, reference);
  const complete = createReferenceCycles(resolve, (schema) => inPlaceReferences(schema, false));
  // Once an inherited base has no choice of subtypes, `allOf` alone no longer closes a cycle.
  const throughChoices = createReferenceCycles(resolve, (schema) => inPlaceReferences(schema, true));
  return {
    isMutual: complete.isMutual,
    withoutOwnBranches(schema, reference) {
      if (!throughChoices.isRecursive(reference)) return schema;
      return removeReferences(schema, (other) => throughChoices.isMutual(other, reference), true);
    },
    withoutSubtypes: (schema, reference) =>
      removeReferences(schema, (other) => complete.isMutual(other, reference), false),
  };
}

/** Removes keywords that lead to some references. A choice loses only those branches if `keepsBranches`, else all. */
function removeReferences(
  schema: JsonObject,
  isRemoved: (reference: string) => boolean,
  keepsBranches: boolean,
): JsonObject {
  const leads = (node: Json): boolean => inPlaceReferences(node, false).some(isRemoved);
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    const branches = choices.includes(keyword) ? asArray(value) : undefined;
    if (branches !== undefined) {
      const others = branches.filter((branch) => !leads(branch));
      const isKept = others.length === branches.length || (keepsBranches && others.length > 0);
      return isKept ? [[keyword, others]] : [];
    }
    if (keyword === 'not' && leads(value)) return [];
    if (conditions.includes(keyword) && conditions.some((name) => leads(schema[name] ?? true))) return [];
    return dependencies.includes(keyword) && leads({ [keyword]: value }) ? [] : [[keyword, value]];
  });
  return Object.fromEntries(entries);
}

/**
 * Returns the references of in-place subschemas, which apply to the same value as the schema. With `onlyChoices`, those
 * that apply to every such value (the schema's own and those of `allOf`) do not count.
 */
export function inPlaceReferences(root: Json | undefined, onlyChoices: boolean): string[] {
  const references = new Set<string>();
  const pending: { node: Json | undefined; counts: boolean }[] = [{ node: root, counts: !onlyChoices }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const schema = asJsonObject(next.node);
    if (schema === undefined) continue;
    const { counts } = next;
    const reference = referenceOf(schema);
    if (reference !== undefined && counts) references.add(reference);
    for (const node of asArray(schema['allOf']) ?? []) pending.push({ node, counts });
    const conditional = [
      ...choices.flatMap((keyword) => asArray(schema[keyword]) ?? []),
      ...['not', ...conditions].map((keyword) => schema[keyword]),
      ...dependencies.flatMap((keyword) => Object.values(asJsonObject(schema[keyword]) ?? {})),
    ];
    for (const node of conditional) pending.push({ node, counts: true });
  }
  return [...references];
}
