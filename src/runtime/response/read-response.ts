import { memoizeText } from '../../json/memoize.ts';
import { hasUnknownCoding } from '../../http/content-coding.ts';
import { decodeText } from './decode-text.ts';
import { completeJson } from '../../json/complete-json.ts';
import { essence, familyOf, isJson, isJsonSequence } from '../../http/media-type.ts';
import { isShownType, mayHaveType, sniffBytes } from './sniff-bytes.ts';
import { lastLine } from '../../http/field-lines.ts';
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
 * with an unspecific type, an image with another type, or text with the type of an image. Bytes that are not text stay
 * bytes.
 */
export function readResponse({
  headers,
  body,
  ending = 'complete',
}: Pick<HttpResponse, 'headers' | 'body'> & Partial<Pick<HttpResponse, 'ending'>>): ResponseData {
  if (body.length === 0) return { kind: 'empty' };
  const declared = lastLine(headers['content-type']) ?? '';
  const { mediaType, isOfMedia, isOfText } = factsOf(declared);
  const found = sniffBytes(body);
  if (found !== undefined && !isSameFamily(mediaType, found))
    return { kind: 'bytes', data: body, mediaType: found };
  const isCoded = hasUnknownCoding(headers['content-encoding']);
  const text =
    isOfMedia && (found !== undefined || hasWideMark(body))
      ? undefined
      : decodeText(body, declared, { isTruncated: ending !== 'complete', mayGuess: isOfText && !isCoded });
  const data = text === undefined ? undefined : readText(text, mediaType, ending === 'limit');
  const isNamed = !isUnspecific(mediaType) && !isCoded && mayHaveType(body, mediaType);
  return data ?? { kind: 'bytes', data: body, mediaType: isNamed ? mediaType : octets };
}

/** Returns true for the byte order mark of UTF-16, which media can begin with as well. */
function hasWideMark(body: Buffer): boolean {
  return (body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff);
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
  return isMedia(mediaType) && !isBinary(text, '')
    ? { kind: 'text', text, mediaType: textTypeOf(text, mediaType) }
    : undefined;
}

/** Returns the type of text that has the type of media. Some formats of images are text. */
function textTypeOf(text: string, mediaType: string): string {
  if (/^\s*<(!doctype|html)\b/i.test(text)) return 'text/html';
  if (/^\s*<(\?xml|svg)\b/i.test(text)) return 'text/xml';
  return isShownType(mediaType) ? 'text/plain' : mediaType;
}

const octets = 'application/octet-stream';

/** The registered names of media types that have others in use. */
const registeredNames: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/mp3': 'audio/mpeg',
  'audio/x-mp3': 'audio/mpeg',
  'audio/x-flac': 'audio/flac',
};

/** Returns the type without parameters, the first one of several, by its registered name. */
function canonical(declared: string): string {
  const [mediaType = ''] = essence(declared)
    .split(',')
    .map((type) => type.trim());
  return (Object.hasOwn(registeredNames, mediaType) ? registeredNames[mediaType] : undefined) ?? mediaType;
}

/** Returns the facts of a declared media type, which most responses of an API share. */
const factsOf = memoizeText((declared: string) => {
  const mediaType = canonical(declared);
  return { mediaType, isOfMedia: isMedia(mediaType), isOfText: isText(mediaType) };
}, 100);

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
  if (found === 'audio/ogg' && /^(?:application|video)\/ogg$|^audio\/(?:ogg|opus|vorbis)$/.test(declared))
    return true;
  if (isShownType(found)) return declared === found;
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
