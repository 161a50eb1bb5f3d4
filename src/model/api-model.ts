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
import type { JsonObject } from '../json/value.ts';

/** A schema as it stands in the document (3.1 dialect): references unresolved, nothing checked. */
export type SourceSchema = JsonObject | boolean;

/** A parameter, its references resolved. */
export interface Parameter {
  name: string;
  in: ParameterLocation;
  description?: string;
  required: boolean;
  deprecated: boolean;
  schema: SourceSchema;
  /** The first of `example` and `examples`. */
  example?: unknown;
  serialization: StyleSerialization | ContentSerialization;
  pointer: string;
  schemaPointer: string;
}

/** One media type of a body or response. */
export interface MediaType {
  /** As declared. */
  mediaType: string;
  schema: SourceSchema;
  example?: unknown;
  encoding?: Record<string, EncodingDescriptor>;
  /** Of the first items of a multipart list, in order. */
  prefixEncoding?: EncodingDescriptor[];
  /** Of its other items. */
  itemEncoding?: EncodingDescriptor;
  pointer: string;
}

/** A request body, its reference resolved. */
export interface Body {
  description?: string;
  required: boolean;
  /** In the document's order; never empty. */
  content: MediaType[];
}

/** A response, its reference resolved. */
export interface Response {
  /** `200`, `2XX` or `default`. */
  status: string;
  description?: string;
  content: MediaType[];
}

/** An operation with everything inherited from its path item and the document. */
export interface Operation {
  /** `operationId` where it is a string that is not blank. */
  id?: string;
  /** Upper case. */
  method: string;
  /** Path template as declared. */
  path: string;
  summary?: string;
  description?: string;
  tags: string[];
  deprecated: boolean;
  parameters: Parameter[];
  body?: Body;
  responses: Response[];
  /** Absent where neither the operation nor the document declares any. */
  security?: SecurityRequirement[];
  /** What `x-mcp` says of it; absent where nothing does. */
  exposure?: Exposure;
  /** Own servers, or its path item's. */
  servers?: ServerDescriptor[];
  pointer: string;
}

/** A tag with its text. */
export interface Tag {
  name: string;
  description?: string;
}

/** What later stages read of a document. */
export interface ApiModel {
  /** The version of OpenAPI that the document declares, where that is known: schemas without a type mean less before 3.1. */
  declaredVersion?: string;
  title: string;
  version: string;
  summary?: string;
  description?: string;
  tags: Tag[];
  servers: ServerDescriptor[];
  /** URL the document came from; absent for files, standard input and objects. */
  location?: string;
  securitySchemes: Record<string, SecuritySchemeDescriptor>;
  /** In the document's order. */
  operations: Operation[];
  /** The whole document in the 3.1 dialect, against which references in schemas resolve. */
  document: JsonObject;
}
