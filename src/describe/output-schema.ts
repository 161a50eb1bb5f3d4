import { outputBounds } from './listed/listing-bounds.ts';
import { isJson } from '../http/media-type.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import { mayBeJson, successResponses } from './success-responses.ts';
import type { ListingBounds } from './listed/listing-bounds.ts';
import type { SchemaLister } from './listed/schema-lister.ts';
import type { SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation, Response } from '../model/api-model.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** `describing` output schemas allow every result; `strict` ones are a promise. */
export type OutputMode = 'describing' | 'strict' | 'off';

/** The state that describing the outputs of one API shares. */
export interface OutputContext {
  schemas: SchemaReader;
  outputs: { mode: OutputMode; lister: SchemaLister; bounds: ListingBounds[] };
}

/** Bytes to which an output schema is pruned; a larger one costs a client more than it tells a model. */
export const defaultOutputLimit = 4_000;

/** Returns how the outputs of an API are described. */
export function outputSettings(
  mode: OutputMode,
  lister: SchemaLister,
  limit = defaultOutputLimit,
): OutputContext['outputs'] {
  return { mode, lister, bounds: outputBounds(limit) };
}

/**
 * Returns the advertised output schema, pruned to the limit. `anyOf: [S, { description }]` describes a result and forbids
 * nothing, because a strict client discards a result that breaks its schema; generators of types read an empty second
 * branch as `unknown`. Returns `undefined` if no JSON is declared, or any JSON.
 */
export function describeOutput(
  operation: Operation,
  { schemas, outputs: { mode, lister, bounds } }: OutputContext,
): JsonSchema | undefined {
  if (mode === 'off') return undefined;
  const successes = successResponses(operation);
  const media = successes.flatMap(({ content }) => content).find(mayBeJson);
  if (media === undefined || media.schema === true) return undefined;
  const read = readMediaSchema(media, schemas);
  const { schema } = lister.list(read, bounds);
  if (Object.keys(schema).length === 0) return undefined;
  const isObject = allowsOnlyObjects(schema);
  const isPromised =
    mode === 'strict' &&
    isOnlySuccess(schema, successes, (other) => lister.list(readMediaSchema(other, schemas), bounds).schema);
  if (isPromised) return isObject ? { ...schema, type: 'object' } : schema;
  return { ...(isObject ? { type: 'object' } : {}), anyOf: [schema, anything] };
}

const anything: JsonSchema = { description: 'Any other value that the API returns.' };

function readMediaSchema({ schema, pointer }: MediaType, schemas: SchemaReader): JsonSchema {
  return schemas.read(schema, `${pointer}/schema`, 'response');
}

/** Returns true if no declared success differs: none is empty, of another media type, or of another schema. */
function isOnlySuccess(
  schema: JsonSchema,
  successes: Response[],
  list: (media: MediaType) => JsonSchema,
): boolean {
  const text = JSON.stringify(schema);
  return successes.every(
    ({ content }) =>
      content.length > 0 &&
      content.every((media) => isJson(media.mediaType) && JSON.stringify(list(media)) === text),
  );
}

/** Returns true if every value that a listed schema allows is an object. */
function allowsOnlyObjects(schema: JsonSchema): boolean {
  if (schema['type'] !== undefined) return schema['type'] === 'object';
  if (schema['properties'] !== undefined) return true;
  const isObject = (branch: Json): boolean => allowsOnlyObjects(asJsonObject(branch) ?? {});
  return asArray(schema['anyOf'])?.every(isObject) === true;
}
