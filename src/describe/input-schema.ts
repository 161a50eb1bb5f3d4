import { argumentAnnotations, nameAnnotations } from './argument-annotations.ts';
import { nameArguments } from './argument-names.ts';
import { describeBody } from './describe-body.ts';
import { describeContent } from './describe-content.ts';
import type { ExtraQuery } from './extra-query.ts';
import { addFilterArgument } from './filter-argument.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { DescribedBody } from './describe-body.ts';
import type { SchemaContext } from './follow-references.ts';
import type { InputLister } from './listed/input-lister.ts';
import type { Memo } from '../json/memoize.ts';
import type { SchemaReader } from '../model/schema-reader.ts';
import type { Operation, Parameter } from '../model/api-model.ts';
import type { BodyDescriptor, ParameterBinding } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** The description of an operation's arguments. */
export interface Input {
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  /** The listed schema. */
  inputSchema: JsonSchema;
  renamedProperties?: Record<string, string>;
  /** The checking schema. */
  argumentsSchema: JsonSchema;
}

/** The state that describing the inputs of one API shares. */
export interface InputContext extends SchemaContext {
  /** Absent if nothing is listed: the checking schema stands for the listed one. */
  inputs?: InputLister | undefined;
  schemas: SchemaReader;
  /** Schemas of parameters that several operations share. */
  properties: Memo<Parameter, JsonSchema>;
  /** True if operations that return JSON have the argument for a filter. */
  hasFilter: boolean;
  /** Present if operations have the argument for other query parameters. */
  extraQuery?: ExtraQuery | undefined;
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
  const extra = context.extraQuery?.(operation);
  const own = readArguments(operation, names, described, extra?.schema, context);
  const argumentsSchema = context.hasFilter ? addFilterArgument(own, operation) : own;
  return omitUndefined({
    parameters: extra === undefined ? parameters : [...parameters, extra.binding],
    body: described?.body,
    ...(context.inputs?.list(operation, argumentsSchema) ?? { inputSchema: argumentsSchema }),
    argumentsSchema,
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

/** Returns the schema that arguments are checked with. */
function readArguments(
  operation: Operation,
  names: string[],
  body: DescribedBody | undefined,
  extraQuery: JsonSchema | undefined,
  { schemas, properties: memo }: InputContext,
): JsonSchema {
  const properties: [string, JsonSchema][] = [];
  const required: string[] = [];

  function add(name: string, isRequired: boolean, schema: JsonSchema): void {
    properties.push([name, schema]);
    if (isRequired) required.push(name);
  }

  for (const [index, parameter] of operation.parameters.entries()) {
    const schema = memo(parameter, () => readParameter(parameter, schemas));
    add(names[index] ?? parameter.name, parameter.required, schema);
  }
  if (extraQuery !== undefined) add('extraQuery', false, extraQuery);
  for (const { name, required: isRequired, schema, annotations } of body?.arguments(schemas) ?? [])
    add(name, isRequired, annotate(schema, annotations));
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function readParameter(parameter: Parameter, schemas: SchemaReader): JsonSchema {
  const schema = schemas.read(parameter.schema, parameter.schemaPointer, 'request');
  const annotated = annotate(schema, argumentAnnotations(parameter));
  return annotate(annotated, nameAnnotations(parameter.name, annotated));
}

/** Adds the annotations of a parameter or body to its schema, in place of the schema's own. */
function annotate(schema: JsonSchema, annotations: JsonSchema): JsonSchema {
  if (Object.keys(annotations).length === 0) return schema;
  return '$ref' in schema ? { ...annotations, allOf: [schema] } : { ...schema, ...annotations };
}
