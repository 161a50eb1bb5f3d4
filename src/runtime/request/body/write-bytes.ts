import { chooseType, encodedText, readBytes, readTextUrl, typeOfUrl } from './read-bytes.ts';
import { familyOf, isInRange } from '../../../http/media-type.ts';
import { plainText, writeText } from './write-text.ts';
import type { BytesWriter, Content, WritingContext, WrittenContent } from './writing-context.ts';
import type { BodyContent } from '../../../descriptor.ts';
import type { WireValue } from '../../../json/value.ts';

/** Writes bytes, and text, which may be the URL of bytes. */
export const bytesWriter: BytesWriter = { write: writeBytes, writeText: writeTextOrUrl, contentOfUrl };

async function writeBytes(
  { bytes: notation, mediaType }: Content,
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

async function writeTextOrUrl(
  { mediaType }: Content,
  value: WireValue,
  context: WritingContext,
): Promise<WrittenContent> {
  const text = plainText(value);
  const bytes = await readTextUrl(text, mediaType, context);
  return bytes === undefined
    ? writeText(mediaType, text, context)
    : { contentType: chooseType(mediaType, bytes), data: bytes.data };
}

function contentOfUrl(text: string, contents: BodyContent[]): BodyContent | undefined {
  const type = typeOfUrl(text);
  const [first] = contents;
  if (type === undefined || first === undefined) return undefined;
  const binary = contents.filter(({ bytes }) => bytes !== undefined);
  const fitting = binary.find(({ mediaType }) => isInRange(type, mediaType));
  if (fitting !== undefined) return fitting;
  // A URL that no text of the first type can be stands for bytes of another.
  const isText = familyOf(first.mediaType) === 'text' && !isInRange(type, first.mediaType);
  return isText ? binary[0] : undefined;
}
