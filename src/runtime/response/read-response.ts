import { hasUnknownCoding } from '../../http/content-coding.ts';
import { decodeText } from './decode-text.ts';
import { completeJson } from '../../json/complete-json.ts';
import { essence, familyOf, isJson, isJsonSequence } from '../../http/media-type.ts';
import { sniffBytes } from './sniff-bytes.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Json } from '../../json/value.ts';

/** The data of a response, in the form that a client can use. */
export type ResponseData =
  | { kind: 'json'; text: string; value: Json; mediaType: string }
  | { kind: 'text'; text: string; mediaType: string }
  | { kind: 'bytes'; data: Buffer; mediaType: string }
  | { kind: 'empty' };

/**
 * Reads a response body by its declared media type, and by its bytes if the type is missing or evidently wrong: JSON
 * with an unspecific type, or an image with another type. Bytes that are not text stay bytes.
 */
export function readResponse({
  headers,
  body,
  ending = 'complete',
}: Pick<HttpResponse, 'headers' | 'body'> & Partial<Pick<HttpResponse, 'ending'>>): ResponseData {
  if (body.length === 0) return { kind: 'empty' };
  const declared = [headers['content-type'] ?? ''].flat().at(-1) ?? '';
  const mediaType = canonical(declared);
  const found = sniffBytes(body);
  if (found !== undefined && !isSameFamily(mediaType, found))
    return { kind: 'bytes', data: body, mediaType: found };
  const isCoded = hasUnknownCoding(headers['content-encoding']);
  const text =
    isMedia(mediaType) && found !== undefined
      ? undefined
      : decodeText(body, declared, {
          isTruncated: ending !== 'complete',
          mayGuess: isText(mediaType) && !isCoded,
        });
  const data = text === undefined ? undefined : readText(text, mediaType, ending === 'limit');
  return (
    data ?? { kind: 'bytes', data: body, mediaType: isUnspecific(mediaType) || isCoded ? octets : mediaType }
  );
}

/** The prefix that prevents JSON from being run as a script, which Gerrit and other Google services send. */
const scriptGuard = /^\)\]\}',?[\t ]*\r?\n/;

/** Reads text by its media type. Returns `undefined` if the type is evidently wrong for text. */
function readText(text: string, mediaType: string, isLimited: boolean): ResponseData | undefined {
  if (isJson(mediaType)) {
    const bare = text.replace(scriptGuard, '');
    const value = parse(bare);
    if (value !== undefined) return { kind: 'json', text: bare, value, mediaType };
    if (text.trim() === '') return { kind: 'empty' };
    // JSON that was read up to the limit stays JSON.
    const completed = isLimited ? completeJson(text) : undefined;
    const completedValue = completed === undefined ? undefined : parse(completed);
    if (completed !== undefined && completedValue !== undefined)
      return { kind: 'json', text: completed, value: completedValue, mediaType };
    return { kind: 'text', text, mediaType: isLines(text) ? 'application/x-ndjson' : mediaType };
  }
  const value = mayBeJson(mediaType) ? parseStructure(text) : undefined;
  if (value !== undefined) return { kind: 'json', text, value, mediaType: 'application/json' };
  if (isText(mediaType)) return isBinary(text, mediaType) ? undefined : { kind: 'text', text, mediaType };
  if (isUnspecific(mediaType))
    return isBinary(text, mediaType) ? undefined : { kind: 'text', text, mediaType: 'text/plain' };
  // An error page with the type of an image would be an image that no client can show.
  if (isMedia(mediaType) && /^\s*<(!doctype|html|\?xml|svg)\b/i.test(text))
    return { kind: 'text', text, mediaType: /^\s*<(!doctype|html)\b/i.test(text) ? 'text/html' : 'text/xml' };
  return undefined;
}

const octets = 'application/octet-stream';

/** Returns the type without parameters, the first one of several, and `image/jpeg` for the invalid `image/jpg`. */
function canonical(declared: string): string {
  const [mediaType = ''] = essence(declared)
    .split(',')
    .map((type) => type.trim());
  return mediaType === 'image/jpg' ? 'image/jpeg' : mediaType;
}

/** Returns true for a media type that does not say what the bytes are. */
function isUnspecific(mediaType: string): boolean {
  return (
    mediaType === '' ||
    mediaType === octets ||
    mediaType === 'binary/octet-stream' ||
    mediaType === 'application/x-download' ||
    mediaType === 'application/force-download' ||
    !mediaType.includes('/')
  );
}

function isMedia(mediaType: string): boolean {
  return /^(image|audio|video)\//.test(mediaType) && !mediaType.endsWith('+xml');
}

/** Returns true for a media type of text, whatever its top-level type is. */
function isText(mediaType: string): boolean {
  return (
    !isUnspecific(mediaType) && (!['bytes', 'other'].includes(familyOf(mediaType)) || isJsonLike(mediaType))
  );
}

/** Returns true for names with `json`, such as `application/dns-json` and `application/vnd.api.json`. */
function isJsonLike(mediaType: string): boolean {
  return /^(application|text)\/.*json/.test(mediaType) && !isJsonSequence(mediaType);
}

/** Returns true for media types that frameworks send JSON with if no type is set. */
function mayBeJson(mediaType: string): boolean {
  return (
    isUnspecific(mediaType) ||
    isMedia(mediaType) ||
    isJsonLike(mediaType) ||
    ['text/plain', 'text/html', 'text/javascript', 'application/javascript'].includes(mediaType)
  );
}

/**
 * Returns true if the declared media type may be kept: archive formats share signatures, so the declared name is more
 * specific.
 */
function isSameFamily(declared: string, found: string): boolean {
  if (found.startsWith('image/')) return declared === found;
  return !(isUnspecific(declared) || isText(declared) || isMedia(declared));
}

/**
 * Returns true for characters that text does not have (WHATWG MIME Sniffing §3). With a declared type of text, only
 * NUL counts.
 */
function isBinary(text: string, mediaType: string): boolean {
  if (isUnspecific(mediaType)) return /[^\P{Cc}\s]/u.test(text);
  return (mediaType === 'text/plain' || mediaType.startsWith('multipart/')) && text.includes('\0');
}

/** Returns true for one JSON text per line, which some APIs send as `application/json`. */
function isLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => parseStructure(line) !== undefined);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Parses an object or a list. A single number or word is more likely text. */
function parseStructure(text: string): Json | undefined {
  return /^\s*[[{]/.test(text) ? parse(text) : undefined;
}
