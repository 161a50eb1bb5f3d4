import { writeContent } from './body/write-content.ts';
import { toAsciiJson } from '../../json/exact-json.ts';
import { essence, familyOf } from '../../http/media-type.ts';
import { percentEncode } from './serialize-style.ts';
import type { WireValue } from '../../json/value.ts';
import type { ContentSerialization, ParameterBinding } from '../../descriptor.ts';

/**
 * Returns the value of a parameter as a document of its media type (OpenAPI 3.1 §4.8.12.2.2). Only the document of a
 * whole query is already encoded for its location.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function writeContentParameter(
  { argument, in: location }: ParameterBinding,
  value: WireValue,
  serialization: ContentSerialization,
): Promise<string> {
  // Parameters are text, so a charset means nothing, and a multipart document is written as JSON.
  const type = essence(serialization.mediaType);
  const mediaType = familyOf(type) === 'multipart' ? 'application/json' : type;
  const { data } = await writeContent({ ...serialization, mediaType }, value, { path: argument });
  const text = data.toString();
  if (location === 'querystring') return writeQueryString(text, serialization.mediaType, value);
  // A header can carry Latin-1 only, and JSON can be escaped to ASCII (RFC 8259 §7).
  return location === 'header' && familyOf(mediaType) === 'json' ? toAsciiJson(text) : text;
}

/**
 * Returns the whole query from one document (OpenAPI 3.2 §4.12.1, §4.12.8): a form is already a query, and so is a
 * text in place of a form. Other documents are percent-encoded.
 */
function writeQueryString(document: string, mediaType: string, value: WireValue): string {
  if (familyOf(mediaType) !== 'form') return percentEncode(document);
  if (typeof value === 'object') return document;
  return document
    .replace(/^\?/, '')
    .replace(/%(?![0-9A-Fa-f]{2})|[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~]+/g, percentEncode);
}
