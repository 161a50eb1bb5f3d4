import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { readContent } from './read-media-type.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters } from './report-findings.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Located } from './reference.ts';
import type { Response } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** Reads the responses of an operation (OpenAPI 3.1 §4.8.16). Loading has turned numeric keys from YAML into strings. */
export function readResponses(
  { document, report, responses: memo }: ReadingContext,
  node: unknown,
  pointer: string,
): Response[] {
  const responses = asJsonObject(node);
  if (responses === undefined && node !== undefined)
    report({ kind: 'relaxed', pointer, message: 'responses is not a map of responses' });
  return Object.entries(responses ?? {})
    .filter(([status]) => /^([1-5](\d\d|XX)|default)$/i.test(status))
    .map(([status, value]) => {
      const response = dereferenceOrEmpty(document, value, childPointer(pointer, status), report);
      return {
        status: /^default$/i.test(status) ? 'default' : status.toUpperCase(),
        ...memo(response.node, () => readResponse(document, response, report)),
      };
    });
}

function readResponse(
  document: JsonObject,
  { node, pointer }: Located<JsonObject>,
  report: Report,
): Omit<Response, 'status'> {
  reportHiddenCharacters(node, ['description'], pointer, report);
  return omitUndefined({
    description: asText(node['description']),
    content: readContent(document, node['content'], childPointer(pointer, 'content'), report),
  });
}
