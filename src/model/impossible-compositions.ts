import { asArray } from '../json/narrow.ts';
import { annotationKeywords } from '../schema/annotation-keywords.ts';
import { contradictionOf, contradictoryBounds, requiredProperties } from './contradictions.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The most schemas of a composition that are compared. */
const maximumParts = 200;

/** Choices of more branches are not compared with their surroundings. */
const maximumBranches = 20;

/** Deeper properties and choices are not compared. */
const maximumDepth = 3;

/** Returns all schemas that a value must fit at once to fit one of the document. */
export type PartsOf = (node: Json | undefined) => JsonObject[];

/**
 * Returns the reason why no value fits all parts of a composition, as where one is a text and another one a number, or
 * where they differ so about a property that they require. A part that nothing fits by itself does not count.
 */
export function impossibleComposition(schema: JsonObject, partsOf: PartsOf): string | undefined {
  // Most schemas are no compositions.
  if (schema['allOf'] === undefined && schema['$ref'] === undefined) return undefined;
  const { $ref: reference, allOf, ...own } = schema;
  const branches: Json[] = [
    ...(reference === undefined ? [] : [{ $ref: reference }]),
    ...(Object.keys(own).some(isAssertion) ? [own] : []),
    ...(asArray(allOf) ?? []),
  ];
  if (branches.length < 2) return undefined;
  const all = [...new Set(branches.flatMap(partsOf))];
  if (all.length > maximumParts || contradiction(all, partsOf) === undefined) return undefined;
  const groups = branches.map(partsOf).filter((parts) => contradiction(parts, partsOf) === undefined);
  return groups.length < 2 ? undefined : contradiction(groups.flat(), partsOf);
}

/** Returns a composition that a value fits if it fits one part. */
export function relaxComposition({ allOf, ...schema }: JsonSchema): JsonSchema {
  const entries = Object.entries(schema);
  const own = entries.filter(([keyword]) => isAssertion(keyword));
  const annotations = entries.filter(([keyword]) => !isAssertion(keyword));
  const branches = [...(own.length > 0 ? [Object.fromEntries(own)] : []), ...(asArray(allOf) ?? [])];
  return { ...Object.fromEntries(annotations), anyOf: branches };
}

function isAssertion(keyword: string): boolean {
  return !annotationKeywords.has(keyword) && keyword !== '$defs' && keyword !== 'definitions';
}

/** Returns the reason why no value fits schemas at once. `isBranch`: one of them is a branch, and choices are not followed. */
function contradiction(all: JsonObject[], partsOf: PartsOf, depth = 0, isBranch = false): string | undefined {
  if (all.length < 2 || depth > maximumDepth || all.length > maximumParts) return undefined;
  // Bounds of one schema that exclude each other are not checked anyway.
  const parts = all.filter((part) => contradictoryBounds([part]) === undefined);
  const direct = contradictionOf(parts);
  if (direct !== undefined) return direct;
  for (const [name, schemas] of requiredProperties(parts)) {
    const inner = schemas.length < 2 ? [] : [...new Set(schemas.flatMap(partsOf))];
    const message = contradiction(inner, partsOf, depth + 1, isBranch);
    if (message !== undefined) return `of its property ${name}, ${message}`;
  }
  if (isBranch) return undefined;
  const hasNoBranch = choicesOf(parts).some((branches) =>
    branches.every(
      (branch) =>
        contradiction([...new Set([...parts, ...partsOf(branch)])], partsOf, depth + 1, true) !== undefined,
    ),
  );
  return hasNoBranch ? 'no branch of a choice fits the other parts' : undefined;
}

/** Returns the branches of each choice of schemas. A branch that is a choice itself is read with its parts. */
function choicesOf(parts: readonly JsonObject[]): Json[][] {
  return parts.flatMap((part) =>
    ['anyOf', 'oneOf'].flatMap((keyword) => {
      const branches = asArray(part[keyword]) ?? [];
      return branches.length === 0 || branches.length > maximumBranches ? [] : [branches];
    }),
  );
}
