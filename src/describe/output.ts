import { isOver } from './input.ts';
import { isJson } from '../runtime/media-type.ts';
import { asArray, asObject } from '../model/node.ts';
import type { SchemaReader } from '../model/schema.ts';
import type { MediaType, Operation } from '../model/types.ts';
import type { JsonSchema } from '../runtime/types.ts';

/** A larger schema costs a client more than it tells a model. */
const outputLimit = 4_000;

/**
 * The advertised output schema: `anyOf: [S, {}]` says what to expect and forbids nothing, since a strict client throws
 * away an answer that breaks its schema. Absent where no JSON is declared or the schema is too large.
 */
export function describeOutput(operation: Operation, schemas: SchemaReader): JsonSchema | undefined {
  const media = successContent(operation);
  if (media === undefined || media.schema === true) return undefined;
  const read = schemas.read(media.schema, `${media.pointer}/schema`, 'response', 'inline');
  const advertised: JsonSchema = {
    ...(isObjectSchema(read.schema) ? { type: 'object' } : {}),
    anyOf: [read.schema, {}],
    ...(Object.keys(read.definitions).length > 0 ? { $defs: read.definitions } : {}),
  };
  return isOver(advertised, outputLimit) ? undefined : advertised;
}

/** The JSON content of the first successful response. */
function successContent(operation: Operation): MediaType | undefined {
  const success = operation.responses
    .filter(({ status }) => status.startsWith('2'))
    .toSorted((one, other) => one.status.localeCompare(other.status));
  const fallback = operation.responses.filter(({ status }) => status === 'default');
  return (success.length > 0 ? success : fallback)
    .flatMap(({ content }) => content)
    .find(({ mediaType }) => isJson(mediaType) || mediaType === '*/*');
}

/** Whether every value that the schema takes is an object. */
function isObjectSchema(schema: JsonSchema): boolean {
  if (schema['type'] !== undefined) return schema['type'] === 'object';
  if (schema['properties'] !== undefined) return true;
  const branches = asArray(schema['allOf']) ?? [];
  return branches.some((branch) => isObjectSchema(asObject(branch) ?? {}));
}
