import { isToken } from '../../../http/token.ts';
import { randomBytes } from 'node:crypto';
import { isWireObject } from '../../../json/narrow.ts';
import { essence, splitParameters } from '../../../http/media-type.ts';
import { serializeQuery } from '../serialize-style.ts';
import { chooseType, encodedText, nameFor, readBytes } from './read-bytes.ts';
import { encodingOf, wrongValue } from './writing-context.ts';
import type { Content, WriteContent, WritingContext, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';
import type { EncodingDescriptor, StyleSerialization } from '../../../descriptor.ts';

interface Part {
  headers: [name: string, value: string][];
  data: Buffer;
}

/**
 * `multipart/form-data` (RFC 7578) and other multipart types (RFC 2046 §5.1): the properties of an object as named parts,
 * one for each item of a list (OpenAPI 3.1 §4.8.15.3), or the items of a list as parts in order (OpenAPI 3.2 §4.14.5.2).
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export async function writeMultipart(
  content: Content,
  value: WireValue,
  context: WritingContext,
  write: WriteContent,
): Promise<WrittenContent> {
  const type = essence(content.mediaType) === 'multipart/*' ? 'multipart/form-data' : content.mediaType;
  const parts = await Promise.all(listParts(content, value, context, write));
  const encoded = parts.flat().map(encodePart);
  const boundary = chooseBoundary(encoded);
  const data = Buffer.concat([
    ...encoded.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { contentType: `${withoutBoundary(type)}; boundary=${boundary}`, data };
}

/** Where parts end is for the message to say, not for the document; what is no parameter would hide ours. */
function withoutBoundary(mediaType: string): string {
  const [type = '', ...parameters] = splitParameters(mediaType);
  const kept = parameters.filter((text) => {
    const [, attribute = '', written = ''] = /^([^=]*)=(.*)$/s.exec(text.trim()) ?? [];
    return (
      isToken(attribute) && /^(?:[!#-:<-~]+|"[\t !#-~]*")$/.test(written) && !/^boundary\b/i.test(attribute)
    );
  });
  return [type.trim(), ...kept].join(';');
}

function listParts(
  content: Content,
  value: WireValue,
  context: WritingContext,
  write: WriteContent,
): Promise<Part[]>[] {
  const isForm = essence(content.mediaType) === 'multipart/form-data';
  if (Array.isArray(value))
    return value.map(async (item, index) => {
      const encoding = content.prefixEncoding?.[index] ?? content.itemEncoding ?? {};
      return [
        await writePart(
          undefined,
          item,
          encoding,
          { ...context, place: `${context.place}[${index}]` },
          write,
        ),
      ];
    });
  if (isWireObject(value))
    return Object.entries(value).map(([name, item]) => {
      const inner = { ...context, place: `${context.place}.${name}` };
      const encoding = encodingOf(content, name);
      const { serialization, bytes } = encoding;
      if (isForm && serialization !== undefined && bytes === undefined)
        return Promise.resolve(styledParts(name, item, serialization));
      return writeParts(name, item, encoding, inner, write);
    });
  throw wrongValue(context.place, 'must be an object, one property a part');
}

/** Names and values as in a query, but not percent-encoded (OpenAPI 3.1 Appendix C). */
function styledParts(name: string, value: WireValue, serialization: StyleSerialization): Part[] {
  return serializeQuery(name, value, { ...serialization, allowReserved: false }).map((pair) => ({
    headers: [['Content-Disposition', disposition(decodeURIComponent(pair.name))]],
    data: Buffer.from(decodeURIComponent(pair.value)),
  }));
}

/** One part for each item of a list (RFC 7578 §4.3); null has none. */
async function writeParts(
  name: string,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<Part[]> {
  if (!Array.isArray(value))
    return value === null ? [] : [await writePart(name, value, encoding, context, write)];
  const parts = value.map(async (item, index) =>
    item === null
      ? []
      : [await writePart(name, item, encoding, { ...context, place: `${context.place}[${index}]` }, write)],
  );
  return (await Promise.all(parts)).flat();
}

async function writePart(
  name: string | undefined,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<Part> {
  const { contentType, filename, transfer, data } = await writeValue(name, value, encoding, context, write);
  const own: [string, string][] = [];
  if (name !== undefined) own.push(['Content-Disposition', disposition(name, filename)]);
  else if (filename !== undefined)
    own.push(['Content-Disposition', `attachment; filename="${escapeName(filename)}"`]);
  if (contentType !== undefined) own.push(['Content-Type', contentType]);
  if (transfer !== undefined) own.push(['Content-Transfer-Encoding', transfer]);
  const declared = Object.entries(encoding.headers ?? {}).filter(([header, text]) => isHeader(header, text));
  const isDeclared = (header: string): boolean =>
    declared.some(([other]) => other.toLowerCase() === header.toLowerCase());
  return {
    headers: [...own.filter(([header]) => !isDeclared(header)), ...declared],
    data: typeof data === 'string' ? Buffer.from(data, 'utf8') : data,
  };
}

interface PartValue {
  /** Absent for plain text, which is what a part is without it (RFC 7578 §4.4). */
  contentType?: string;
  filename?: string;
  /** Content-Transfer-Encoding. */
  transfer?: string;
  data: Buffer | string;
}

/** The default types of OpenAPI 3.1 §4.8.15.1: bytes are octets, structures JSON, anything else text. */
async function writeValue(
  name: string | undefined,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<PartValue> {
  const { bytes: notation, contentType } = encoding;
  if (typeof value === 'string' && notation !== undefined) {
    if (notation === 'base64' || notation === 'base64url')
      return writeEncoded(value, notation, encoding, context);
    const bytes = await readBytes(value, notation, context);
    if (bytes !== undefined) {
      const given = bytes.filename ?? context.filename;
      const type = chooseType(contentType, {
        ...bytes,
        ...(given === undefined ? {} : { filename: given }),
      });
      const filename = given ?? (name === undefined ? undefined : nameFor(name, type));
      return { contentType: type, ...(filename === undefined ? {} : { filename }), data: bytes.data };
    }
  }
  if (contentType !== undefined)
    return write({ ...encoding, mediaType: chooseType(contentType, {}) }, value, context);
  if (typeof value === 'object') return write({ mediaType: 'application/json' }, value, context);
  return { data: String(value) };
}

/** Encoded text says so (OpenAPI 3.1 §4.8.15.3), although RFC 7578 §4.7 would rather see the bytes. */
async function writeEncoded(
  value: string,
  notation: 'base64' | 'base64url',
  { contentType }: EncodingDescriptor,
  context: WritingContext,
): Promise<PartValue> {
  const { text, ...given } = await encodedText(value, notation, context);
  const filename = given.filename ?? context.filename;
  return {
    contentType: chooseType(contentType, given),
    ...(filename === undefined ? {} : { filename }),
    transfer: notation,
    data: text,
  };
}

function disposition(name: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${escapeName(filename)}"`;
  return `form-data; name="${escapeName(name)}"${file}`;
}

/**
 * As browsers do (HTML §4.10.22.7): UTF-8, and only what would break the header is escaped. To some servers that is every
 * control character, and a backslash that hides the quote behind it.
 */
function escapeName(name: string): string {
  return name.replace(/"|(?!\t)\p{Cc}|\\$/gu, encodeURIComponent);
}

/** What would not be one line of a header (RFC 9110 §5.1, §5.5). */
function isHeader(name: string, value: string): boolean {
  return isToken(name) && /^[\t\x20-\x7e\x80-\uffff]*$/.test(value);
}

function encodePart({ headers, data }: Part): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`), data]);
}

/** Random, so that nobody can write data that ends its part; and looked for, so that chance cannot either (RFC 2046 §5.1.1). */
function chooseBoundary(parts: Buffer[]): string {
  for (;;) {
    const boundary = `openapi-mcp-${randomBytes(16).toString('hex')}`;
    if (!parts.some((part) => part.includes(boundary))) return boundary;
  }
}
