import { omitUndefined } from '../json/omit-undefined.ts';
import { asArray, asJsonObject, asString } from '../json/narrow.ts';
import { readStyle } from './read-style.ts';
import { childPointer } from '../json/pointer.ts';
import { dereference } from './reference.ts';
import { isJson, isMediaType } from '../http/media-type.ts';
import type { Report } from '../errors.ts';
import type { ContentDescriptor, EncodingDescriptor } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The fields that describe how parts are written. */
export type Encodings = Pick<ContentDescriptor, 'encoding' | 'prefixEncoding' | 'itemEncoding'>;

/** Reads the Encoding Objects of a media type or part, by name and by position (OpenAPI 3.1 §4.8.15, 3.2 §4.14.5). */
export function readEncodings(
  document: JsonObject,
  holder: JsonObject,
  pointer: string,
  report: Report,
): Encodings {
  const read = (node: Json, ...segments: (string | number)[]): EncodingDescriptor =>
    readEncoding(document, asJsonObject(node) ?? {}, childPointer(pointer, ...segments), report);
  const named = Object.entries(asJsonObject(holder['encoding']) ?? {}).map(
    ([name, node]) => [name, read(node, 'encoding', name)] as const,
  );
  const prefix = asArray(holder['prefixEncoding'])?.map((node, index) => read(node, 'prefixEncoding', index));
  const item = asJsonObject(holder['itemEncoding']);
  return omitUndefined({
    encoding: named.length === 0 ? undefined : Object.fromEntries(named),
    prefixEncoding: prefix,
    itemEncoding: item === undefined ? undefined : read(item, 'itemEncoding'),
  });
}

function readEncoding(
  document: JsonObject,
  encoding: JsonObject,
  pointer: string,
  report: Report,
): EncodingDescriptor {
  const isStyled = ['style', 'explode', 'allowReserved'].some((keyword) => encoding[keyword] !== undefined);
  const contentType = readContentType(encoding, pointer, report);
  return omitUndefined({
    contentType,
    wholeList: describesWholeLists(document, contentType) ? true : undefined,
    serialization: isStyled ? readStyle(encoding, 'query', pointer, report) : undefined,
    headers: readFixedHeaders(document, encoding['headers'], pointer, report),
    ...readEncodings(document, encoding, pointer, report),
  });
}

/**
 * Returns true for an encoding of a list as a JSON array. Until OpenAPI 3.0.3 and in 3.1.0 a content type encodes the
 * property; the later versions apply it to each item (3.0.4 §4.7.15, 3.1.1 §4.8.15.3.2, 3.2.0 §4.14.5.1).
 */
function describesWholeLists({ openapi }: JsonObject, contentType: string | undefined): boolean {
  if (contentType === undefined || !contentType.split(',').every((type) => isJson(type.trim()))) return false;
  // A document of 3.0 is read as one of 3.1.0, or of 3.1.1 from 3.0.4 on.
  return /^3\.1(?:\.0)?(?:-|$)/.test(String(openapi));
}

/** Reads a comma-separated list of media types and ranges, and drops invalid ones (OpenAPI 3.1 §4.8.15.1). */
function readContentType(encoding: JsonObject, pointer: string, report: Report): string | undefined {
  const declared = asString(encoding['contentType']);
  const types = (declared ?? '').split(',').map((type) => type.trim());
  const valid = types.filter(isMediaType);
  if (declared === undefined || valid.length === types.length) return declared;
  const invalid = types.filter((type) => !isMediaType(type)).map((type) => JSON.stringify(type));
  const message = `contentType has invalid media types: ${invalid.join(', ')}`;
  report({ kind: 'relaxed', pointer: childPointer(pointer, 'contentType'), message });
  return valid.length === 0 ? undefined : valid.join(', ');
}

/** Reads part headers with a fixed value. `contentType` describes the header Content-Type instead. */
function readFixedHeaders(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): Record<string, string> | undefined {
  const headers = Object.entries(asJsonObject(node) ?? {}).flatMap(([name, value]) => {
    const header = dereference(document, value, childPointer(pointer, 'headers', name), report)?.node ?? {};
    const fixed = fixedValue(header);
    return name.toLowerCase() === 'content-type' || fixed === undefined || typeof fixed === 'object'
      ? []
      : [[name, String(fixed)] as const];
  });
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}

/** Returns the fixed value of a header; its content has only one media type (OpenAPI 3.1 §4.8.21). */
function fixedValue(header: JsonObject): Json | undefined {
  const [content] = Object.values(asJsonObject(header['content']) ?? {});
  const holder = asJsonObject(content) ?? header;
  const schema = asJsonObject(holder['schema']) ?? {};
  const values = asArray(schema['enum']);
  return (
    schema['const'] ??
    (values?.length === 1 ? values[0] : undefined) ??
    schema['default'] ??
    holder['example'] ??
    asArray(schema['examples'])?.[0]
  );
}
