import { writeJson } from '../json/exact-json.ts';
import { essence } from '../media-type.ts';
import type { WrittenContent } from './context.ts';
import type { WireValue } from '../json/exact-json.ts';

/** JSON in the type declared, its parameters kept; a range of types becomes `application/json` (RFC 8259 §8.1: UTF-8). */
export function writeJsonContent(mediaType: string, value: WireValue): WrittenContent {
  const isRange = essence(mediaType) === '' || mediaType.includes('*');
  return { contentType: isRange ? 'application/json' : mediaType, data: writeJson(value) };
}
