import { hasUnknownCoding } from '../../http/content-coding.ts';
import { decodeText } from './decode-text.ts';
import { completeJson } from '../../json/complete-json.ts';
import { essence, familyOf, isJson, isJsonSequence } from '../../http/media-type.ts';
import { sniffBytes } from './sniff-bytes.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Json } from '../../json/value.ts';

/** An answer by what a client can do with it. */
export type ResponseData =
  | { kind: 'json'; text: string; value: Json; mediaType: string }
  | { kind: 'text'; text: string; mediaType: string }
  | { kind: 'bytes'; data: Buffer; mediaType: string }
  | { kind: 'empty' };

/**
 * Reads a body by its declared type, and by its bytes where the type is missing or plainly wrong: JSON under a type that
 * says nothing, an image under another name. Bytes that are no text stay bytes.
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
      : decodeText(body, declared, { isCut: ending !== 'complete', mayGuess: isText(mediaType) && !isCoded });
  const answer = text === undefined ? undefined : readText(text, mediaType, ending === 'limit');
  return (
    answer ?? { kind: 'bytes', data: body, mediaType: isVague(mediaType) || isCoded ? octets : mediaType }
  );
}

/** What keeps JSON from being run as a script, before it (Gerrit and others of Google's). */
const guard = /^\)\]\}',?[\t ]*\r?\n/;

/** Nothing where text under this type cannot be what was meant. */
function readText(text: string, mediaType: string, isLimited: boolean): ResponseData | undefined {
  if (isJson(mediaType)) {
    const bare = text.replace(guard, '');
    const value = parse(bare);
    if (value !== undefined) return { kind: 'json', text: bare, value, mediaType };
    if (text.trim() === '') return { kind: 'empty' };
    // What is read no further stays JSON.
    const ended = isLimited ? completeJson(text) : undefined;
    const endedValue = ended === undefined ? undefined : parse(ended);
    if (ended !== undefined && endedValue !== undefined)
      return { kind: 'json', text: ended, value: endedValue, mediaType };
    return { kind: 'text', text, mediaType: isLines(text) ? 'application/x-ndjson' : mediaType };
  }
  const value = mayBeJson(mediaType) ? parseStructure(text) : undefined;
  if (value !== undefined) return { kind: 'json', text, value, mediaType: 'application/json' };
  if (isText(mediaType)) return isBinary(text, mediaType) ? undefined : { kind: 'text', text, mediaType };
  if (isVague(mediaType))
    return isBinary(text, mediaType) ? undefined : { kind: 'text', text, mediaType: 'text/plain' };
  // An error page under an image's name would be an image that no client can show.
  if (isMedia(mediaType) && /^\s*<(!doctype|html|\?xml|svg)\b/i.test(text))
    return { kind: 'text', text, mediaType: /^\s*<(!doctype|html)\b/i.test(text) ? 'text/html' : 'text/xml' };
  return undefined;
}

const octets = 'application/octet-stream';

/** The type alone, once where it was sent twice, and by its own name where servers made one up. */
function canonical(declared: string): string {
  const [mediaType = ''] = essence(declared)
    .split(',')
    .map((type) => type.trim());
  return mediaType === 'image/jpg' ? 'image/jpeg' : mediaType;
}

/** Says nothing of what the bytes are. */
function isVague(mediaType: string): boolean {
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

/** Text whatever its name begins with. */
function isText(mediaType: string): boolean {
  return !isVague(mediaType) && (!['bytes', 'other'].includes(familyOf(mediaType)) || isJsonLike(mediaType));
}

/** `application/dns-json`, `application/vnd.api.json` and whatever else is named after JSON. */
function isJsonLike(mediaType: string): boolean {
  return /^(application|text)\/.*json/.test(mediaType) && !isJsonSequence(mediaType);
}

/** Types under which frameworks send JSON when nobody said what it is. */
function mayBeJson(mediaType: string): boolean {
  return (
    isVague(mediaType) ||
    isMedia(mediaType) ||
    isJsonLike(mediaType) ||
    ['text/plain', 'text/html', 'text/javascript', 'application/javascript'].includes(mediaType)
  );
}

/** Archive formats have many names for one signature: what is declared is then the better name. */
function isSameFamily(declared: string, found: string): boolean {
  if (found.startsWith('image/')) return declared === found;
  return !(isVague(declared) || isText(declared) || isMedia(declared));
}

/** WHATWG MIME Sniffing §3: characters that no text has. Under a type that says text only NUL counts. */
function isBinary(text: string, mediaType: string): boolean {
  if (isVague(mediaType)) return /[^\P{Cc}\s]/u.test(text);
  return (mediaType === 'text/plain' || mediaType.startsWith('multipart/')) && text.includes('\0');
}

/** One JSON text a line, sent under the name of JSON. */
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

/** An object or a list; a lone number or word is more likely text. */
function parseStructure(text: string): Json | undefined {
  return /^\s*[[{]/.test(text) ? parse(text) : undefined;
}
