import { essence } from '../http/media-type.ts';
import { asJsonObject } from '../json/narrow.ts';
import type { EncodingDescriptor } from '../descriptor.ts';
import type { Json } from '../json/value.ts';
import type { MediaType } from '../model/api-model.ts';

/** A part of a multipart body. */
interface Part {
  /** The name of its property; absent for an item of a list. */
  name?: string;
  media: MediaType;
  value: Json;
}

/** Writes a value as a part. */
export type WritePart = (media: MediaType, value: Json) => { mediaType: string; body: Buffer };

/**
 * Writes multipart (RFC 2046 §5.1) with a boundary: a named part for each property of an object, or for each item of its
 * list, and a part for each item of a list (OpenAPI 3.2 §4.14.5).
 */
export function writeMultipart(
  media: MediaType,
  value: Json,
  write: WritePart,
): { mediaType: string; body: Buffer } {
  const written = partsOf(media, value).map(({ name, media: part, value: content }) => ({
    name,
    ...write(part, content),
  }));
  const boundary = boundaryFor(written.map(({ body }) => body));
  const body = Buffer.concat([
    ...written.flatMap(({ name, mediaType, body: data }) => [
      Buffer.from(`--${boundary}\r\n${dispositionOf(name)}Content-Type: ${mediaType}\r\n\r\n`),
      data,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  const type = essence(media.mediaType);
  return { mediaType: `${type === 'multipart/*' ? 'multipart/mixed' : type}; boundary=${boundary}`, body };
}

function partsOf(media: MediaType, value: Json): Part[] {
  if (Array.isArray(value))
    return value.map((item, index) => ({
      media: partMedia(media, media.prefixEncoding?.[index] ?? media.itemEncoding, {}, item),
      value: item,
    }));
  const object = asJsonObject(value);
  if (object === undefined) return [{ media: partMedia(media, media.itemEncoding, {}, value), value }];
  const properties = asJsonObject(asJsonObject(media.schema)?.['properties']) ?? {};
  return Object.entries(object).flatMap(([name, content]) => {
    const encoding = media.encoding?.[name];
    const schema = asJsonObject(properties[name]) ?? {};
    return [content].flat().map((item) => ({
      name,
      media: partMedia(media, encoding, schema, item),
      value: item,
    }));
  });
}

/** Returns the media type of a part: the first declared one, or the default for its value (OpenAPI 3.1 §4.8.15.1). */
function partMedia(
  { pointer }: MediaType,
  encoding: EncodingDescriptor | undefined,
  schema: { format?: Json; contentEncoding?: Json },
  value: Json,
): MediaType {
  const declared = encoding?.contentType?.split(',')[0]?.trim();
  const plain = schema.format === 'binary' ? 'application/octet-stream' : 'text/plain';
  const mediaType = declared ?? (typeof value === 'object' ? 'application/json' : plain);
  return { mediaType, schema: {}, pointer };
}

function dispositionOf(name: string | undefined): string {
  if (name === undefined) return '';
  return `Content-Disposition: form-data; name="${name.replace(/"|\p{Cc}/gu, encodeURIComponent)}"\r\n`;
}

/** Returns a boundary that no part contains: the same for the same parts. */
function boundaryFor(parts: Buffer[]): string {
  for (let number = 1; ; number += 1) {
    const boundary = `mock-boundary-${number}`;
    if (!parts.some((part) => part.includes(boundary))) return boundary;
  }
}
