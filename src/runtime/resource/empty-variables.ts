import type { OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';

/** Removes empty variables, which VS Code sends as `name=` for a field left empty, if the schema refuses an empty text. */
export function withoutEmptyVariables(operation: OperationDescriptor, args: JsonObject): JsonObject {
  const properties = (operation.inputSchema['properties'] ?? {}) as Record<string, JsonObject>;
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => {
      if (Array.isArray(value)) return value.length > 0;
      return value !== '' || acceptsEmptyText(properties[name]);
    }),
  );
}

function acceptsEmptyText(schema: JsonObject | undefined): boolean {
  const type = schema?.['type'];
  const isText = type === undefined || [type].flat().includes('string');
  const isConstrained = ['enum', 'const', 'pattern', 'format'].some(
    (keyword) => schema?.[keyword] !== undefined,
  );
  const minimum = schema?.['minLength'];
  return isText && !isConstrained && !(typeof minimum === 'number' && minimum > 0);
}
