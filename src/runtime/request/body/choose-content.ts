import { familyOf, isInRange } from '../../../http/media-type.ts';
import { parseDataUrl } from './data-url.ts';
import type { JsonObject, JsonSchema, WireValue } from '../../../json/value.ts';
import type { BodyContent, BodyDescriptor, OperationDescriptor } from '../../../descriptor.ts';

/** The media type of a call's body: that of `_contentType`, else that of a `data:` URL where it is offered, else the first. */
export function chooseContent(
  body: BodyDescriptor,
  args: Record<string, WireValue>,
): BodyContent | undefined {
  const { body: value, _contentType: wanted } = args;
  const asked = body.content.find(({ mediaType }) => mediaType === wanted);
  if (asked !== undefined || typeof value !== 'string' || !/^\s*data:/i.test(value))
    return asked ?? body.content[0];
  const type = parseDataUrl(value)?.mediaType;
  const fitting =
    type === undefined
      ? undefined
      : body.content.find(({ mediaType, bytes }) => bytes !== undefined && isInRange(type, mediaType));
  return fitting ?? body.content[0];
}

const narrowed = new WeakMap<BodyContent, { asValue: JsonSchema; asText: JsonSchema }>();

/** The input schema as the chosen media type has it: one branch of the body's, and any text where that is XML already. */
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
