import { familyOf, isInRange } from '../../../http/media-type.ts';
import { parseDataUrl } from './data-url.ts';
import type { JsonObject, JsonSchema, WireValue } from '../../../json/value.ts';
import type { ApiDescriptor, BodyContent, BodyDescriptor, OperationDescriptor } from '../../../descriptor.ts';

/**
 * Returns the media type of the body: that of `bodyContentType`, else that of a `data:` URL if it is declared, else the
 * first.
 */
export function chooseContent(
  body: BodyDescriptor,
  args: Record<string, WireValue>,
): BodyContent | undefined {
  const { body: value, bodyContentType: requested } = args;
  const chosen = body.content.find(({ mediaType }) => mediaType === requested);
  if (chosen !== undefined || typeof value !== 'string' || !/^\s*data:/i.test(value))
    return chosen ?? body.content[0];
  const type = parseDataUrl(value)?.mediaType;
  const declared =
    type === undefined
      ? undefined
      : body.content.find(({ mediaType, bytes }) => bytes !== undefined && isInRange(type, mediaType));
  return declared ?? body.content[0];
}

const narrowed = new WeakMap<BodyContent, { asValue: JsonSchema; asText: JsonSchema }>();

/** The parts of an operation that arguments are checked with. */
export type ArgumentsSource = Pick<OperationDescriptor, 'inputSchema' | 'argumentsSchema' | 'body'>;

/**
 * Returns the checking schema for the chosen media type: the body has its branch of `anyOf`, or any text if it is XML
 * already.
 */
export function argumentsSchemaFor(operation: ArgumentsSource, args: Record<string, WireValue>): JsonSchema {
  const { body } = operation;
  const schema = argumentsSchemaOf(operation);
  const content = body === undefined ? undefined : chooseContent(body, args);
  if (content === undefined) return schema;
  const isXml = familyOf(content.mediaType) === 'xml';
  if (content.branch === undefined && !isXml) return schema;
  const known = narrowed.get(content) ?? narrow(schema, content);
  narrowed.set(content, known);
  const isText = isXml && typeof args['body'] === 'string' && /^\s*</.test(args['body']);
  return isText ? known.asText : known.asValue;
}

const closed = new WeakMap<JsonSchema, JsonSchema>();

/** Returns the schema that arguments are checked with: an operation without one takes the arguments that it lists. */
export function argumentsSchemaOf({ argumentsSchema, inputSchema }: ArgumentsSource): JsonSchema {
  if (argumentsSchema !== undefined) return argumentsSchema;
  const known = closed.get(inputSchema) ?? { additionalProperties: false, ...inputSchema };
  closed.set(inputSchema, known);
  return known;
}

/** Returns the schema that arguments are checked with, with its definitions. */
export function withDefinitions(
  operation: ArgumentsSource,
  { requestDefinitions }: Pick<ApiDescriptor, 'requestDefinitions'>,
): JsonSchema {
  return { ...argumentsSchemaOf(operation), $defs: requestDefinitions };
}

function narrow(schema: JsonSchema, { branch }: BodyContent): { asValue: JsonSchema; asText: JsonSchema } {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>;
  const branches = (properties['body']?.['anyOf'] ?? []) as JsonObject[];
  const own = branch === undefined ? undefined : branches[branch];
  return {
    asValue: own === undefined ? schema : { ...schema, properties: { ...properties, body: own } },
    asText: { ...schema, properties: { ...properties, body: { type: 'string' } } },
  };
}
