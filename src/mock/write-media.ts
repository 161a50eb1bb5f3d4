import { asJsonObject } from '../json/narrow.ts';
import { essence, isJson } from '../http/media-type.ts';
import { samplePng } from './sample-png.ts';
import { plainText } from './sample-text.ts';
import { writeXml } from './write-sample-xml.ts';
import type { Random } from './random.ts';
import type { MediaType } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A body with the media type that it is sent as. */
export interface Content {
  mediaType: string;
  body: Buffer;
}

/** The media type that stands for a range. */
const concrete: Record<string, string> = {
  '': 'application/json',
  '*/*': 'application/json',
  'application/*': 'application/json',
  'image/*': 'image/png',
  'text/*': 'text/plain',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
};

/** Types other than `text/…` that a person can read. */
const readable = /[/+](x-)?(yaml|toml|javascript|ecmascript|graphql|sql|csv|jwt|pgp-signature|pem-file)$/;

/** What a response of this type is sent as: ranges have no body of their own. */
export function sentType(media: MediaType): string {
  const type = essence(media.mediaType);
  if (type === '*/*' && isBinary(media)) return 'application/octet-stream';
  return concrete[type] ?? media.mediaType;
}

/** Whether the body is bytes, which no schema says anything about. */
export function isBinary(media: MediaType): boolean {
  const type = essence(media.mediaType);
  const schema = asJsonObject(media.schema) ?? {};
  if (isJson(type) || concrete[type] === 'application/json') return schema['format'] === 'binary';
  if (/^(image|audio|video|font)\//.test(type)) return type !== 'image/svg+xml';
  if (schema['format'] === 'binary') return true;
  const isText = type.startsWith('text/') || /[/+]xml$/.test(type) || readable.test(type);
  return (
    !isText &&
    !isRepeated(type) &&
    type !== 'application/x-www-form-urlencoded' &&
    typeof schema['type'] !== 'string'
  );
}

function isRepeated(type: string): boolean {
  return /[/+](x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)$/.test(type);
}

/** Writes a value by media type. */
export function writeContent(document: JsonObject, media: MediaType, value: Json, random: Random): Content {
  const mediaType = sentType(media);
  const type = essence(mediaType);
  const text = (): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const write = (written: string): Content => ({ mediaType, body: Buffer.from(written, 'utf8') });
  if (isJson(type)) return write(JSON.stringify(value));
  if (type === 'image/png') return { mediaType, body: samplePng(random) };
  if (isBinary(media)) return { mediaType, body: sampleBytes(random) };
  if (type === 'image/svg+xml')
    return write(
      typeof value === 'string' && value.startsWith('<')
        ? value
        : '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>\n',
    );
  if (type === 'text/event-stream')
    return write(typeof value === 'string' && value.includes('data:') ? value : `data: ${text()}\n\n`);
  if (isRepeated(type))
    return write(
      [value]
        .flat()
        .map((item) => `${JSON.stringify(item)}\n`)
        .join(''),
    );
  if (/[/+]xml$/.test(type))
    return write(
      typeof value === 'string' && /^\s*</.test(value) ? value : writeXml(document, media.schema, value),
    );
  if (type === 'text/csv') return write(typeof value === 'string' ? value : toCsv(value));
  if (type === 'application/x-www-form-urlencoded')
    return write(
      typeof value === 'string'
        ? value
        : new URLSearchParams(
            Object.entries(asJsonObject(value) ?? {}).map(([name, item]): [string, string] => [
              name,
              plain(item),
            ]),
          ).toString(),
    );
  return write(text());
}

function sampleBytes(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 64 }, () => random.integer(0, 255)));
}

/** RFC 4180. */
function toCsv(value: Json): string {
  const rows = [value].flat().map((row): JsonObject => asJsonObject(row) ?? { value: row });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => plain(row[column] ?? '')))];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plain(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** What a text response without a schema says. */
export function sampleProse(type: string, random: Random): string {
  if (type === 'text/csv') return `name,note\r\n${plainText(random)},${plainText(random)}\r\n`;
  return type === 'text/html' ? `<!doctype html>\n<title>${plainText(random)}</title>\n` : plainText(random);
}
