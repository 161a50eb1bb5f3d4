import { schemaCapabilities } from './capabilities.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** The most schemas that are applied to one value in a validation. More would take minutes. */
const maximumValidated = 100_000;

/**
 * The most schemas that are applied to one value, and the most nodes of a value, with all errors collected in memory.
 */
const maximumForAllErrors = { schemas: 1_000, nodes: 10_000 };

/** Returns true if validating a value against the schema may take minutes. */
export function isTooCostly(schema: JsonSchema, definitions: Record<string, JsonSchema>): boolean {
  return countAppliedSchemas(schema, definitions) > maximumValidated;
}

/** Returns true if a validation can collect all errors; otherwise it must stop at the first one to bound its memory. */
export function canCollectErrors(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  value: Json,
): boolean {
  return (
    hasAtMostNodes(value, maximumForAllErrors.nodes) &&
    countAppliedSchemas(schema, definitions) <= maximumForAllErrors.schemas
  );
}

function hasAtMostNodes(value: Json, limit: number): boolean {
  const pending: Json[] = [value];
  let count = 1;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const children = Array.isArray(node) ? node : Object.values(node);
    count += children.length;
    if (count > limit) return false;
    for (const child of children) pending.push(child);
  }
  return true;
}

/** Returns the number for a schema; 1 in a generated server none of whose schemas needs a limit. */
function countAppliedSchemas(schema: JsonSchema, definitions: Record<string, JsonSchema>): number {
  return schemaCapabilities.countAppliedSchemas?.(schema, definitions) ?? 1;
}
