import { optional } from '../json/omit-undefined.ts';
import { familyOf } from '../http/media-type.ts';
import type { Memo } from '../model/memoize.ts';
import type { SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation } from '../model/api-model.ts';
import type { ResponseContent, ResponseDescriptor } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** What the responses of one API share. */
export interface ResponseContext {
  schemas: SchemaReader;
  /** What schemas of responses refer to is added to these. */
  definitions: Map<string, JsonSchema>;
  /** Of responses that were described before: operations share them. */
  contents: Memo<MediaType[], ResponseContent[]>;
}

/** What an operation may answer. */
export function describeResponses({ responses }: Operation, context: ResponseContext): ResponseDescriptor[] {
  return responses.map(({ status, description, content }) => ({
    status,
    ...optional('description', description),
    content: context.contents(content, () => content.map((media) => describeMedia(media, context))),
  }));
}

function describeMedia(media: MediaType, context: ResponseContext): ResponseContent {
  return { mediaType: media.mediaType, ...optional('schema', checkedSchema(media, context)) };
}

/** Only JSON is checked, also where a range such as `application/*` leaves room for it. */
function checkedSchema(
  { mediaType, schema, pointer }: MediaType,
  { schemas, definitions }: ResponseContext,
): JsonSchema | undefined {
  if (!['json', 'lines'].includes(familyOf(mediaType)) || schema === true) return undefined;
  const read = schemas.readInto(definitions, schema, `${pointer}/schema`, 'response');
  return Object.keys(read).length > 0 ? read : undefined;
}
