import type { Exposure } from './read-exposure.ts';
import type {
  ContentSerialization,
  EncodingDescriptor,
  ParameterLocation,
  SecurityRequirement,
  SecuritySchemeDescriptor,
  ServerDescriptor,
  StyleSerialization,
} from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A schema as the document has it (3.1 dialect), with references unresolved and nothing checked. */
export type SourceSchema = JsonObject | boolean;

/** A parameter with its references resolved. */
export interface Parameter {
  name: string;
  in: ParameterLocation;
  description?: string;
  required: boolean;
  deprecated: boolean;
  schema: SourceSchema;
  /** The first of `example` and `examples`. */
  example?: unknown;
  /** All of `examples`, if there are several. */
  examples?: Json[];
  serialization: StyleSerialization | ContentSerialization;
  pointer: string;
  schemaPointer: string;
}

/** A media type of a body or response. */
export interface MediaType {
  /** The media type or range as declared. */
  mediaType: string;
  schema: SourceSchema;
  example?: unknown;
  encoding?: Record<string, EncodingDescriptor>;
  /** Encodings of the first items of a multipart list, in order. */
  prefixEncoding?: EncodingDescriptor[];
  /** Encoding of the other items. */
  itemEncoding?: EncodingDescriptor;
  pointer: string;
}

/** A request body with its reference resolved. */
export interface Body {
  description?: string;
  required: boolean;
  /** In the document's order; never empty. */
  content: MediaType[];
}

/** A response with its reference resolved. */
export interface Response {
  /** `200`, `2XX` or `default`. */
  status: string;
  description?: string;
  content: MediaType[];
}

/** An operation with everything inherited from its path item and the document. */
export interface Operation {
  /** `operationId`, if it is a string that is not blank. */
  id?: string;
  /** Upper case. */
  method: string;
  /** The path template as declared. */
  path: string;
  summary?: string;
  description?: string;
  tags: string[];
  deprecated: boolean;
  parameters: Parameter[];
  body?: Body;
  responses: Response[];
  /** Absent if neither the operation nor the document declares any. */
  security?: SecurityRequirement[];
  /** The settings of `x-mcp`; absent if there are none. */
  exposure?: Exposure;
  /** The operation's own servers, or those of its path item. */
  servers?: ServerDescriptor[];
  pointer: string;
}

/** A tag with its description. */
export interface Tag {
  name: string;
  description?: string;
}

/** The model of a document, the only form of it that later stages read. */
export interface ApiModel {
  /** The version of OpenAPI that the document declares, if known: before 3.1 a schema without a type does not stand for bytes. */
  declaredVersion?: string;
  title: string;
  version: string;
  summary?: string;
  description?: string;
  tags: Tag[];
  servers: ServerDescriptor[];
  /** The URL of the document; absent for files, standard input and objects. */
  location?: string;
  securitySchemes: Record<string, SecuritySchemeDescriptor>;
  /** In the document's order. */
  operations: Operation[];
  /** The whole document in the 3.1 dialect, against which references in schemas resolve. */
  document: JsonObject;
}
