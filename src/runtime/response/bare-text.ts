import { areAllTypes, typesOf } from '../../schema/schema-types.ts';
import { isJson } from '../../http/media-type.ts';
import { declaredContent } from './validate-response.ts';
import type { ResponseData } from './read-response.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';

/** The first character of JSON that is not a number or a word, and of a page. */
const structure = /^\s*["{[<]/;

/**
 * Returns text that is sent without quotes under the name of JSON as text, if the document declares a string there: what
 * Spring sends for a method that returns one.
 */
export function readBareText(
  body: ResponseData,
  status: number,
  { responses }: Pick<OperationDescriptor, 'responses'>,
  { responseDefinitions }: Pick<ApiDescriptor, 'responseDefinitions'>,
): ResponseData {
  if (body.kind !== 'text' || !isJson(body.mediaType) || structure.test(body.text)) return body;
  const schema = declaredContent(responses, status, body.mediaType)?.schema;
  if (schema === undefined) return body;
  const types = typesOf(schema, { $defs: responseDefinitions });
  return types.has('string') && !areAllTypes(types) ? { ...body, mediaType: 'text/plain' } : body;
}
