import type { StyleSerialization } from './style-serialization.ts';
import type { JsonSchema } from '../json/value.ts';

/**
 * The notation of bytes in an argument of text (OpenAPI 3.1 §4.4.2). A URL is a `data:` URL, or a `file:` URL where
 * those are allowed.
 *
 * - `decoded`: base64 or a URL. The bytes are sent.
 * - `decodedOrUtf8`: base64, a URL, or the text of a file, which is sent as UTF-8.
 * - `decodedOrText`: base64, a URL, or any other text, which is sent as text.
 * - `urlOrText`: a URL, or any other text. Base64 is text here, because the document allows both.
 * - `base64`, `base64url`: encoded text, which is sent as it is, or a URL, whose bytes are encoded.
 */
export type BytesNotation =
  'decoded' | 'decodedOrUtf8' | 'decodedOrText' | 'urlOrText' | 'base64' | 'base64url';

/** The details that a value is written with as a document of a media type. */
export interface ContentDescriptor {
  /** Present if the value, or the items of a list, stand for bytes. */
  bytes?: BytesNotation;
  /** The names, attributes and namespaces of an XML document. Only has the keywords that the XML writer reads. */
  schema?: JsonSchema;
  /** The encodings of parts and fields by property name (OpenAPI 3.1 §4.8.15). */
  encoding?: Record<string, EncodingDescriptor>;
  /** The encodings of the first parts of a multipart list, in order (OpenAPI 3.2 §4.14.5.2). */
  prefixEncoding?: EncodingDescriptor[];
  /** The encoding of all other items of a multipart list, and of properties that `encoding` does not name. */
  itemEncoding?: EncodingDescriptor;
}

/** The encoding of a part or field of a form or multipart body (OpenAPI 3.1 §4.8.15). */
export interface EncodingDescriptor extends ContentDescriptor {
  /**
   * The media type of the part, or a comma-separated list of media types and ranges, of which the first match is
   * used.
   */
  contentType?: string;
  /** Present if `style`, `explode` or `allowReserved` is declared. It then overrides `contentType`. */
  serialization?: StyleSerialization;
  /** The headers of the part that have a fixed value (`const`, `default` or `example`), by name. */
  headers?: Record<string, string>;
  /** True if a list is one part or field. By default each of its items is one. */
  wholeList?: boolean;
  /** True for text that is in the media type already, for instance a string of JSON. It is sent unchanged. */
  verbatim?: boolean;
}
