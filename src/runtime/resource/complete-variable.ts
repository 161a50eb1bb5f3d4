import { asArray, asJsonObject } from '../../json/narrow.ts';
import { definitionOf } from '../../schema/definition-of.ts';
import { schemaCapabilities } from '../../schema/capabilities.ts';
import { includesType } from '../../schema/includes-type.ts';
import { argumentsSchemaOf } from '../arguments/arguments-schema.ts';
import { toCompletion } from '../to-completion.ts';
import type { Completion } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/**
 * Returns the values of a template variable that its schema names: enum, const, boolean, default and examples. `api` must
 * contain its checking schemas.
 */
export function completeVariable(
  api: ApiDescriptor,
  { name: operationName }: OperationDescriptor,
  variable: string,
  typed: string,
): Completion {
  const operation = api.operations.find(({ name }) => name === operationName);
  const found = operation?.resource?.variables.find(({ name }) => name === variable);
  const properties = operation && asJsonObject(argumentsSchemaOf(operation)['properties']);
  const schema = found === undefined ? undefined : asJsonObject(properties?.[found.argument]);
  const named = schema === undefined ? [] : namedValues(schema, api.requestDefinitions);
  return toCompletion([...named, ...texts(found?.examples ?? [])], typed);
}

function namedValues(root: JsonSchema, definitions: Record<string, JsonSchema>): string[] {
  const schemas = new Set([root]);
  for (const schema of schemas) {
    const inner = [
      definitionOf(schema, definitions),
      schema['items'],
      ...['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => asArray(schema[keyword]) ?? []),
    ];
    for (const each of inner.map(asJsonObject)) if (each !== undefined) schemas.add(each);
  }
  const state = schemaCapabilities.exactIntegers?.stateExactly ?? ((schema) => schema);
  return texts(
    [...schemas]
      .map(state)
      .flatMap((schema) => [
        ...[schema['enum'], schema['examples']].flatMap((list) => asArray(list) ?? []),
        ...[schema['const'], schema['default']].filter((value) => value !== undefined),
        ...(includesType(schema, 'boolean') ? [true, false] : []),
      ]),
  );
}

/** Returns the scalars of a list, and of the lists in it, as texts. */
function texts(values: Json[]): string[] {
  return values
    .flat()
    .filter((value) => value !== null && typeof value !== 'object')
    .map(String);
}
