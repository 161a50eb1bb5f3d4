import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Keywords whose schemas are applied to the same value (JSON Schema 2020-12 Core §10.2). */
const inPlaceKeywords = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

/** The schemas inside one schema, without those that its references reach. */
interface Survey {
  /** The highest number of schemas that are applied to one value. */
  applied: number;
  /** Names of definitions. */
  references: Set<string>;
}

/** Counts that are shared by all schemas with the same definitions, of which a document can have thousands. */
interface SharedCounts {
  applied: Map<JsonSchema, number>;
  surveys: Map<JsonSchema, Survey>;
}

const countBySchema = new WeakMap<JsonSchema, number>();
const countsByDefinitions = new WeakMap<Record<string, JsonSchema>, SharedCounts>();

/**
 * Returns the highest number of schemas that a validator applies to one value, anywhere in the schema. A schema that is
 * included twice counts twice: two references at each of thirty levels are a billion.
 */
export function countAppliedSchemas(schema: JsonSchema, definitions: Record<string, JsonSchema>): number {
  const known = countBySchema.get(schema);
  if (known !== undefined) return known;
  const counts = countsByDefinitions.get(definitions) ?? { applied: new Map(), surveys: new Map() };
  countsByDefinitions.set(definitions, counts);
  const own = surveySchema(schema, definitions, counts);
  let { applied } = own;
  const reached = new Set(own.references);
  for (const name of reached) {
    const target = definitions[name];
    if (target === undefined) continue;
    const survey = surveySchema(target, definitions, counts);
    applied = Math.max(applied, survey.applied);
    for (const next of survey.references) reached.add(next);
  }
  countBySchema.set(schema, applied);
  return applied;
}

function surveySchema(
  root: JsonSchema,
  definitions: Record<string, JsonSchema>,
  counts: SharedCounts,
): Survey {
  const known = counts.surveys.get(root);
  if (known !== undefined) return known;
  const references = new Set<string>();
  let applied = 0;
  const nodes = new Set<Json>([root]);
  for (const node of nodes) {
    if (typeof node !== 'object' || node === null) continue;
    if (isJsonObject(node)) {
      applied = Math.max(applied, countInPlace(node, definitions, counts));
      const name = definitionName(node);
      if (name !== undefined) references.add(name);
    }
    for (const child of Object.values(node)) if (typeof child === 'object') nodes.add(child);
  }
  const survey = { applied, references };
  counts.surveys.set(root, survey);
  return survey;
}

function countInPlace(
  node: JsonSchema,
  definitions: Record<string, JsonSchema>,
  counts: SharedCounts,
): number {
  const known = counts.applied.get(node);
  if (known !== undefined) return known;
  // A schema that includes itself counts once.
  counts.applied.set(node, 1);
  const name = definitionName(node);
  const target = name === undefined ? undefined : definitions[name];
  let sum = 1 + (target === undefined ? 0 : countInPlace(target, definitions, counts));
  for (const keyword of inPlaceKeywords)
    for (const subschema of [node[keyword]].flat())
      if (isJsonObject(subschema)) sum += countInPlace(subschema, definitions, counts);
  counts.applied.set(node, sum);
  return sum;
}

/** Returns the name of the definition that a schema refers to. */
function definitionName({ $ref: reference }: JsonSchema): string | undefined {
  return typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined;
}
