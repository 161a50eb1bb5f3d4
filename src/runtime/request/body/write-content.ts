import { OpenApiMcpError } from '../../../errors.ts';
import { familyOf } from '../../../http/media-type.ts';
import { contentWriters } from './content-writers.ts';
import { chooseType, encodedText, readBytes, readTextUrl } from './read-bytes.ts';
import { writeJsonContent } from './write-json.ts';
import { plainText, writeText } from './write-text.ts';
import type { WriteContent, WrittenContent, WritingContext } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';
import type { ContentDescriptor } from '../../../descriptor.ts';

/**
 * Writes a value as a media type: a whole body, a part of one, or a form field.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED
 */
export const writeContent: WriteContent = async (content, value, context) => {
  const { mediaType } = content;
  const bytes = await writeBytes(content, mediaType, value, context);
  if (bytes !== undefined) return bytes;
  const family = familyOf(mediaType);
  switch (family) {
    case 'json':
      return writeJsonContent(mediaType, value);
    case 'form':
    case 'lines':
    case 'multipart':
    case 'xml': {
      const write = contentWriters[family];
      if (write === undefined) throw withoutWriter(mediaType, context);
      return write(content, value, context, writeContent);
    }
    default:
      return writeTextOrUrl(mediaType, plainText(value), context);
  }
};

async function writeTextOrUrl(
  mediaType: string,
  text: string,
  context: WritingContext,
): Promise<WrittenContent> {
  const bytes = await readTextUrl(text, mediaType, context);
  return bytes === undefined
    ? writeText(mediaType, text, context)
    : { contentType: chooseType(mediaType, bytes), data: bytes.data };
}

/** Returns the error of a generated server whose descriptor was replaced by another one. */
function withoutWriter(mediaType: string, { path }: WritingContext): OpenApiMcpError {
  return new OpenApiMcpError(
    'BODY_UNSUPPORTED',
    `${path}: this server was generated without a writer for ${mediaType}`,
    { hint: 'Generate the server again from the current document.' },
  );
}

async function writeBytes(
  { bytes: notation }: ContentDescriptor,
  mediaType: string,
  value: WireValue,
  context: WritingContext,
): Promise<WrittenContent | undefined> {
  if (notation === undefined || typeof value !== 'string') return undefined;
  if (notation === 'base64' || notation === 'base64url') {
    const { text, ...given } = await encodedText(value, notation, context);
    return { contentType: chooseType(mediaType, given), data: text };
  }
  // The text of a whole body is written like other text, with its charset.
  const bytes = await readBytes(value, notation === 'decodedOrUtf8' ? 'decodedOrText' : notation, context);
  return bytes === undefined ? undefined : { contentType: chooseType(mediaType, bytes), data: bytes.data };
}
