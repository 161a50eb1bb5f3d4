import { isJson } from '../http/media-type.ts';
import type { Operation } from '../model/api-model.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';

/** A model that knows JMESPath needs no more, and one that does not learns enough from the examples. */
const filterSchema: JsonSchema = {
  type: 'string',
  description:
    "JMESPath expression applied to the JSON answer, for example items[0:5] or items[?status=='open'].{id: id, name: name}.",
};

/** The input schema with the argument `_filter`, where the operation answers JSON. */
export function addFilterArgument(inputSchema: JsonSchema, operation: Operation): JsonSchema {
  if (!returnsJson(operation)) return inputSchema;
  const properties = inputSchema['properties'] as JsonObject | undefined;
  return { ...inputSchema, properties: { ...properties, _filter: filterSchema } };
}

function returnsJson({ responses }: Operation): boolean {
  const success = responses.filter(({ status }) => status.startsWith('2'));
  const fallback = responses.filter(({ status }) => status === 'default');
  return (success.length > 0 ? success : fallback).some(({ content }) =>
    content.some(({ mediaType }) => isJson(mediaType) || mediaType === '*/*'),
  );
}
