import { OpenApiMcpError } from '../errors.ts';
import { essence, isJson } from './media-type.ts';
import type { WireValue } from './style.ts';
import type { BodyDescriptor } from './types.ts';

/** A request body ready to be sent. */
export interface EncodedBody {
  contentType: string;
  data: string;
}

/**
 * Writes the argument `body` in the first media type of the operation that has a writer.
 *
 * @throws OpenApiMcpError BODY_UNSUPPORTED
 */
export function encodeBody(body: BodyDescriptor, value: WireValue): EncodedBody {
  const content = body.content.find(({ mediaType }) => isJson(mediaType) || isAnything(mediaType));
  if (content === undefined) {
    const types = body.content.map(({ mediaType }) => mediaType).join(', ');
    throw new OpenApiMcpError('BODY_UNSUPPORTED', `a body of type ${types} cannot be written yet`);
  }
  return {
    contentType: isAnything(content.mediaType) ? 'application/json' : content.mediaType,
    data: JSON.stringify(value),
  };
}

function isAnything(mediaType: string): boolean {
  return ['', '*/*', 'application/*'].includes(essence(mediaType));
}
