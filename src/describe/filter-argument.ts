import { mayBeJson, successResponses } from './success-responses.ts';
import type { Operation } from '../model/api-model.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';

/** A model that knows JMESPath needs no more, and one that does not learns enough from the examples. */
const filterSchema: JsonSchema = {
  type: 'string',
  description:
    "JMESPath expression applied to the JSON answer, for example items[0:5] or items[?status=='open'].{id: id, name: name}.",
};

/** Returns the input schema with the argument `resultFilter` if the operation returns JSON. */
export function addFilterArgument(inputSchema: JsonSchema, operation: Operation): JsonSchema {
  if (!successResponses(operation).some(({ content }) => content.some(mayBeJson))) return inputSchema;
  const properties = inputSchema['properties'] as JsonObject | undefined;
  return { ...inputSchema, properties: { ...properties, resultFilter: filterSchema } };
}
