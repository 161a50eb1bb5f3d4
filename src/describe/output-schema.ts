import { isLargerThan } from '../json/json-size.ts';
import { isJson } from '../http/media-type.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import type { ReadSchema, SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation, Response } from '../model/api-model.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** A larger schema costs a client more than it tells a model. */
const outputLimit = 4_000;

/** `describing` says what to expect, `strict` promises it. */
export type OutputMode = 'describing' | 'strict' | 'off';

/**
 * The advertised output schema: `anyOf: [S, {}]` says what to expect and forbids nothing, since a strict client throws
 * away an answer that breaks its schema. Absent where no JSON is declared or the schema is too large.
 */
export function describeOutput(
  operation: Operation,
  schemas: SchemaReader,
  mode: OutputMode,
): JsonSchema | undefined {
  if (mode === 'off') return undefined;
  const successes = successResponses(operation);
  const media = successes
    .flatMap(({ content }) => content)
    .find(({ mediaType }) => isJson(mediaType) || mediaType === '*/*');
  if (media === undefined || media.schema === true) return undefined;
  const read = readSchema(media, schemas);
  if (Object.keys(read.schema).length === 0) return undefined;
  // Checked before all else: a schema that is too large may be larger than memory with its shared parts written out.
  if (isLargerThan({ ...read }, outputLimit)) return undefined;
  const isPromised = mode === 'strict' && isOnlyAnswer(read.schema, successes, schemas);
  const advertised = isPromised ? promising(read) : describing(read);
  return isLargerThan(advertised, outputLimit) ? undefined : advertised;
}

function readSchema({ schema, pointer }: MediaType, schemas: SchemaReader): ReadSchema {
  return schemas.read(schema, `${pointer}/schema`, 'response', 'inline');
}

/** Best known first: those with a status of success, else `default`. */
function successResponses({ responses }: Operation): Response[] {
  const success = responses
    .filter(({ status }) => status.startsWith('2'))
    .toSorted((one, other) => one.status.localeCompare(other.status));
  return success.length > 0 ? success : responses.filter(({ status }) => status === 'default');
}

/** Whether no success lawfully looks different: empty, of another type, or of another schema. */
function isOnlyAnswer(schema: JsonSchema, successes: Response[], schemas: SchemaReader): boolean {
  const text = JSON.stringify(schema);
  return successes.every(
    ({ content }) =>
      content.length > 0 &&
      content.every((media) => {
        const other = readSchema(media, schemas).schema;
        return isJson(media.mediaType) && !isLargerThan(other, outputLimit) && JSON.stringify(other) === text;
      }),
  );
}

function describing({ schema, definitions }: ReadSchema): JsonSchema {
  return {
    ...(isObjectSchema(schema, definitions) ? { type: 'object' } : {}),
    anyOf: [schema, {}],
    ...withDefinitions(definitions),
  };
}

/** The schema itself; one that is a reference stays readable for drafts that see nothing beside it. */
function promising({ schema, definitions }: ReadSchema): JsonSchema {
  return {
    ...(isObjectSchema(schema, definitions) ? { type: 'object' } : {}),
    ...('$ref' in schema ? { allOf: [schema] } : schema),
    ...withDefinitions(definitions),
  };
}

function withDefinitions(definitions: Record<string, JsonSchema>): { $defs?: Record<string, JsonSchema> } {
  return Object.keys(definitions).length > 0 ? { $defs: definitions } : {};
}

/** Whether every value that the schema takes is an object. */
function isObjectSchema(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  known = new Map<JsonSchema, boolean>(),
): boolean {
  const result = known.get(schema) ?? takesObjectsOnly(schema, definitions, known);
  known.set(schema, result);
  return result;
}

function takesObjectsOnly(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  known: Map<JsonSchema, boolean>,
): boolean {
  if (schema['type'] !== undefined) return schema['type'] === 'object';
  if (schema['properties'] !== undefined) return true;
  // What refers to itself says nothing more by that.
  known.set(schema, false);
  const isObject = (branch: Json | undefined): boolean =>
    isObjectSchema(asJsonObject(branch) ?? {}, definitions, known);
  const name = asString(schema['$ref'])?.slice('#/$defs/'.length);
  if (name !== undefined && isObject(definitions[name])) return true;
  if ((asArray(schema['allOf']) ?? []).some(isObject)) return true;
  return ['anyOf', 'oneOf'].some((keyword) => asArray(schema[keyword])?.every(isObject));
}
