import { OpenApiMcpError } from '../../../errors.ts';
import type { WireValue } from '../../../json/value.ts';
import type { FileReader } from '../request-options.ts';
import type { BodyContent, ContentDescriptor, EncodingDescriptor } from '../../../descriptor.ts';

/** A value that was written as a media type. */
export interface WrittenContent {
  contentType: string;
  data: Buffer | string;
}

/** The media type of a value, and the details of its format. */
export interface Content extends ContentDescriptor {
  mediaType: string;
}

/** The context of a value that is written. */
export interface WritingContext {
  /** The path of the value in the arguments, for errors: `body.tags[0]`. */
  path: string;
  /** The value of the argument `bodyFilename`. */
  filename?: string | undefined;
  readFile?: FileReader | undefined;
}

/** Writes a value as a media type. The writers of parts and form fields call it again for their content. */
export type WriteContent = (
  content: Content,
  value: WireValue,
  context: WritingContext,
) => Promise<WrittenContent>;

/** Writes a value as a media type of one family; `write` writes the parts or fields in it. */
export type ContentWriter = (
  content: Content,
  value: WireValue,
  context: WritingContext,
  write: WriteContent,
) => Promise<WrittenContent>;

/** Writes bytes, and text, which may be the URL of bytes. */
export interface BytesWriter {
  /** Returns the bytes that a text stands for, or `undefined` for other values. */
  write(content: Content, value: WireValue, context: WritingContext): Promise<WrittenContent | undefined>;
  /** Writes text as a media type without a writer of its own. */
  writeText: ContentWriter;
  /** Returns the content that fits a `data:` or `file:` URL, or `undefined` for other text. */
  contentOfUrl(text: string, contents: BodyContent[]): BodyContent | undefined;
}

/** The writers that a generated server has only if its API needs them: of families of media types, and of bytes. */
export interface ContentWriters extends Partial<
  Record<'form' | 'lines' | 'multipart' | 'xml', ContentWriter>
> {
  bytes?: BytesWriter;
}

/** Returns the encoding of a property: its own, else the one for all other properties. */
export function encodingOf({ encoding, itemEncoding }: ContentDescriptor, name: string): EncodingDescriptor {
  const own = encoding !== undefined && Object.hasOwn(encoding, name) ? encoding[name] : undefined;
  return own ?? itemEncoding ?? {};
}

/** Returns the error for a value that cannot be written. */
export function invalidValue(path: string, problem: string, hint?: string): OpenApiMcpError {
  return new OpenApiMcpError('ARGUMENTS_INVALID', `${path}: ${problem}`, { hint });
}
