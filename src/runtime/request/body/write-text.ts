import { OpenApiMcpError } from '../../../errors.ts';
import { writeJson } from '../../../json/exact-json.ts';
import { charsetOf, essence } from '../../../http/media-type.ts';
import { invalidValue } from './writing-context.ts';
import type { WritingContext, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';

/** Returns text as it is, and any other value as JSON. */
export function plainText(value: WireValue): string {
  return typeof value === 'string' ? value : writeJson(value);
}

/**
 * Writes text in its declared charset, else in UTF-8. For `text/*` with other than ASCII characters the charset is
 * added, because the default was US-ASCII (RFC 2046 §4.1.2) and many servers assume ISO-8859-1. XML is UTF-8 by
 * default (RFC 7303 §3).
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID, BODY_UNSUPPORTED
 */
export function writeText(mediaType: string, text: string, { path }: WritingContext): WrittenContent {
  const declared = charsetOf(mediaType);
  const contentType = essence(mediaType) === 'text/*' ? mediaType.replace('text/*', 'text/plain') : mediaType;
  if (declared !== undefined) return { contentType, data: encode(text, declared, path) };
  const needsCharset = /^text\/(?!xml$)/.test(essence(contentType)) && /[^\0-\x7f]/.test(text);
  return { contentType: needsCharset ? `${contentType}; charset=utf-8` : contentType, data: text };
}

function encode(text: string, charset: string, path: string): Buffer {
  switch (charset) {
    case 'utf-8':
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'us-ascii':
    case 'ascii':
      return encodeBytes(text, 0x7f, charset, path);
    case 'iso-8859-1':
    case 'latin1':
      return encodeBytes(text, 0xff, charset, path);
    case 'utf-16':
    case 'utf-16be':
      // Text without a byte order mark is big-endian (RFC 2781 §4.3).
      return Buffer.from(text, 'utf16le').swap16();
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    default:
      throw new OpenApiMcpError('BODY_UNSUPPORTED', `${path}: text cannot be written in ${charset}`);
  }
}

function encodeBytes(text: string, last: number, charset: string, path: string): Buffer {
  const stray = [...text].find((character) => (character.codePointAt(0) ?? 0) > last);
  if (stray !== undefined)
    throw invalidValue(path, `contains ${JSON.stringify(stray)}, which ${charset} cannot encode`);
  return Buffer.from(text, 'latin1');
}
