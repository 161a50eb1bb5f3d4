import { OpenApiMcpError } from '../../../errors.ts';
import { writeJson } from '../../../json/exact-json.ts';
import { charsetOf, essence } from '../../../http/media-type.ts';
import { wrongValue } from './writing-context.ts';
import type { WritingContext, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';

/** Text as it is; other values as JSON writes them. Structures under types that nobody knows are JSON too. */
export function plainText(value: WireValue): string {
  return typeof value === 'string' ? value : writeJson(value);
}

/**
 * Text in the charset declared, else in UTF-8. What is not ASCII says so under `text/*`, whose default was US-ASCII
 * (RFC 2046 §4.1.2) and is ISO-8859-1 to many servers; XML is UTF-8 without a word (RFC 7303 §3).
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED
 */
export function writeText(mediaType: string, text: string, { place }: WritingContext): WrittenContent {
  const declared = charsetOf(mediaType);
  const contentType = essence(mediaType) === 'text/*' ? mediaType.replace('text/*', 'text/plain') : mediaType;
  if (declared !== undefined) return { contentType, data: encode(text, declared, place) };
  const needsCharset = /^text\/(?!xml$)/.test(essence(contentType)) && /[^\0-\x7f]/.test(text);
  return { contentType: needsCharset ? `${contentType}; charset=utf-8` : contentType, data: text };
}

function encode(text: string, charset: string, place: string): Buffer {
  switch (charset) {
    case 'utf-8':
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'us-ascii':
    case 'ascii':
      return encodeBytes(text, 0x7f, charset, place);
    case 'iso-8859-1':
    case 'latin1':
      return encodeBytes(text, 0xff, charset, place);
    case 'utf-16':
    case 'utf-16be':
      // RFC 2781 §4.3: without a mark, big-endian.
      return Buffer.from(text, 'utf16le').swap16();
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    default:
      throw new OpenApiMcpError('BODY_UNSUPPORTED', `${place}: text cannot be written in ${charset}`);
  }
}

function encodeBytes(text: string, last: number, charset: string, place: string): Buffer {
  const stray = [...text].find((character) => (character.codePointAt(0) ?? 0) > last);
  if (stray !== undefined) throw wrongValue(place, `has ${JSON.stringify(stray)}, which ${charset} has not`);
  return Buffer.from(text, 'latin1');
}
