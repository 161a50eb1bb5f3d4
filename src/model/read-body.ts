import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { readContent } from './read-media-type.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters } from './report-findings.ts';
import type { Body } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** Reads the request body of an operation (OpenAPI 3.1 §4.8.13). */
export function readBody(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Body | undefined {
  if (node === undefined) return undefined;
  if (asJsonObject(node) === undefined) {
    report({ kind: 'relaxed', pointer, message: 'a request body that is not an object was left out' });
    return undefined;
  }
  const body = dereferenceOrEmpty(document, node, pointer, report);
  reportHiddenCharacters(body.node, ['description'], body.pointer, report);
  const content = readContent(document, body.node['content'], childPointer(body.pointer, 'content'), report);
  if (content.length === 0) {
    const message = 'a request body without content is read as JSON';
    report({ kind: 'repaired', pointer: body.pointer, message });
    content.push({ mediaType: 'application/json', schema: true, pointer: body.pointer });
  }
  return omitUndefined({
    description: asText(body.node['description']),
    required: body.node['required'] === true,
    content,
  });
}
