import { toAsciiJson, writeJson } from '../../../json/exact-json.ts';
import { essence } from '../../../http/media-type.ts';
import type { WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';

/**
 * JSON in the type declared, its parameters kept; a range of types becomes `application/json`. It is UTF-8 (RFC 8259 §8.1);
 * under the name of another charset it is ASCII, which both read alike.
 */
export function writeJsonContent(mediaType: string, value: WireValue): WrittenContent {
  const isRange = essence(mediaType) === '' || mediaType.includes('*');
  const isOtherwise = /;\s*charset\s*=\s*"?(?!utf-?8\b)/i.test(mediaType);
  const text = writeJson(value);
  return {
    contentType: isRange ? 'application/json' : mediaType,
    data: isOtherwise ? toAsciiJson(text) : text,
  };
}
