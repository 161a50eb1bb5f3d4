import { OpenApiMcpError } from '../../../errors.ts';
import type { WireValue } from '../../../json/value.ts';
import type { FileReader } from '../../runtime-options.ts';
import type { ContentDescriptor, EncodingDescriptor } from '../../../descriptor.ts';

/** A value written as a media type. */
export interface WrittenContent {
  contentType: string;
  data: Buffer | string;
}

/** A value to be written, and as what. */
export interface Content extends ContentDescriptor {
  mediaType: string;
}

/** What a writer knows of the call. */
export interface WritingContext {
  /** Where the value stands in the arguments, for errors. */
  place: string;
  /** The argument `_filename`. */
  filename?: string;
  readFile?: FileReader;
}

/** Writes a value as a media type; multipart parts and form fields hold such content again. */
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

/** The families of media types whose writers a generated server has only if its API needs them. */
export type OptionalFamily = 'form' | 'lines' | 'multipart' | 'xml';

/** Returns the encoding of a property: its own, else the one for all other properties. */
export function encodingOf({ encoding, itemEncoding }: ContentDescriptor, name: string): EncodingDescriptor {
  const own = encoding !== undefined && Object.hasOwn(encoding, name) ? encoding[name] : undefined;
  return own ?? itemEncoding ?? {};
}

/** Returns the error for a value that cannot be written. */
export function wrongValue(place: string, problem: string, hint?: string): OpenApiMcpError {
  return new OpenApiMcpError('ARGUMENTS_INVALID', `${place}: ${problem}`, hint === undefined ? {} : { hint });
}
