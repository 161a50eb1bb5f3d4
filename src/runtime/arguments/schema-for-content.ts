import { familyOf } from '../../http/media-type.ts';
import { chooseContent } from '../request/body/choose-content.ts';
import { argumentsSchemaOf } from './arguments-schema.ts';
import type { ArgumentsSource } from './arguments-schema.ts';
import type { JsonObject, JsonSchema, WireValue } from '../../json/value.ts';
import type { BodyContent } from '../../descriptor.ts';

/** By the schema of all arguments: those that a model sees and those of the API can have the same content. */
const narrowed = new WeakMap<JsonSchema, Map<BodyContent, { asValue: JsonSchema; asText: JsonSchema }>>();

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

function narrow(schema: JsonSchema, { branch }: BodyContent): { asValue: JsonSchema; asText: JsonSchema } {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>;
  const branches = (properties['body']?.['anyOf'] ?? []) as JsonObject[];
  const own = branch === undefined ? undefined : branches[branch];
  return {
    asValue: own === undefined ? schema : { ...schema, properties: { ...properties, body: own } },
    asText: { ...schema, properties: { ...properties, body: { type: 'string' } } },
  };
}
