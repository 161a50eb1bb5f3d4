import { optional } from '../model/node.ts';
import { familyOf } from '../runtime/media-type.ts';
import type { SchemaReader } from '../model/schema.ts';
import type { MediaType, Operation } from '../model/types.ts';
import type { JsonSchema, ResponseDescriptor } from '../runtime/types.ts';

/** What an operation may answer; the definitions that its schemas refer to are added to `definitions`. */
export function describeResponses(
  operation: Operation,
  schemas: SchemaReader,
  definitions: Map<string, JsonSchema>,
): ResponseDescriptor[] {
  return operation.responses.map(({ status, description, content }) => ({
    status,
    ...optional('description', description),
    content: content.map((media) => ({
      mediaType: media.mediaType,
      ...optional('schema', checkedSchema(media, schemas, definitions)),
    })),
  }));
}

/** Only JSON is checked, also where a range such as `application/*` leaves room for it. */
function checkedSchema(
  { mediaType, schema, pointer }: MediaType,
  schemas: SchemaReader,
  definitions: Map<string, JsonSchema>,
): JsonSchema | undefined {
  if (!['json', 'lines'].includes(familyOf(mediaType)) || schema === true) return undefined;
  const read = schemas.readInto(definitions, schema, `${pointer}/schema`, 'response');
  return Object.keys(read).length > 0 ? read : undefined;
}
