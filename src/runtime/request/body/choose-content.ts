import { familyOf, isInRange } from '../../../http/media-type.ts';
import { parseDataUrl } from './data-url.ts';
import type { JsonObject, JsonSchema, WireValue } from '../../../json/value.ts';
import type { BodyContent, BodyDescriptor, OperationDescriptor } from '../../../descriptor.ts';

/**
 * Returns the media type of the body: that of `_contentType`, else that of a `data:` URL if it is declared, else the
 * first.
 */
export function chooseContent(
  body: BodyDescriptor,
  args: Record<string, WireValue>,
): BodyContent | undefined {
  const { body: value, _contentType: requested } = args;
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

/**
 * Returns the input schema for the chosen media type: the body has its branch of `anyOf`, or any text if it is XML
 * already.
 */
export function inputSchemaFor(
  operation: Pick<OperationDescriptor, 'inputSchema' | 'body'>,
  args: Record<string, WireValue>,
): JsonSchema {
  const { body, inputSchema } = operation;
  const content = body === undefined ? undefined : chooseContent(body, args);
  if (content === undefined) return inputSchema;
  const isXml = familyOf(content.mediaType) === 'xml';
  if (content.branch === undefined && !isXml) return inputSchema;
  const known = narrowed.get(content) ?? narrow(inputSchema, content);
  narrowed.set(content, known);
  const isText = isXml && typeof args['body'] === 'string' && /^\s*</.test(args['body']);
  return isText ? known.asText : known.asValue;
}

function narrow(
  inputSchema: JsonSchema,
  { branch }: BodyContent,
): { asValue: JsonSchema; asText: JsonSchema } {
  const properties = (inputSchema['properties'] ?? {}) as Record<string, JsonObject>;
  const branches = (properties['body']?.['anyOf'] ?? []) as JsonObject[];
  const own = branch === undefined ? undefined : branches[branch];
  return {
    asValue: own === undefined ? inputSchema : { ...inputSchema, properties: { ...properties, body: own } },
    asText: { ...inputSchema, properties: { ...properties, body: { type: 'string' } } },
  };
}
