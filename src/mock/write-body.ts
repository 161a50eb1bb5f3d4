import { getOwn } from '../json/get-own.ts';
import { essence, isJson } from '../http/media-type.ts';
import { asJsonObject } from '../json/narrow.ts';
import { isXml } from './media-range.ts';
import { samplePng } from './sample-png.ts';
import { sampleWords } from './sample-text.ts';
import { cellText, writeCsv } from './write-csv.ts';
import { writeEvents } from './write-events.ts';
import { writeMultipart } from './write-multipart.ts';
import { writeXml } from './write-xml.ts';
import type { Random } from './random.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A response body with the media type that it is sent as. */
export interface WrittenBody {
  mediaType: string;
  body: Buffer;
}

/** The media type that is sent for a media range. */
const typesOfRanges: Record<string, string> = {
  '': 'application/json',
  '*/*': 'application/json',
  'application/*': 'application/json',
  'image/*': 'image/png',
  'text/*': 'text/plain',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
};

/** Text formats with a type other than `text/…`. */
const textFormats = /[/+](x-)?(yaml|toml|javascript|ecmascript|graphql|sql|csv|jwt|pgp-signature|pem-file)$/;

/** Formats of repeated JSON texts. */
const jsonSequences = /[/+](x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)$/;

/** Returns the media type that a response is sent as, which for a range is a concrete type. */
export function sentMediaType(media: MediaType): string {
  const type = essence(media.mediaType);
  if (type === '*/*' && isBinary(media)) return 'application/octet-stream';
  return getOwn(typesOfRanges, type) ?? media.mediaType;
}

/** Returns true if the body is binary, so that its schema does not apply. */
export function isBinary(media: MediaType): boolean {
  const type = essence(media.mediaType);
  const schema = asJsonObject(media.schema) ?? {};
  if (isJson(type) || getOwn(typesOfRanges, type) === 'application/json')
    return schema['format'] === 'binary';
  if (type.startsWith('multipart/')) return false;
  if (/^(image|audio|video|font)\//.test(type)) return type !== 'image/svg+xml';
  if (schema['format'] === 'binary') return true;
  const isText = type.startsWith('text/') || isXml(type) || textFormats.test(type);
  return (
    !isText &&
    !jsonSequences.test(type) &&
    type !== 'application/x-www-form-urlencoded' &&
    typeof schema['type'] !== 'string'
  );
}

/** Writes a value in the format of its media type. */
export function writeBody(document: JsonObject, media: MediaType, value: Json, random: Random): WrittenBody {
  const mediaType = sentMediaType(media);
  if (essence(mediaType) === 'image/png') return { mediaType, body: samplePng(random) };
  if (essence(mediaType).startsWith('multipart/'))
    return writeMultipart(media, value, (part, content) => writeBody(document, part, content, random));
  if (!isJson(mediaType) && isBinary(media)) return { mediaType, body: sampleBytes(random) };
  return { mediaType, body: Buffer.from(writeText(document, essence(mediaType), media, value), 'utf8') };
}

/** Writes a value as text. A string that already has the format is sent unchanged. */
function writeText(document: JsonObject, type: string, { schema }: MediaType, value: Json): string {
  if (isJson(type)) return JSON.stringify(value);
  const text = typeof value === 'string' ? value : undefined;
  if (type === 'image/svg+xml')
    return text?.startsWith('<') === true
      ? text
      : '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>\n';
  if (type === 'text/event-stream') return text?.includes('data:') === true ? text : writeEvents(value);
  // RFC 7464 §2.2: a record separator begins each text of a JSON text sequence.
  const mark = /[/+]json-seq$/.test(type) ? '\u001e' : '';
  if (jsonSequences.test(type))
    return [value]
      .flat()
      .map((item) => `${mark}${JSON.stringify(item)}\n`)
      .join('');
  if (isXml(type)) return text !== undefined && /^\s*</.test(text) ? text : writeXml(document, schema, value);
  if (text !== undefined) return text;
  if (type === 'text/csv') return writeCsv(value);
  if (type === 'application/x-www-form-urlencoded') return writeForm(value);
  return JSON.stringify(value);
}

/** Writes a form, in which a list repeats its name (OpenAPI 3.1 §4.8.15.1). */
function writeForm(value: Json): string {
  const fields = Object.entries(asJsonObject(value) ?? {});
  return new URLSearchParams(
    fields.flatMap(([name, items]) => [items].flat().map((item): [string, string] => [name, cellText(item)])),
  ).toString();
}

function sampleBytes(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 64 }, () => random.integer(0, 255)));
}

/** Returns a text for a media type without a schema. */
export function sampleTextBody(type: string, random: Random): string {
  if (type === 'text/csv') return `name,note\r\n${sampleWords(random)},${sampleWords(random)}\r\n`;
  return type === 'text/html'
    ? `<!doctype html>\n<title>${sampleWords(random)}</title>\n`
    : sampleWords(random);
}
