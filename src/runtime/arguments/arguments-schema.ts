import type { JsonSchema } from '../../json/value.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';

/** The parts of an operation that arguments are checked with. */
export type ArgumentsSource = Pick<OperationDescriptor, 'inputSchema' | 'argumentsSchema' | 'body'>;

const closed = new WeakMap<JsonSchema, JsonSchema>();

/** Returns the schema that arguments are checked with: an operation without one takes the arguments that it lists. */
export function argumentsSchemaOf({ argumentsSchema, inputSchema }: ArgumentsSource): JsonSchema {
  if (argumentsSchema !== undefined) return argumentsSchema;
  const known = closed.get(inputSchema) ?? { additionalProperties: false, ...inputSchema };
  closed.set(inputSchema, known);
  return known;
}

/** Returns the schema that arguments are checked with, with its definitions. */
export function withDefinitions(
  operation: ArgumentsSource,
  { requestDefinitions }: Pick<ApiDescriptor, 'requestDefinitions'>,
): JsonSchema {
  return { ...argumentsSchemaOf(operation), $defs: requestDefinitions };
}
