import { essence, isJson } from './media-type.ts';
import { sniffBytes } from './sniff.ts';
import type { HttpResponse } from './send.ts';
import type { Json } from './types.ts';

/** An answer by what a client can do with it. */
export type Answer =
  | { kind: 'json'; text: string; value: Json; mediaType: string }
  | { kind: 'text'; text: string; mediaType: string }
  | { kind: 'bytes'; data: Buffer; mediaType: string }
  | { kind: 'empty' };

/**
 * Reads a body by its declared type, and by its bytes where the type is missing or plainly wrong: JSON under a type that
 * says nothing, an image under another name. Bytes that are no text stay bytes.
 */
export function readAnswer({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): Answer {
  if (body.length === 0) return { kind: 'empty' };
  const declared = [headers['content-type'] ?? ''].flat().at(-1) ?? '';
  const mediaType = canonical(essence(declared));
  const found = sniffBytes(body);
  if (found !== undefined && !isSameFamily(mediaType, found))
    return { kind: 'bytes', data: body, mediaType: found };
  if (isVague(mediaType) || isText(mediaType) || isJson(mediaType))
    return readText(body, declared, mediaType);
  const text = isMedia(mediaType) && found === undefined ? decode(body, 'charset=utf-8') : undefined;
  const value = text === undefined ? undefined : parseStructure(text);
  if (text !== undefined && value !== undefined)
    return { kind: 'json', text, value, mediaType: 'application/json' };
  return { kind: 'bytes', data: body, mediaType: isMedia(mediaType) ? (found ?? mediaType) : mediaType };
}

function readText(body: Buffer, declared: string, mediaType: string): Answer {
  const text = decode(body, declared);
  if (text === undefined)
    return { kind: 'bytes', data: body, mediaType: isVague(mediaType) ? octets : mediaType };
  const value = isJson(mediaType)
    ? parse(text)
    : isVague(mediaType) || mediaType === 'text/plain'
      ? parseStructure(text)
      : undefined;
  if (value !== undefined)
    return { kind: 'json', text, value, mediaType: isJson(mediaType) ? mediaType : 'application/json' };
  return { kind: 'text', text, mediaType: isVague(mediaType) ? 'text/plain' : mediaType };
}

const octets = 'application/octet-stream';

/** Names that servers made up. */
function canonical(mediaType: string): string {
  return mediaType === 'image/jpg' ? 'image/jpeg' : mediaType;
}

/** Says nothing of what the bytes are. */
function isVague(mediaType: string): boolean {
  return (
    mediaType === '' ||
    mediaType === octets ||
    mediaType === 'binary/octet-stream' ||
    !mediaType.includes('/')
  );
}

function isMedia(mediaType: string): boolean {
  return /^(image|audio|video)\//.test(mediaType) && !mediaType.endsWith('+xml');
}

/** Archive formats have many names for one signature: what is declared is then the better name. */
function isSameFamily(declared: string, found: string): boolean {
  if (found.startsWith('image/')) return declared === found;
  return !(isVague(declared) || isText(declared) || isJson(declared) || isMedia(declared));
}

/** Types that are text although their name does not begin with `text/`. */
function isText(mediaType: string): boolean {
  return (
    mediaType.startsWith('text/') ||
    mediaType.startsWith('multipart/') ||
    /\+(xml|yaml)$|[/+](xml|yaml|x-yaml|javascript|ecmascript|x-ndjson|ndjson|jsonl|jsonlines|x-jsonlines|json-seq|csv|graphql|toml|x-www-form-urlencoded|x-sh|sql|http)$/.test(
      mediaType,
    )
  );
}

/** RFC 9110 §8.3.2; a byte order mark wins over what is declared (WHATWG Encoding §6). */
function decode(body: Buffer, contentType: string): string | undefined {
  const declared = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  const mark =
    body[0] === 0xff && body[1] === 0xfe
      ? 'utf-16le'
      : body[0] === 0xfe && body[1] === 0xff
        ? 'utf-16be'
        : undefined;
  for (const charset of [mark ?? declared, 'utf-8'])
    try {
      return new TextDecoder(charset, { fatal: true }).decode(body);
    } catch {
      // An unknown charset, or bytes that are none of it: UTF-8 is the other guess.
    }
  return undefined;
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
