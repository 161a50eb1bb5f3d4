import { isLargerThan } from '../json/json-size.ts';
import { isJson } from '../http/media-type.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { mayBeJson, successResponses } from './success-responses.ts';
import type { ReadSchema, SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation, Response } from '../model/api-model.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Bytes of an output schema; a larger one costs a client more than it tells a model. */
const outputLimit = 4_000;

/** `describing` output schemas allow every result; `strict` ones are a promise. */
export type OutputMode = 'describing' | 'strict' | 'off';

/**
 * Returns the advertised output schema. `anyOf: [S, {}]` describes a result and forbids nothing, because a strict client
 * discards a result that breaks its schema. Returns `undefined` if no JSON is declared or the schema is too large.
 */
export function describeOutput(
  operation: Operation,
  schemas: SchemaReader,
  mode: OutputMode,
): JsonSchema | undefined {
  if (mode === 'off') return undefined;
  const successes = successResponses(operation);
  const media = successes.flatMap(({ content }) => content).find(mayBeJson);
  if (media === undefined || media.schema === true) return undefined;
  const read = readMediaSchema(media, schemas);
  if (Object.keys(read.schema).length === 0) return undefined;
  // This is checked first, because a large schema may be larger than memory with its shared subschemas written out.
  if (isLargerThan({ ...read }, outputLimit)) return undefined;
  const isPromised = mode === 'strict' && isOnlySuccess(read.schema, successes, schemas);
  const advertised = isPromised ? strictSchema(read) : describingSchema(read);
  return isLargerThan(advertised, outputLimit) ? undefined : advertised;
}

function readMediaSchema({ schema, pointer }: MediaType, schemas: SchemaReader): ReadSchema {
  return schemas.read(schema, `${pointer}/schema`, 'response', 'inline');
}

/** Returns true if no declared success differs: none is empty, of another media type, or of another schema. */
function isOnlySuccess(schema: JsonSchema, successes: Response[], schemas: SchemaReader): boolean {
  const text = JSON.stringify(schema);
  return successes.every(
    ({ content }) =>
      content.length > 0 &&
      content.every((media) => {
        const other = readMediaSchema(media, schemas).schema;
        return isJson(media.mediaType) && !isLargerThan(other, outputLimit) && JSON.stringify(other) === text;
      }),
  );
}

function describingSchema({ schema, definitions }: ReadSchema): JsonSchema {
  return {
    ...objectType(schema, definitions),
    anyOf: [schema, {}],
    ...withDefinitions(definitions),
  };
}

/** Returns the schema itself. A `$ref` at its root goes into `allOf`, because old drafts ignore keywords beside it. */
function strictSchema({ schema, definitions }: ReadSchema): JsonSchema {
  return {
    ...objectType(schema, definitions),
    ...('$ref' in schema ? { allOf: [schema] } : schema),
    ...withDefinitions(definitions),
  };
}

function objectType(schema: JsonSchema, definitions: Record<string, JsonSchema>): { type?: 'object' } {
  return isObjectSchema(schema, definitions) ? { type: 'object' } : {};
}

function withDefinitions(definitions: Record<string, JsonSchema>): { $defs?: Record<string, JsonSchema> } {
  return Object.keys(definitions).length > 0 ? { $defs: definitions } : {};
}

/** Returns true if every value that the schema allows is an object. */
function isObjectSchema(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  known = new Map<JsonSchema, boolean>(),
): boolean {
  const result = known.get(schema) ?? allowsOnlyObjects(schema, definitions, known);
  known.set(schema, result);
  return result;
}

function allowsOnlyObjects(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  known: Map<JsonSchema, boolean>,
): boolean {
  if (schema['type'] !== undefined) return schema['type'] === 'object';
  if (schema['properties'] !== undefined) return true;
  // A schema that refers to itself restricts nothing more by that.
  known.set(schema, false);
  const isObject = (branch: Json | undefined): boolean =>
    isObjectSchema(asJsonObject(branch) ?? {}, definitions, known);
  const name = asString(schema['$ref'])?.slice('#/$defs/'.length);
  if (name !== undefined && isObject(definitions[name])) return true;
  if ((asArray(schema['allOf']) ?? []).some(isObject)) return true;
  return ['anyOf', 'oneOf'].some((keyword) => asArray(schema[keyword])?.every(isObject));
}
