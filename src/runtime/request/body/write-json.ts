import { toAsciiJson, writeJson } from '../../../json/exact-json.ts';
import { essence } from '../../../http/media-type.ts';
import type { WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';

/**
 * Writes JSON with the declared media type and its parameters. A range of types becomes `application/json`. The text is
 * UTF-8 (RFC 8259 §8.1); with another declared charset it is escaped to ASCII, which is the same in both.
 */
export function writeJsonContent(mediaType: string, value: WireValue): WrittenContent {
  const isRange = essence(mediaType) === '' || mediaType.includes('*');
  const hasOtherCharset = /;\s*charset\s*=\s*"?(?!utf-?8\b)/i.test(mediaType);
  const text = writeJson(value);
  return {
    contentType: isRange ? 'application/json' : mediaType,
    data: hasOtherCharset ? toAsciiJson(text) : text,
  };
}
