import { writeContent } from './body/write-content.ts';
import { toAsciiJson } from '../../json/exact-json.ts';
import { essence, familyOf } from '../../http/media-type.ts';
import { percentEncode } from './serialize-style.ts';
import type { WireValue } from '../../json/value.ts';
import type { ContentSerialization, ParameterBinding } from '../../descriptor.ts';

/**
 * A value as a document of its parameter's media type (OpenAPI 3.1 §4.8.12.2.2), not yet encoded for where it goes.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function writeContentParameter(
  { argument, in: location }: ParameterBinding,
  value: WireValue,
  serialization: ContentSerialization,
): Promise<string> {
  // A charset is for bytes, and parts are for bodies.
  const type = essence(serialization.mediaType);
  const mediaType = familyOf(type) === 'multipart' ? 'application/json' : type;
  const { data } = await writeContent({ ...serialization, mediaType }, value, { place: argument });
  const text = data.toString();
  // A header carries Latin-1 at most, and JSON can be written in ASCII (RFC 8259 §7).
  return location === 'header' && familyOf(mediaType) === 'json' ? toAsciiJson(text) : text;
}

/**
 * The whole query as one document (OpenAPI 3.2 §4.12.1, §4.12.8): a form is a query as it is, and a text is taken for a
 * query that is written already; other documents are percent-encoded.
 */
export function writeQueryString(document: string, mediaType: string, value: WireValue): string {
  if (familyOf(mediaType) !== 'form') return percentEncode(document);
  if (typeof value === 'object') return document;
  return document
    .replace(/^\?/, '')
    .replace(/%(?![0-9A-Fa-f]{2})|[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~]+/g, percentEncode);
}
