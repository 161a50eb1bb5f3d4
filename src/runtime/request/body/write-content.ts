import { familyOf } from '../../../http/media-type.ts';
import { chooseType, encodedText, readBytes } from './read-bytes.ts';
import { writeForm } from './write-form.ts';
import { writeJsonContent } from './write-json.ts';
import { writeLines } from './write-lines.ts';
import { writeMultipart } from './write-multipart.ts';
import { plainText, writeText } from './write-text.ts';
import { writeXml } from './write-xml.ts';
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
  switch (familyOf(mediaType)) {
    case 'json':
      return writeJsonContent(mediaType, value);
    case 'form':
      return { contentType: mediaType, data: await writeForm(content, value, context, writeContent) };
    case 'multipart':
      return writeMultipart(content, value, context, writeContent);
    case 'lines':
      return { contentType: mediaType, data: writeLines(mediaType, value) };
    case 'xml':
      return writeText(mediaType, writeXml(content.schema ?? {}, value, context), context);
    default:
      return writeText(mediaType, plainText(value), context);
  }
};

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
  // Text of a whole body is written as text is, with its charset.
  const bytes = await readBytes(value, notation === 'decodedOrUtf8' ? 'decodedOrText' : notation, context);
  return bytes === undefined ? undefined : { contentType: chooseType(mediaType, bytes), data: bytes.data };
}
