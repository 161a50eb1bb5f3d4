import { essence, familyOf } from '../http/media-type.ts';
import { byteFormatsOf } from './byte-formats.ts';
import type { SchemaContext } from './follow-references.ts';
import type { SourceSchema } from '../model/api-model.ts';
import type { BytesNotation } from '../descriptor.ts';

/**
 * Returns how text stands for bytes in a value, or in the items of an array; `undefined` if it does not. `mediaType` is
 * the declared one.
 */
export function notationOf(
  context: SchemaContext,
  schema: SourceSchema,
  mediaType: string | undefined,
): BytesNotation | undefined {
  const formats = byteFormatsOf(context, schema);
  const family = mediaType === undefined ? undefined : familyOf(mediaType);
  if (family === 'json') return undefined;
  // In a text media type, bytes mean a text file, while documents that say base64 have been seen to mean plain text.
  if (family === 'text' || family === 'xml' || family === 'lines')
    return formats.has('bytes') ? 'decodedOrUtf8' : undefined;
  if (formats.has('bytes')) return formats.has('text') ? 'urlOrText' : 'decoded';
  // The format of 3.0 in a body of octets means the octets; in a body of another type, such as a picture, it means base64.
  if (formats.has('byte')) return essence(mediaType ?? '') === octets ? 'decoded' : 'base64';
  if (formats.has('base64')) return 'base64';
  if (formats.has('base64url')) return 'base64url';
  if (family === 'bytes') return 'decoded';
  if (family !== undefined && family !== 'other') return undefined;
  if (family === 'other' && formats.has('text')) return 'urlOrText';
  if (formats.has('typeless')) return formats.has('text') ? 'urlOrText' : 'decodedOrText';
  return formats.has('anything') ? 'urlOrText' : undefined;
}

const octets = 'application/octet-stream';

/** Returns true if a value, or an item of an array, may be text, also text that stands for bytes. */
export function allowsText(context: SchemaContext, schema: SourceSchema): boolean {
  return [...byteFormatsOf(context, schema)].some((format) => format !== 'other');
}
