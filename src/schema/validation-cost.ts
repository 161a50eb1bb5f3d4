import { schemaCapabilities } from './capabilities.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** The most schemas that are applied to one value in a validation. More would take minutes. */
const maximumValidated = 100_000;

/**
 * The most schemas that are applied to one value, and the most nodes of a value, with all errors collected in memory.
 */
const maximumForAllErrors = { schemas: 1_000, nodes: 10_000 };

/** The limits of validations with a schema. */
export interface SchemaLimits {
  /** True if a validation may take minutes. */
  isTooCostly: boolean;
  /** True if all errors of a moderate value can be collected; otherwise a validation stops at the first one. */
  canCollectErrors: boolean;
}

/** Returns the limits for a schema. */
export function limitsOf(schema: JsonSchema, definitions: Record<string, JsonSchema>): SchemaLimits {
  const count = countAppliedSchemas(schema, definitions);
  return { isTooCostly: count > maximumValidated, canCollectErrors: count <= maximumForAllErrors.schemas };
}

/** Returns true for a value of so few nodes that all its errors fit into memory. */
export function isModerate(value: Json): boolean {
  const pending: Json[] = [value];
  let count = 1;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const children = Array.isArray(node) ? node : Object.values(node);
    count += children.length;
    if (count > maximumForAllErrors.nodes) return false;
    for (const child of children) pending.push(child);
  }
  return true;
}

/** Returns the number for a schema; 1 in a generated server none of whose schemas needs a limit. */
function countAppliedSchemas(schema: JsonSchema, definitions: Record<string, JsonSchema>): number {
  return schemaCapabilities.countAppliedSchemas?.(schema, definitions) ?? 1;
}
