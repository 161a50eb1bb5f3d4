import { isJsonObject } from '../json/narrow.ts';
import type { CallResult, Tool } from '../runtime/protocol.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';

/**
 * MCP 2025-11-25 requires an object as structuredContent and `type: object` at the root of an outputSchema, and
 * 2026-07-28 allows any value. The v2 SDK converts results by putting the value under `result`. This file does the
 * same for SDKs that know only the older revision.
 */

type ObjectRootSchema = JsonSchema & { type: 'object' };

/** A tool for a client of the 2025 era. */
export type ObjectRootTool = Omit<Tool, 'outputSchema'> & { outputSchema?: ObjectRootSchema };

/** A result for a client of the 2025 era. */
export type ObjectRootResult = Omit<CallResult, 'structuredContent'> & { structuredContent?: JsonObject };

/** Returns the tool with an object at the root of its outputSchema. */
export function toObjectRootTool({ outputSchema, ...tool }: Tool): ObjectRootTool {
  return outputSchema === undefined ? tool : { ...tool, outputSchema: toObjectRootSchema(outputSchema) };
}

/** Returns the result in the form that `toObjectRootTool` promises for this outputSchema. */
export function toObjectRootResult(
  { structuredContent: value, ...result }: CallResult,
  outputSchema: JsonSchema | undefined,
): ObjectRootResult {
  if (value === undefined) return result;
  const fits = isJsonObject(value) && (outputSchema === undefined || hasObjectRoot(outputSchema));
  return { ...result, structuredContent: fits ? value : { result: value } };
}

function toObjectRootSchema(schema: JsonSchema): ObjectRootSchema {
  if (hasObjectRoot(schema)) return schema;
  // `$defs` move up without a change of their references, since `#/$defs/…` counts from the root.
  const { $schema, $defs, ...value } = schema;
  return {
    ...($schema !== undefined && { $schema }),
    type: 'object',
    properties: { result: value },
    required: ['result'],
    ...($defs !== undefined && { $defs }),
  };
}

function hasObjectRoot(schema: JsonSchema): schema is ObjectRootSchema {
  return schema['type'] === 'object';
}
