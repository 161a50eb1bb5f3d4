import { essence, isJson } from './media-type.ts';
import type { HttpResponse } from './send.ts';
import type { Json } from './types.ts';

/** An answer by what a client can do with it. */
export type Answer =
  | { kind: 'json'; text: string; value: Json; mediaType: string }
  | { kind: 'text'; text: string; mediaType: string }
  | { kind: 'bytes'; data: Buffer; mediaType: string }
  | { kind: 'empty' };

/** Reads a body by its declared type; bytes that are no text in the declared charset stay bytes. */
export function readAnswer({ headers, body }: HttpResponse): Answer {
  if (body.length === 0) return { kind: 'empty' };
  const declared = [headers['content-type'] ?? ''].flat().at(-1) ?? '';
  const mediaType = essence(declared);
  if (mediaType !== '' && !isText(mediaType) && !isJson(mediaType))
    return { kind: 'bytes', data: body, mediaType };
  const text = decode(body, declared);
  if (text === undefined)
    return { kind: 'bytes', data: body, mediaType: mediaType || 'application/octet-stream' };
  const value = isJson(mediaType) || mediaType === '' ? parse(text) : undefined;
  if (value !== undefined) return { kind: 'json', text, value, mediaType: mediaType || 'application/json' };
  return { kind: 'text', text, mediaType: mediaType || 'text/plain' };
}

/** Types that are text although their name does not begin with `text/`. */
function isText(mediaType: string): boolean {
  return (
    mediaType.startsWith('text/') ||
    mediaType.startsWith('multipart/') ||
    /\+xml$|[/+](xml|yaml|x-yaml|javascript|ecmascript|x-ndjson|ndjson|jsonl|jsonlines|json-seq|csv|graphql|toml|x-www-form-urlencoded|x-sh|sql)$/.test(
      mediaType,
    )
  );
}

function decode(body: Buffer, contentType: string): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
