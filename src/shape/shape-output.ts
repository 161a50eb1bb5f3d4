import { asJsonObject } from '../json/narrow.ts';
import { editSchema } from './edit-schema.ts';
import { removeProperty, replaceProperty, requireProperty } from './property-edits.ts';
import type { EditProperty } from './edit-schema.ts';
import type { ResponseShaping } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** Returns the output schema of shaped responses. A filter may return any value, so it leaves none. */
export function shapeOutput(
  outputSchema: JsonSchema | undefined,
  { filter, drop = [], mask = [] }: ResponseShaping,
): JsonSchema | undefined {
  if (outputSchema === undefined || filter !== undefined) return undefined;
  const masked = replaceProperty(() => ({ type: 'string', description: 'Not shown.' }));
  const dropped = drop.reduce((schema, path) => editOutput(schema, path, removeProperty), outputSchema);
  return mask.reduce((schema, path) => editOutput(schema, path, masked), dropped);
}

/** A segment that is an index leads to some items only, so the property of all items becomes optional. */
function editOutput(schema: JsonSchema, path: string[], edit: EditProperty): JsonSchema {
  const segments = path.map((segment) => (/^\d+$/.test(segment) ? '*' : segment));
  const isPartial = segments.some((segment, index) => segment !== path[index]);
  const definitions = (asJsonObject(schema['$defs']) ?? {}) as Record<string, JsonSchema>;
  return editSchema(schema, segments, definitions, isPartial ? requireProperty(false) : edit) ?? schema;
}
