import { orderContent } from '../runtime/media-type.ts';
import { nameArguments } from './argument.ts';
import { optional } from '../model/node.ts';
import type { ReadSchema, SchemaReader } from '../model/schema.ts';
import type { MediaType, Operation, Parameter } from '../model/types.ts';
import type { BodyContent, BodyDescriptor, Json, JsonSchema, ParameterBinding } from '../runtime/types.ts';

/** Above this an input schema takes references to `$defs` instead of repeating a schema, if that is shorter. */
const inlineLimit = 50_000;

export interface Input {
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  inputSchema: JsonSchema;
}

/** The arguments of an operation: one for each parameter, and `body`. */
export function describeInput(operation: Operation, schemas: SchemaReader): Input {
  const names = nameArguments(operation.parameters, operation.body !== undefined);
  const parameters = operation.parameters.map((parameter, index): ParameterBinding => ({
    argument: names[index] ?? parameter.name,
    name: parameter.name,
    in: parameter.in,
    required: parameter.required,
    serialization: parameter.serialization,
  }));
  const content = orderContent(operation.body?.content ?? []);
  const inline = inputSchema(operation, names, content, schemas, 'inline');
  return {
    parameters,
    ...optional('body', describeBody(operation, content, schemas)),
    inputSchema: isOver(inline, inlineLimit)
      ? shorter(inline, inputSchema(operation, names, content, schemas, 'definitions'))
      : inline,
  };
}

function inputSchema(
  operation: Operation,
  names: string[],
  content: MediaType[],
  schemas: SchemaReader,
  mode: 'inline' | 'definitions',
): JsonSchema {
  const properties: [string, JsonSchema][] = [];
  const required: string[] = [];
  const definitions: Record<string, JsonSchema> = {};

  function add(name: string, isRequired: boolean, read: ReadSchema, notes: JsonSchema): void {
    properties.push([name, annotate(read.schema, notes)]);
    if (isRequired) required.push(name);
    Object.assign(definitions, read.definitions);
  }

  for (const [index, parameter] of operation.parameters.entries()) {
    const read = schemas.read(parameter.schema, `${parameter.pointer}/schema`, 'request', mode);
    add(names[index] ?? parameter.name, parameter.required, read, parameterNotes(parameter));
  }
  const [chosen] = content;
  if (operation.body !== undefined && chosen !== undefined) {
    const read = schemas.read(chosen.schema, `${chosen.pointer}/schema`, 'request', mode);
    add('body', operation.body.required, read, {
      ...optional('description', operation.body.description),
      ...example(chosen.example),
    });
  }
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  };
}

function parameterNotes(parameter: Parameter): JsonSchema {
  return {
    ...optional('description', parameter.description),
    ...(parameter.deprecated ? { deprecated: true } : {}),
    ...example(parameter.example),
  };
}

function example(value: unknown): JsonSchema {
  return value === undefined ? {} : { examples: [value as Json] };
}

/** What the parameter says goes before what its schema says. */
function annotate(schema: JsonSchema, notes: JsonSchema): JsonSchema {
  if (Object.keys(notes).length === 0) return schema;
  return '$ref' in schema ? { ...notes, allOf: [schema] } : { ...schema, ...notes };
}

function describeBody(
  operation: Operation,
  content: MediaType[],
  schemas: SchemaReader,
): BodyDescriptor | undefined {
  if (operation.body === undefined) return undefined;
  return {
    required: operation.body.required,
    content: content.map((media): BodyContent => ({
      mediaType: media.mediaType,
      ...optional('schema', writingSchema(media, schemas)),
      ...optional('encoding', media.encoding),
    })),
  };
}

/** JSON is written from its value alone; other media types are written by their schema. */
function writingSchema(media: MediaType, schemas: SchemaReader): JsonSchema | undefined {
  if (/[/+]json\b/i.test(media.mediaType)) return undefined;
  const { schema, definitions } = schemas.read(media.schema, `${media.pointer}/schema`, 'request', 'inline');
  return Object.keys(definitions).length > 0 ? { ...schema, $defs: definitions } : schema;
}

/** Whether a schema has more bytes than `limit` as JSON; shared nodes count each time, but are measured once. */
export function isOver(schema: JsonSchema, limit: number): boolean {
  return sizeOf(schema) > limit;
}

const sizes = new WeakMap<object, number>();

/** Bytes of a value as JSON, near enough: text counts as if it were ASCII. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const [key, item] of Object.entries(value)) size += key.length + 4 + sizeOf(item);
  sizes.set(value, size);
  return size;
}

function shorter(first: JsonSchema, second: JsonSchema): JsonSchema {
  return sizeOf(second) < sizeOf(first) ? second : first;
}
