import { isWireObject } from '../../../json/narrow.ts';
import { serializeQuery } from '../serialize-style.ts';
import { chooseType, encodedText } from './read-bytes.ts';
import { encodingOf, invalidValue } from './writing-context.ts';
import { plainText } from './write-text.ts';
import type { Content, WriteContent, WritingContext, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';
import type { EncodingDescriptor } from '../../../descriptor.ts';

/**
 * Writes `application/x-www-form-urlencoded` (OpenAPI 3.1 §4.8.15.2). A property with a style is written as a query
 * parameter, and any other one by its content type, encoded by WHATWG URL §5.2: a space becomes `+`. Servers accept
 * both.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function writeForm(
  content: Content,
  value: WireValue,
  context: WritingContext,
  write: WriteContent,
): Promise<WrittenContent> {
  const { mediaType: contentType } = content;
  // Text is a form that is encoded already.
  if (typeof value === 'string') return { contentType, data: value };
  if (!isWireObject(value)) throw invalidValue(context.path, 'must be an object, one property a form field');
  const fields = Object.entries(value).map(([name, item]) =>
    writeField(name, item, encodingOf(content, name), { ...context, path: `${context.path}.${name}` }, write),
  );
  return { contentType, data: (await Promise.all(fields)).flat().join('&') };
}

async function writeField(
  name: string,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<string[]> {
  if (encoding.serialization !== undefined)
    return serializeQuery(name, value, encoding.serialization, true).map(
      (pair) => `${pair.name}=${pair.value}`,
    );
  // Each item is a field of its own (OpenAPI 3.2 §4.14.5.1), unless the list is encoded. Null is left out (RFC 6570 §2.3).
  const isList = Array.isArray(value) && encoding.wholeList !== true;
  const items = (isList ? value : [value]).filter((item) => item !== null);
  const texts = await Promise.all(items.map((item) => fieldText(item, encoding, context, write)));
  return texts.map((text) => new URLSearchParams([[name, text]]).toString());
}

async function fieldText(
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<string> {
  const { bytes, contentType } = encoding;
  if (typeof value === 'string' && (bytes === 'base64' || bytes === 'base64url'))
    return (await encodedText(value, bytes, context)).text;
  if (contentType === undefined || (encoding.verbatim === true && typeof value === 'string'))
    return plainText(value);
  const { data } = await write({ ...encoding, mediaType: chooseType(contentType, {}) }, value, context);
  return typeof data === 'string' ? data : data.toString('utf8');
}
