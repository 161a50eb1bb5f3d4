import { nameArguments } from './argument-names.ts';
import { describeBody } from './describe-body.ts';
import { describeContent } from './describe-content.ts';
import { pruneDefinitions } from './prune-definitions.ts';
import { isLargerThan, jsonSize } from '../json/json-size.ts';
import { optional } from '../json/omit-undefined.ts';
import { schemaText } from '../model/visible-text.ts';
import type { DescribedBody } from './describe-body.ts';
import type { SchemaContext } from './bytes-notation.ts';
import type { Memo } from '../model/memoize.ts';
import type { ReadSchema, ReferenceMode, SchemaReader } from '../model/schema-reader.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { Operation, Parameter } from '../model/api-model.ts';
import type { BodyDescriptor, ParameterBinding } from '../descriptor.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Above this an input schema takes references to `$defs` instead of repeating a schema, if that is shorter. */
const inlineLimit = 50_000;

/** What is too long even then is cut to this: no model reads more of one tool. */
const cutLimit = 16_000;

export interface Input {
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  inputSchema: JsonSchema;
}

/** What the inputs of one API share. */
export interface InputContext extends SchemaContext {
  schemas: SchemaReader;
  refs: DescribeOptions['refs'];
  /** Cut nothing, however long it is. */
  isWhole?: boolean;
  /** Of parameters that were described before: operations share them. */
  properties: Record<ReferenceMode, Memo<Parameter, ReadSchema>>;
  /** Operations whose input was too long even with definitions. */
  cut: Operation[];
}

/** The arguments of an operation: one for each parameter, and `body`. */
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
  return {
    parameters,
    ...optional('body', described?.body),
    inputSchema: boundedSchema(operation, read, context),
  };
}

/** A parameter is text on every wire, so bytes have no place in it. */
function describeSerialization(
  { serialization, schema }: Parameter,
  context: SchemaContext,
): ParameterBinding['serialization'] {
  if (serialization.kind === 'style') return serialization;
  const { bytes: _, ...content } = describeContent(context, { ...serialization, schema }).content;
  return { kind: 'content', mediaType: serialization.mediaType, ...content };
}

/** References inlined where that is not too long, else as definitions, and of those as many as there is room for. */
function boundedSchema(
  operation: Operation,
  read: (mode: ReferenceMode) => JsonSchema,
  { refs, isWhole, cut }: InputContext,
): JsonSchema {
  const inline = refs === 'defs' ? undefined : read('inline');
  if (inline !== undefined && (refs === 'inline' || !isLargerThan(inline, inlineLimit))) return inline;
  const defined = read('definitions');
  const shortest = inline === undefined ? defined : shorter(inline, defined);
  if (isWhole === true || !isLargerThan(shortest, inlineLimit)) return shortest;
  const bounded = pruneDefinitions(defined, cutLimit);
  if (bounded === undefined) return shortest;
  cut.push(operation);
  return bounded;
}

function inputSchema(
  operation: Operation,
  names: string[],
  body: DescribedBody | undefined,
  { schemas, properties: described }: InputContext,
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
    const property = described[mode](parameter, () => parameterProperty(parameter, schemas, mode));
    add(names[index] ?? parameter.name, parameter.required, property);
  }
  for (const { name, required: isRequired, read, notes } of body?.arguments(schemas, mode) ?? [])
    add(name, isRequired, annotate(read, notes));
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
  return annotate(read, parameterNotes(parameter));
}

function parameterNotes(parameter: Parameter): JsonSchema {
  const { description } = parameter;
  return {
    ...optional('description', description && schemaText(description)),
    ...(parameter.deprecated ? { deprecated: true } : {}),
    ...example(parameter.example),
  };
}

function example(value: unknown): JsonSchema {
  return value === undefined ? {} : { examples: [value as Json] };
}

/** What the parameter says goes before what its schema says. */
function annotate({ schema, definitions }: ReadSchema, notes: JsonSchema): ReadSchema {
  if (Object.keys(notes).length === 0) return { schema, definitions };
  return { schema: '$ref' in schema ? { ...notes, allOf: [schema] } : { ...schema, ...notes }, definitions };
}

function shorter(first: JsonSchema, second: JsonSchema): JsonSchema {
  return jsonSize(second) < jsonSize(first) ? second : first;
}
