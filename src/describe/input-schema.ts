import { argumentAnnotations, nameAnnotations } from './argument-annotations.ts';
import { nameArguments } from './argument-names.ts';
import { describeBody } from './describe-body.ts';
import { describeContent } from './describe-content.ts';
import { pruneDefinitions } from './prune-definitions.ts';
import { isLargerThan, jsonSize } from '../json/json-size.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { DescribedBody } from './describe-body.ts';
import type { SchemaContext } from './follow-references.ts';
import type { Memo } from '../model/memoize.ts';
import type { ReadSchema, ReferenceMode, SchemaReader } from '../model/schema-reader.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { Operation, Parameter } from '../model/api-model.ts';
import type { BodyDescriptor, ParameterBinding } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** Bytes above which an input schema refers to `$defs` instead of repeating schemas, if that is shorter. */
const inlineLimit = 50_000;

/** Bytes to which a schema is pruned if it is over `inlineLimit` even with `$defs`: no model reads more of one tool. */
const prunedLimit = 16_000;

/** The description of an operation's arguments. */
export interface Input {
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  inputSchema: JsonSchema;
}

/** The state that describing the inputs of one API shares. */
export interface InputContext extends SchemaContext {
  schemas: SchemaReader;
  refs: DescribeOptions['refs'];
  /** True if no schema is pruned, however long it is. */
  isWhole?: boolean;
  /** Schemas of parameters that several operations share. */
  properties: Record<ReferenceMode, Memo<Parameter, ReadSchema>>;
  /** Collects the operations whose input schemas were pruned. */
  pruned: Operation[];
}

/** Describes the arguments of an operation: one for each parameter, and `body`. */
export function describeInput(operation: Operation, context: InputContext): Input {
  const names = nameArguments(operation.parameters, operation.body !== undefined);
  const parameters = operation.parameters.map((parameter, index): ParameterBinding => ({
    argument: names[index] ?? parameter.name,
    name: parameter.name,
    in: parameter.in,
    required: parameter.required,
    serialization: describeSerialization(parameter, context),
  }));
  const described = describeBody(operation, context);
  const read = (mode: ReferenceMode): JsonSchema => inputSchema(operation, names, described, context, mode);
  return omitUndefined({
    parameters,
    body: described?.body,
    inputSchema: limitedSchema(operation, read, context),
  });
}

/** A parameter is always sent as text, so its content has no bytes. */
function describeSerialization(
  { serialization, schema }: Parameter,
  context: SchemaContext,
): ParameterBinding['serialization'] {
  if (serialization.kind === 'style') return serialization;
  const { bytes: _, ...content } = describeContent(context, { ...serialization, schema }).content;
  return { kind: 'content', mediaType: serialization.mediaType, ...content };
}

/** Returns the schema with references inlined if it is within the limit, else with definitions, pruned if need be. */
function limitedSchema(
  operation: Operation,
  read: (mode: ReferenceMode) => JsonSchema,
  { refs, isWhole, pruned }: InputContext,
): JsonSchema {
  const inline = refs === 'defs' ? undefined : read('inline');
  if (inline !== undefined && (refs === 'inline' || !isLargerThan(inline, inlineLimit))) return inline;
  const defined = read('definitions');
  const shortest = inline === undefined ? defined : shorter(inline, defined);
  if (isWhole === true || !isLargerThan(shortest, inlineLimit)) return shortest;
  const result = pruneDefinitions(defined, prunedLimit);
  if (result === undefined) return shortest;
  pruned.push(operation);
  return result;
}

function inputSchema(
  operation: Operation,
  names: string[],
  body: DescribedBody | undefined,
  { schemas, properties: memos }: InputContext,
  mode: ReferenceMode,
): JsonSchema {
  const properties: [string, JsonSchema][] = [];
  const required: string[] = [];
  const definitions: Record<string, JsonSchema> = {};

  function add(name: string, isRequired: boolean, property: ReadSchema): void {
    properties.push([name, property.schema]);
    if (isRequired) required.push(name);
    Object.assign(definitions, property.definitions);
  }

  for (const [index, parameter] of operation.parameters.entries()) {
    const property = memos[mode](parameter, () => parameterProperty(parameter, schemas, mode));
    add(names[index] ?? parameter.name, parameter.required, property);
  }
  for (const { name, required: isRequired, read, annotations } of body?.arguments(schemas, mode) ?? [])
    add(name, isRequired, annotate(read, annotations));
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  };
}

function parameterProperty(parameter: Parameter, schemas: SchemaReader, mode: ReferenceMode): ReadSchema {
  const read = schemas.read(parameter.schema, parameter.schemaPointer, 'request', mode);
  const annotated = annotate(read, argumentAnnotations(parameter));
  return annotate(annotated, nameAnnotations(parameter.name, annotated.schema));
}

/** Adds the annotations of a parameter or body to its schema, in place of the schema's own. */
function annotate({ schema, definitions }: ReadSchema, annotations: JsonSchema): ReadSchema {
  if (Object.keys(annotations).length === 0) return { schema, definitions };
  const annotated = '$ref' in schema ? { ...annotations, allOf: [schema] } : { ...schema, ...annotations };
  return { schema: annotated, definitions };
}

function shorter(first: JsonSchema, second: JsonSchema): JsonSchema {
  return jsonSize(second) < jsonSize(first) ? second : first;
}
