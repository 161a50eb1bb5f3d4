import { readEncodings } from './read-encodings.ts';
import { optional } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { firstExample, readSourceSchema } from './read-media-type.ts';
import { childPointer } from '../json/pointer.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters } from './report-findings.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Located } from './reference.ts';
import type { Body, MediaType, Response, SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** The request body of an operation (OpenAPI 3.1 §4.8.13). */
export function readBody(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Body | undefined {
  if (node === undefined) return undefined;
  if (asJsonObject(node) === undefined) {
    report({ kind: 'relaxed', pointer, message: 'a request body that is no object was left out' });
    return undefined;
  }
  const resolved = dereferenceOrEmpty(document, node, pointer, report);
  reportHiddenCharacters(resolved.node, ['description'], resolved.pointer, report);
  const place = childPointer(resolved.pointer, 'content');
  const content = readContent(document, resolved.node['content'], place, report);
  if (content.length === 0) {
    const message = 'a request body without content: taken as JSON';
    report({ kind: 'repaired', pointer: resolved.pointer, message });
    content.push({ mediaType: 'application/json', schema: true, pointer: resolved.pointer });
  }
  return {
    ...optional('description', asText(resolved.node['description'])),
    required: resolved.node['required'] === true,
    content,
  };
}

/** The responses of an operation (OpenAPI 3.1 §4.8.16); numeric keys from YAML are text by now. */
export function readResponses(
  { document, report, responses: shared }: ReadingContext,
  node: unknown,
  pointer: string,
): Response[] {
  const responses = asJsonObject(node);
  if (responses === undefined && node !== undefined)
    report({ kind: 'relaxed', pointer, message: 'responses is not a map of responses' });
  return Object.entries(responses ?? {})
    .filter(([status]) => /^([1-5](\d\d|XX)|default)$/i.test(status))
    .map(([status, value]) => {
      const place = childPointer(pointer, status);
      const response = dereferenceOrEmpty(document, value, place, report);
      return {
        status: /^default$/i.test(status) ? 'default' : status.toUpperCase(),
        ...shared(response.node, () => readResponse(document, response, report)),
      };
    });
}

function readResponse(
  document: JsonObject,
  { node, pointer }: Located<JsonObject>,
  report: Report,
): Omit<Response, 'status'> {
  reportHiddenCharacters(node, ['description'], pointer, report);
  return {
    ...optional('description', asText(node['description'])),
    content: readContent(document, node['content'], childPointer(pointer, 'content'), report),
  };
}

function readContent(document: JsonObject, node: unknown, pointer: string, report: Report): MediaType[] {
  return Object.entries(asJsonObject(node) ?? {}).map(([mediaType, value]) => {
    const place = childPointer(pointer, mediaType);
    const { node: media, pointer: found } = dereferenceOrEmpty(document, value, place, report);
    return {
      mediaType,
      schema: readContentSchema(media, found, report),
      ...optional('example', firstExample(document, media, found, report)),
      ...readEncodings(document, media, found, report),
      pointer: found,
    };
  });
}

/** The schema of the whole content; one for its items stands for a list of them (OpenAPI 3.2 §4.14.3.1). */
function readContentSchema(media: JsonObject, pointer: string, report: Report): SourceSchema {
  const items = media['itemSchema'];
  return media['schema'] === undefined && items !== undefined
    ? { type: 'array', items }
    : readSourceSchema(media['schema'], pointer, report);
}
