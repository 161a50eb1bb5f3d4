import { isToken } from './token.ts';

/** Returns the type and subtype of a media type in lower case, without parameters. */
export function essence(mediaType: string): string {
  const end = mediaType.indexOf(';');
  return (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase();
}

/** Returns true for `application/json` and every `+json` (RFC 6839 §3.1). */
export function isJson(mediaType: string): boolean {
  return /^[^/]+\/([^/]*\+)?json$/.test(essence(mediaType));
}

/** Returns true for sequences of JSON texts: NDJSON, JSON Lines, and JSON text sequences (RFC 7464). */
export function isJsonSequence(mediaType: string): boolean {
  return /^application\/((x-)?ndjson|(x-)?json-?lines|jsonl|([^/]*\+)?json-seq)$/.test(essence(mediaType));
}

const ranks: ((type: string) => boolean)[] = [
  (type) => type === 'application/json',
  isJson,
  (type) => type === '' || type === '*/*' || type === 'application/*',
  (type) => type === 'application/x-www-form-urlencoded',
  (type) => type.startsWith('multipart/'),
];

/** Sorts contents by preference: JSON, then forms, then multipart, then all others in the order of the document. */
export function orderContent<Content extends { mediaType: string }>(content: Content[]): Content[] {
  const rank = ({ mediaType }: Content): number => {
    const index = ranks.findIndex((matches) => matches(essence(mediaType)));
    return index === -1 ? ranks.length : index;
  };
  return content.toSorted((one, other) => rank(one) - rank(other));
}

/** Groups of media types that are written alike. `other` is an unknown type, or a range of types. */
export type MediaFamily = 'json' | 'form' | 'multipart' | 'lines' | 'xml' | 'text' | 'bytes' | 'other';

const text =
  /^text\/|[/+]ya?ml$|^application\/(x-yaml|(x-)?javascript|ecmascript|graphql|toml|sql|sparql-(query|update)|x-sh|jwt|jose|csv|http)$/;
const bytes =
  /^(image|audio|video|font|model)\/|\+(zip|gzip|cbor|protobuf|proto|msgpack|avro|thrift)$|^application\/(octet-stream|pdf|zip|gzip|x-.*(zip|tar|compressed|rar|bzip2?)|zstd|wasm|msword|vnd\.(ms-|openxmlformats-|oasis\.opendocument\.).*|java-archive|dicom|postscript|rtf)$|^(application|avro)\/([^/]*[.-])?(cbor|msgpack|messagepack|protobuf|proto|avro|binary|bson|ubjson|smile|ion|thrift|parquet|arrow|grpc)$/;

const families: [family: MediaFamily, matches: (type: string) => boolean][] = [
  [
    'lines',
    (type) => isJsonSequence(type) || ['application/stream+json', 'text/event-stream'].includes(type),
  ],
  // A range of all types is written as JSON, which carries any value.
  ['json', (type) => isJson(type) || ['', '*', '*/*', 'application/*', 'application/x-json'].includes(type)],
  ['form', (type) => type === 'application/x-www-form-urlencoded'],
  ['multipart', (type) => type.startsWith('multipart/')],
  ['xml', (type) => /[/+]xml$/.test(type)],
  ['text', (type) => text.test(type)],
  ['bytes', (type) => bytes.test(type)],
];

/** Returns the group of a media type. */
export function familyOf(mediaType: string): MediaFamily {
  const type = essence(mediaType);
  return families.find(([, matches]) => matches(type))?.[0] ?? 'other';
}

/** Returns the `charset` parameter of a media type in lower case (RFC 9110 §8.3.2). */
export function charsetOf(mediaType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(mediaType)?.[1]?.toLowerCase();
}

const writableCharsets = new Set(
  'utf-8 utf8 us-ascii ascii iso-8859-1 latin1 utf-16 utf-16be utf-16le'.split(' '),
);

/** Returns true if text can be encoded in the charset of a media type. */
export function hasWritableCharset(mediaType: string): boolean {
  return writableCharsets.has(charsetOf(mediaType) ?? 'utf-8');
}

/** Returns true if a media type is in a range such as `image/*`, or is exactly the given type (RFC 9110 §12.5.1). */
export function isInRange(mediaType: string, range: string): boolean {
  const [type, subtype] = essence(range).split('/');
  const [actualType, actualSubtype] = essence(mediaType).split('/');
  return (type === '*' || type === actualType) && (subtype === '*' || subtype === actualSubtype);
}

/** Returns the index of the first occurrence of a character outside quotes, or -1. */
export function indexUnquoted(value: string, character: string, from = 0): number {
  let isQuoted = false;
  for (let index = from; index < value.length; index++) {
    if (value[index] === '"') isQuoted = !isQuoted;
    else if (value[index] === character && !isQuoted) return index;
  }
  return -1;
}

/** Splits a media type, or a similar header value, at the semicolons outside quotes. */
export function splitParameters(value: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let end = indexUnquoted(value, ';'); end !== -1; end = indexUnquoted(value, ';', start)) {
    parts.push(value.slice(start, end));
    start = end + 1;
  }
  return [...parts, value.slice(start)];
}

/** Returns true for a media type or a range that a header can carry (RFC 9110 §8.3.1). */
export function isMediaType(value: string): boolean {
  const [, type = '', subtype = ''] = /^([^/]+)\/([^\t ;]+)(?:[\t ]*;[\t\x20-\x7e]*)?$/.exec(value) ?? [];
  return isToken(type) && isToken(subtype);
}

/** Returns true for the media type of an HTML page. */
export function isHtml(mediaType: string): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)$/.test(mediaType);
}
