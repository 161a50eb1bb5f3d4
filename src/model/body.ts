import { asObject, asString, asText, optional } from './node.ts';
import { firstExample, readSchema, readStyle } from './parameter.ts';
import { childPointer, dereference } from './reference.ts';
import type { Body, MediaType, Response } from './types.ts';
import type { Report } from '../errors.ts';
import type { EncodingDescriptor, Json, JsonObject } from '../runtime/types.ts';

/** The request body of an operation (OpenAPI 3.1 §4.8.13). */
export function readBody(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Body | undefined {
  if (node === undefined) return undefined;
  const resolved = dereference(document, node, pointer, report);
  if (resolved === undefined) return undefined;
  const content = readContent(document, resolved.node['content'], childPointer(pointer, 'content'), report);
  if (content.length === 0) {
    report({ kind: 'repaired', pointer, message: 'a request body without content: taken as JSON' });
    content.push({ mediaType: 'application/json', schema: true, pointer });
  }
  return {
    ...optional('description', asText(resolved.node['description'])),
    required: resolved.node['required'] === true,
    content,
  };
}

/** The responses of an operation (OpenAPI 3.1 §4.8.16); numeric keys from YAML are text by now. */
export function readResponses(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Response[] {
  const responses = asObject(node);
  if (responses === undefined) {
    report({ kind: 'relaxed', pointer, message: 'no responses are declared' });
    return [];
  }
  return Object.entries(responses)
    .filter(([status]) => /^([1-5](\d\d|XX)|default)$/i.test(status))
    .map(([status, value]) => {
      const place = childPointer(pointer, status);
      const response = dereference(document, value, place, report)?.node ?? {};
      return {
        status: status === 'default' ? status : status.toUpperCase(),
        ...optional('description', asText(response['description'])),
        content: readContent(document, response['content'], childPointer(place, 'content'), report),
      };
    });
}

function readContent(document: JsonObject, node: unknown, pointer: string, report: Report): MediaType[] {
  return Object.entries(asObject(node) ?? {}).map(([mediaType, value]) => {
    const place = childPointer(pointer, mediaType);
    const media = dereference(document, value, place, report)?.node ?? {};
    return {
      mediaType,
      schema: readSchema(media['schema'], place, report),
      ...optional('example', firstExample(document, media, place, report)),
      ...optional(
        'encoding',
        readEncodings(document, media['encoding'], childPointer(place, 'encoding'), report),
      ),
      pointer: place,
    };
  });
}

/** The encoding object of each property (OpenAPI 3.1 §4.8.15). */
function readEncodings(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Record<string, EncodingDescriptor> | undefined {
  const encodings = Object.entries(asObject(node) ?? {}).flatMap(([property, value]) => {
    const encoding = asObject(value);
    if (encoding === undefined) return [];
    const place = childPointer(pointer, property);
    const styled = ['style', 'explode', 'allowReserved'].some((keyword) => encoding[keyword] !== undefined);
    return [
      [
        property,
        {
          ...optional('contentType', asString(encoding['contentType'])),
          ...optional('serialization', styled ? readStyle(encoding, 'query', place, report) : undefined),
          ...optional('headers', readFixedHeaders(document, encoding['headers'], place, report)),
        },
      ] as const,
    ];
  });
  return encodings.length === 0 ? undefined : Object.fromEntries(encodings);
}

/** Part headers that have one value; Content-Type is described by `contentType` instead. */
function readFixedHeaders(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Record<string, string> | undefined {
  const headers = Object.entries(asObject(node) ?? {}).flatMap(([name, value]) => {
    const header = dereference(document, value, childPointer(pointer, 'headers', name), report)?.node;
    const schema = asObject(header?.['schema']);
    const fixed: Json | undefined = schema?.['const'] ?? schema?.['default'] ?? header?.['example'];
    return name.toLowerCase() === 'content-type' || fixed === undefined || typeof fixed === 'object'
      ? []
      : [[name, String(fixed)] as const];
  });
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}
