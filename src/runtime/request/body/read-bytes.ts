import { messageOf } from '../../../errors.ts';
import { essence, isInRange, isMediaType } from '../../../http/media-type.ts';
import { invalidValue } from './writing-context.ts';
import { parseDataUrl } from './data-url.ts';
import type { WritingContext } from './writing-context.ts';
import type { BytesNotation } from '../../../descriptor.ts';

/** The bytes that an argument stands for, with their media type and file name if the argument has them. */
export interface Bytes {
  data: Buffer;
  mediaType?: string | undefined;
  filename?: string | undefined;
}

const canonicalBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Returns the bytes that text stands for, or `undefined` for text that stands for itself.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function readBytes(
  text: string,
  notation: BytesNotation,
  context: WritingContext,
): Promise<Bytes | undefined> {
  const fromUrl = await readUrl(text, notation, context);
  if (fromUrl !== undefined || notation === 'urlOrText') return fromUrl;
  // Words look like base64 too: where text is possible, only canonical base64 is decoded.
  if (mayBeText(notation) && !canonicalBase64.test(text))
    return notation === 'decodedOrUtf8' ? { data: Buffer.from(text, 'utf8') } : undefined;
  const decoded = decodeBase64(text);
  if (typeof decoded !== 'string') return { data: decoded };
  throw invalidValue(context.path, `must be base64 or a data: URL, but ${decoded}`, bytesHint(context));
}

function mayBeText(notation: BytesNotation): boolean {
  return notation === 'decodedOrText' || notation === 'decodedOrUtf8' || notation === 'urlOrText';
}

function bytesHint({ readFile }: WritingContext): string {
  const file = readFile === undefined ? '' : ', or a file: URL';
  return `Give the bytes as base64, or as data:image/png;name=photo.png;base64,…${file}.`;
}

async function readUrl(
  text: string,
  notation: BytesNotation,
  context: WritingContext,
): Promise<Bytes | undefined> {
  const { path, readFile } = context;
  if (/^\s*data:/i.test(text)) {
    const url = parseDataUrl(text);
    if (url === undefined && !mayBeText(notation))
      throw invalidValue(path, 'is a data: URL without a comma before its data', bytesHint(context));
    if (url === undefined || !url.isBase64) return url;
    const data = decodeBase64(url.data.toString('latin1'));
    if (typeof data !== 'string') return { ...url, data };
    throw invalidValue(path, `is a data: URL whose base64 is broken: ${data}`, bytesHint(context));
  }
  if (!/^\s*file:/i.test(text)) return undefined;
  if (readFile === undefined) {
    if (mayBeText(notation)) return undefined;
    throw invalidValue(path, 'is a file: URL, and this server reads no files', bytesHint(context));
  }
  try {
    const file = await readFile(text.trim());
    return { ...file, mediaType: typeOfName(file.filename) };
  } catch (error) {
    throw invalidValue(path, messageOf(error), bytesHint(context));
  }
}

/**
 * Returns the media type of the bytes of a `data:` or `file:` URL. Returns `undefined` for other text, and for a `data:`
 * URL without a type.
 */
export function typeOfUrl(text: string): string | undefined {
  if (/^\s*data:/i.test(text)) return parseDataUrl(text)?.mediaType;
  return /^\s*file:/i.test(text) ? (typeOfName(text.trim()) ?? octets) : undefined;
}

/** Reads the bytes of a URL whose media type is the declared one of text. Returns `undefined` for any other text. */
export async function readTextUrl(
  text: string,
  mediaType: string,
  context: WritingContext,
): Promise<Bytes | undefined> {
  const type = typeOfUrl(text);
  return type !== undefined && isInRange(type, mediaType) ? readUrl(text, 'urlOrText', context) : undefined;
}

/**
 * Decodes base64 in either alphabet, with or without padding and line breaks (RFC 4648 §4, §5). Returns the problem
 * as text if it is invalid.
 */
export function decodeBase64(text: string): Buffer | string {
  const stray = text.search(/[^A-Za-z0-9+/_\-=\s]/);
  if (stray !== -1) return `character ${stray + 1} is ${JSON.stringify(text.charAt(stray))}`;
  const match = /^([^=]*)(={0,2})$/.exec(text.replace(/\s+/g, ''));
  if (match === null) return 'it has padding in the middle';
  const [, digits = '', padding = ''] = match;
  if (digits.length % 4 === 1 || (padding !== '' && (digits.length + padding.length) % 4 !== 0))
    return `it has ${digits.length} characters, which is no whole number of bytes`;
  return Buffer.from(digits, 'base64');
}

/** Returns base64 text: the bytes of a URL are encoded, and text that is encoded already is returned as it is. */
export async function encodedText(
  text: string,
  notation: 'base64' | 'base64url',
  context: WritingContext,
): Promise<{ text: string; filename?: string | undefined; mediaType?: string | undefined }> {
  const bytes = await readUrl(text, notation, context);
  if (bytes !== undefined) {
    const { data, ...rest } = bytes;
    return { ...rest, text: data.toString(notation) };
  }
  const decoded = decodeBase64(text);
  if (typeof decoded !== 'string') return { text };
  throw invalidValue(context.path, `must be ${notation} or a data: URL, but ${decoded}`, bytesHint(context));
}

const octets = 'application/octet-stream';

/**
 * Returns the media type of bytes: that of the caller if the document allows it, else that of the document. Bytes are
 * never sniffed (OpenAPI 3.2 §4.15.4.1).
 */
export function chooseType(declared: string | undefined, bytes: Omit<Bytes, 'data'>): string {
  const ranges = (declared ?? '')
    .split(',')
    .map((range) => range.trim())
    .filter(isMediaType);
  const given = [bytes.mediaType, bytes.filename === undefined ? undefined : typeOfName(bytes.filename)];
  for (const type of given) {
    const range = type === undefined ? undefined : ranges.find((candidate) => isInRange(type, candidate));
    if (type !== undefined && range !== undefined) return range.includes('*') ? type : range;
  }
  const concrete = ranges.find((range) => !range.includes('*'));
  if (concrete !== undefined) return concrete;
  return ranges.length === 0 || ranges.includes('*/*') ? (bytes.mediaType ?? octets) : octets;
}

/** Media types by file name extension. */
const extensions: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  tiff: 'image/tiff',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  json: 'application/json',
  jsonl: 'application/jsonl',
  xml: 'application/xml',
  csv: 'text/csv',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  css: 'text/css',
  yaml: 'application/yaml',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Returns the media type for the extension of a file name. */
export function typeOfName(filename: string): string | undefined {
  const extension = /\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}

/** Returns a name for a file that has none. Servers recognize a file by its name (RFC 7578 §4.2). */
export function nameFor(property: string, mediaType: string): string {
  const extension = Object.entries(extensions).find(([, type]) => type === essence(mediaType))?.[0];
  return extension === undefined ? property : `${property}.${extension}`;
}
