import { familyOf, isInRange } from '../../../http/media-type.ts';
import { typeOfUrl } from './read-bytes.ts';
import type { JsonObject, JsonSchema, WireValue } from '../../../json/value.ts';
import type { ApiDescriptor, BodyContent, BodyDescriptor, OperationDescriptor } from '../../../descriptor.ts';

/**
 * Returns the media type of the body: that of `bodyContentType`, else the one that fits a `data:` or `file:` URL, else
 * the first.
 */
export function chooseContent(
  body: BodyDescriptor,
  args: Record<string, WireValue>,
): BodyContent | undefined {
  const { body: value, bodyContentType: requested } = args;
  const [first] = body.content;
  const chosen = body.content.find(({ mediaType }) => mediaType === requested);
  const type = chosen === undefined && typeof value === 'string' ? typeOfUrl(value) : undefined;
  if (type === undefined) return chosen ?? first;
  const binary = body.content.filter(({ bytes }) => bytes !== undefined);
  const fitting = binary.find(({ mediaType }) => isInRange(type, mediaType));
  if (fitting !== undefined || first === undefined) return fitting;
  // A URL that no text of the first type can be stands for bytes of another.
  const isText = familyOf(first.mediaType) === 'text' && !isInRange(type, first.mediaType);
  return (isText ? binary[0] : undefined) ?? first;
}

/** By the schema of all arguments: those that a model sees and those of the API can have the same content. */
const narrowed = new WeakMap<JsonSchema, Map<BodyContent, { asValue: JsonSchema; asText: JsonSchema }>>();

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
  const ofSchema =
    narrowed.get(schema) ?? new Map<BodyContent, { asValue: JsonSchema; asText: JsonSchema }>();
  const known = ofSchema.get(content) ?? narrow(schema, content);
  narrowed.set(schema, ofSchema.set(content, known));
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
