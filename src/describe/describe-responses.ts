import { omitUndefined } from '../json/omit-undefined.ts';
import { familyOf } from '../http/media-type.ts';
import type { Memo } from '../json/memoize.ts';
import type { SchemaReader } from '../model/schema-reader.ts';
import type { MediaType, Operation } from '../model/api-model.ts';
import type { ResponseContent, ResponseDescriptor } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** The state that describing the responses of one API shares. */
export interface ResponseContext {
  schemas: SchemaReader;
  /** Content of responses that several operations share. */
  contents: Memo<MediaType[], ResponseContent[]>;
}

/** Describes the responses that an operation declares. */
export function describeResponses({ responses }: Operation, context: ResponseContext): ResponseDescriptor[] {
  return responses.map(({ status, description, content }) =>
    omitUndefined({
      status,
      description,
      content: context.contents(content, () => content.map((media) => describeMedia(media, context))),
    }),
  );
}

function describeMedia(media: MediaType, context: ResponseContext): ResponseContent {
  return omitUndefined({ mediaType: media.mediaType, schema: checkedSchema(media, context) });
}

/** Returns the schema that a response is checked against. Only JSON is checked, also under a range such as `application/*`. */
function checkedSchema(
  { mediaType, schema, pointer }: MediaType,
  { schemas }: ResponseContext,
): JsonSchema | undefined {
  if (!['json', 'lines'].includes(familyOf(mediaType)) || schema === true) return undefined;
  const read = schemas.read(schema, `${pointer}/schema`, 'response');
  return Object.keys(read).length > 0 ? read : undefined;
}
