import { isJsonObject } from '../../json/narrow.ts';
import type { Completion } from '../protocol.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** The limit of MCP for one completion. */
const maxValues = 100;

/** Returns the values of a template variable that its schema names: enum, const, boolean, default and examples. */
export function completeVariable(
  operation: OperationDescriptor,
  variable: string,
  typed: string,
): Completion {
  const argument = operation.resource?.variables.find(({ name }) => name === variable)?.argument;
  const properties = operation.inputSchema['properties'] as Record<string, JsonSchema> | undefined;
  const schema = argument === undefined ? undefined : properties?.[argument];
  const known = [...new Set(schema === undefined ? [] : namedValues(schema))];
  const matching = known.filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()));
  return {
    values: matching.slice(0, maxValues),
    total: matching.length,
    hasMore: matching.length > maxValues,
  };
}

function namedValues(schema: JsonSchema): string[] {
  const own = [schema['enum'], schema['examples']].flatMap((list) => (Array.isArray(list) ? list : []));
  const single = [schema['const'], schema['default']].filter((value) => value !== undefined);
  const booleans = schema['type'] === 'boolean' ? [true, false] : [];
  const items = isJsonObject(schema['items']) ? namedValues(schema['items']) : [];
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? list.filter(isJsonObject).flatMap(namedValues) : [];
  });
  const values = [...own, ...single, ...booleans].flatMap((value) => value as Json);
  return [
    ...values.filter((value) => value !== null && typeof value !== 'object').map(String),
    ...items,
    ...branches,
  ];
}
