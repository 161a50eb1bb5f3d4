import { randomBytes } from 'node:crypto';
import { win32 } from 'node:path';
import { isToken } from '../../../http/token.ts';
import { isWireObject } from '../../../json/narrow.ts';
import { essence, splitParameters } from '../../../http/media-type.ts';
import { serializeQuery } from '../serialize-style.ts';
import { chooseType, encodedText, nameFor, readBytes } from './read-bytes.ts';
import { encodingOf, invalidValue } from './writing-context.ts';
import { writeText } from './write-text.ts';
import type { Content, WriteContent, WritingContext, WrittenContent } from './writing-context.ts';
import type { WireValue } from '../../../json/value.ts';
import type { EncodingDescriptor, StyleSerialization } from '../../../descriptor.ts';

/** A part of the body, with its headers. */
interface BodyPart {
  headers: [name: string, value: string][];
  data: Buffer;
}

/**
 * Writes `multipart/form-data` (RFC 7578) and other multipart types (RFC 2046 §5.1). Each property of an object
 * becomes a named part, or a part for each item of its list (OpenAPI 3.1 §4.8.15.3). The items of a list become parts
 * in order (OpenAPI 3.2 §4.14.5.2).
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

/** Removes the boundary of the document, and malformed parameters, which could hide the boundary that is added. */
function withoutBoundary(mediaType: string): string {
  const [type = '', ...parameters] = splitParameters(mediaType);
  const valid = parameters.filter((text) => {
    const [, attribute = '', written = ''] = /^([^=]*)=(.*)$/s.exec(text.trim()) ?? [];
    return (
      isToken(attribute) && /^(?:[!#-:<-~]+|"[\t !#-~]*")$/.test(written) && !/^boundary\b/i.test(attribute)
    );
  });
  return [type.trim(), ...valid].join(';');
}

function listParts(
  content: Content,
  value: WireValue,
  context: WritingContext,
  write: WriteContent,
): Promise<BodyPart[]>[] {
  const isForm = essence(content.mediaType) === 'multipart/form-data';
  if (Array.isArray(value))
    return value.map(async (item, index) => {
      const encoding = content.prefixEncoding?.[index] ?? content.itemEncoding ?? {};
      return [
        await writePart(undefined, item, encoding, { ...context, path: `${context.path}[${index}]` }, write),
      ];
    });
  if (isWireObject(value))
    return Object.entries(value).map(([name, item]) => {
      const inner = { ...context, path: `${context.path}.${name}` };
      const encoding = encodingOf(content, name);
      const { serialization, bytes } = encoding;
      if (isForm && serialization !== undefined && bytes === undefined)
        return Promise.resolve(styledParts(name, item, serialization));
      return writeParts(name, item, encoding, inner, write);
    });
  throw invalidValue(context.path, 'must be an object, one property a part');
}

/** Returns names and values as in a query, but not percent-encoded (OpenAPI 3.1 Appendix C). */
function styledParts(name: string, value: WireValue, serialization: StyleSerialization): BodyPart[] {
  return serializeQuery(name, value, { ...serialization, allowReserved: false }).map((pair) => ({
    headers: [['Content-Disposition', disposition(decodeURIComponent(pair.name))]],
    data: Buffer.from(decodeURIComponent(pair.value)),
  }));
}

/** Returns a part for each item of a list (RFC 7578 §4.3), or one for the whole list. Null has no part. */
async function writeParts(
  name: string,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<BodyPart[]> {
  if (!Array.isArray(value) || encoding.wholeList === true)
    return value === null ? [] : [await writePart(name, value, encoding, context, write)];
  const parts = value.map(async (item, index) =>
    item === null
      ? []
      : [await writePart(name, item, encoding, { ...context, path: `${context.path}[${index}]` }, write)],
  );
  return (await Promise.all(parts)).flat();
}

async function writePart(
  name: string | undefined,
  value: WireValue,
  encoding: EncodingDescriptor,
  context: WritingContext,
  write: WriteContent,
): Promise<BodyPart> {
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

/** The content of a part. */
interface PartValue {
  /** Absent for plain text, the default type of a part (RFC 7578 §4.4). */
  contentType?: string;
  filename?: string | undefined;
  /** The value of `Content-Transfer-Encoding`. */
  transfer?: string;
  data: Buffer | string;
}

/**
 * Writes the content of a part. By default, bytes are octets, structures JSON, and other values text (OpenAPI 3.1
 * §4.8.15.1).
 */
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
      const given = baseName(bytes.filename ?? context.filename);
      const type = chooseType(contentType, { ...bytes, filename: given });
      const filename = given ?? (name === undefined ? undefined : nameFor(name, type));
      return { contentType: type, filename, data: bytes.data };
    }
  }
  if (typeof value === 'string' && contentType !== undefined && encoding.verbatim === true)
    return writeText(chooseType(contentType, {}), value, context);
  if (contentType !== undefined)
    return write({ ...encoding, mediaType: chooseType(contentType, {}) }, value, context);
  if (typeof value === 'object') return write({ mediaType: 'application/json' }, value, context);
  return { data: String(value) };
}

/**
 * Writes base64 with a `Content-Transfer-Encoding` (OpenAPI 3.1 §4.8.15.3), although RFC 7578 §4.7 deprecates the
 * header.
 */
async function writeEncoded(
  value: string,
  notation: 'base64' | 'base64url',
  { contentType }: EncodingDescriptor,
  context: WritingContext,
): Promise<PartValue> {
  const { text, ...given } = await encodedText(value, notation, context);
  const filename = baseName(given.filename ?? context.filename);
  return {
    contentType: chooseType(contentType, given),
    filename,
    transfer: notation,
    data: text,
  };
}

/**
 * Returns the last segment of a file name, in the notation of POSIX or Windows: receivers must not get a path (RFC 7578
 * §4.2). Returns `undefined` for a name that has no such segment.
 */
function baseName(filename: string | undefined): string | undefined {
  const name = win32.basename(filename ?? '');
  return name === '' || name === '.' || name === '..' ? undefined : name;
}

function disposition(name: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${escapeName(filename)}"`;
  return `form-data; name="${escapeName(name)}"${file}`;
}

/**
 * Escapes a name as browsers do (HTML §4.10.22.7): it stays UTF-8, and only characters that would break the header are
 * escaped. For some servers these are all control characters, and a backslash before the closing quote.
 */
function escapeName(name: string): string {
  return name.replace(/"|(?!\t)\p{Cc}|\\$/gu, encodeURIComponent);
}

/** Returns true for a valid name and a value in one line (RFC 9110 §5.1, §5.5). */
function isHeader(name: string, value: string): boolean {
  return isToken(name) && /^[\t\x20-\x7e\x80-\uffff]*$/.test(value);
}

function encodePart({ headers, data }: BodyPart): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`), data]);
}

/**
 * Returns a boundary that no part contains (RFC 2046 §5.1.1). It is random, so that no data can be written to end its
 * part.
 */
function chooseBoundary(parts: Buffer[]): string {
  for (;;) {
    const boundary = `openapi-mcp-${randomBytes(16).toString('hex')}`;
    if (!parts.some((part) => part.includes(boundary))) return boundary;
  }
}
