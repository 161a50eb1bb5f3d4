import { OpenApiMcpError } from '../../../errors.ts';
import { familyOf } from '../../../http/media-type.ts';
import { contentWriters } from './content-writers.ts';
import { writeJsonContent } from './write-json.ts';
import type { WriteContent } from './writing-context.ts';

/**
 * Writes a value as a media type: a whole body, a part of one, or a form field.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED
 */
export const writeContent: WriteContent = async (content, value, context) => {
  const { mediaType } = content;
  const bytes = await contentWriters.bytes?.write(content, value, context);
  if (bytes !== undefined) return bytes;
  const family = familyOf(mediaType);
  if (family === 'json') return writeJsonContent(mediaType, value);
  const isText = family === 'text' || family === 'bytes' || family === 'other';
  const write = isText ? contentWriters.bytes?.writeText : contentWriters[family];
  if (write !== undefined) return write(content, value, context, writeContent);
  // The descriptor of a generated server was replaced by another one.
  throw new OpenApiMcpError(
    'BODY_UNSUPPORTED',
    `${context.path}: this server was generated without a writer for ${mediaType}`,
    { hint: 'Generate the server again from the current document.' },
  );
};
