import type { JsonSchema } from './json/value.ts';

/**
 * The contract between the stages: an `ApiDescriptor` is the whole of what a server is.
 * It is plain JSON, so it is served, cached and emitted alike.
 */

/** Where a parameter goes (OpenAPI 3.2 §4.12: `querystring` is the whole query as one value). */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/**
 * How a parameter is written (OpenAPI 3.1 §4.8.12.3). `cookie` is the 3.2 style without percent-encoding,
 * `tabDelimited` the `tsv` of Swagger 2.0, which OpenAPI 3 has no name for.
 */
export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'simple'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

/** One parameter: which argument feeds it, and how it is written on the wire. */
export interface ParameterBinding {
  /** The argument's name in the input schema. */
  argument: string;
  /** The true name on the wire. */
  name: string;
  in: ParameterLocation;
  required: boolean;
  /** Serialisation by style, or, for `content` parameters, by media type. */
  serialization: StyleSerialization | ContentSerialization;
}

/** Written by `style` and `explode` (OpenAPI 3.1 §4.8.12.2.1). */
export interface StyleSerialization {
  kind: 'style';
  style: ParameterStyle;
  explode: boolean;
  /** Leave RFC 3986 reserved characters as they are. */
  allowReserved: boolean;
}

/** Written as a document of a media type (OpenAPI 3.1 §4.8.12.2.2). */
export interface ContentSerialization extends ContentDescriptor {
  kind: 'content';
  mediaType: string;
}

/**
 * How text in an argument stands for bytes (OpenAPI 3.1 §4.4.2). A URL is a `data:` URL, or a `file:` URL where those
 * are allowed.
 *
 * - `decoded`: base64 text or a URL; the bytes are sent.
 * - `decodedOrUtf8`: a file of text; what is neither base64 nor a URL is that text.
 * - `decodedOrText`: nothing says that it is text; what is neither base64 nor a URL is sent as text.
 * - `urlOrText`: text is as lawful as bytes, so only a URL stands for bytes.
 * - `base64`, `base64url`: the document asks for encoded text, which is sent as it is; a URL's bytes are encoded.
 */
export type BytesNotation =
  'decoded' | 'decodedOrUtf8' | 'decodedOrText' | 'urlOrText' | 'base64' | 'base64url';

/** What writing a value as a document of a media type takes to know, besides the value. */
export interface ContentDescriptor {
  /** Where the value, or the items of a list, stand for bytes. */
  bytes?: BytesNotation;
  /** Names, attributes and namespaces of an XML document: only keywords that its writer reads. */
  schema?: JsonSchema;
  /** Parts and fields by property name (OpenAPI 3.1 §4.8.15). */
  encoding?: Record<string, EncodingDescriptor>;
  /** The first parts of a multipart list, in order (OpenAPI 3.2 §4.14.5.2). */
  prefixEncoding?: EncodingDescriptor[];
  /** All other items of a multipart list, and properties that `encoding` does not name. */
  itemEncoding?: EncodingDescriptor;
}

/** How one part or field of a form or multipart body is written (OpenAPI 3.1 §4.8.15). */
export interface EncodingDescriptor extends ContentDescriptor {
  /** Media type of the part, or a comma-separated list of which the first that fits is used. */
  contentType?: string;
  /** Present when `style`, `explode` or `allowReserved` is declared: the style table then counts, not `contentType`. */
  serialization?: StyleSerialization;
  /** Part headers with a fixed value (from `const`, `default` or `example`), by name. */
  headers?: Record<string, string>;
}

/** One media type that a request body can have. */
export interface BodyContent extends ContentDescriptor {
  /** As declared, parameters kept. */
  mediaType: string;
  /** Which branch of `anyOf` in the argument's schema is this media type's; absent where it has but one schema. */
  branch?: number;
}

/** The request body; its argument is always `body`, its media type that of `_contentType` or else the first. */
export interface BodyDescriptor {
  required: boolean;
  /** Best first: JSON, then form, then multipart, then the rest. Never empty. */
  content: BodyContent[];
}

/** A server URL template (OpenAPI 3.1 §4.8.5). */
export interface ServerDescriptor {
  url: string;
  /** What it is called (OpenAPI 3.2 §4.6). */
  name?: string;
  description?: string;
  variables?: Record<string, ServerVariableDescriptor>;
}

/** A variable of a server URL template (OpenAPI 3.1 §4.8.6). */
export interface ServerVariableDescriptor {
  default: string;
  enum?: string[];
  description?: string;
}

/** A security scheme, as far as a request needs it (OpenAPI 3.2 §4.27). */
export type SecuritySchemeDescriptor = {
  description?: string;
  deprecated?: true;
} & (
  | { type: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string }
  | { type: 'http'; scheme: string }
  /** `metadataUrl`: where what the flows leave out is discovered (RFC 8414). */
  | { type: 'oauth2'; flows: OAuthFlows; metadataUrl?: string }
  | { type: 'openIdConnect'; url?: string }
  | { type: 'mutualTLS' | 'unknown' }
);

/** The ways to get a token that a scheme offers (OpenAPI 3.2 §4.28). */
export type OAuthFlows = Partial<Record<OAuthFlowName, OAuthFlow>>;

export type OAuthFlowName =
  'authorizationCode' | 'clientCredentials' | 'password' | 'implicit' | 'deviceAuthorization';

/** One of them (OpenAPI 3.2 §4.29); URLs are as declared. */
export interface OAuthFlow {
  authorizationUrl?: string;
  deviceAuthorizationUrl?: string;
  tokenUrl?: string;
  refreshUrl?: string;
  /** Names only. */
  scopes: string[];
}

/** All named schemes must be satisfied; values are scopes (OpenAPI 3.1 §4.8.30). */
export type SecurityRequirement = Record<string, string[]>;

/** What an operation may answer. */
export interface ResponseDescriptor {
  /** `200`, `2XX` or `default`. */
  status: string;
  description?: string;
  /** In the document's order. */
  content: ResponseContent[];
}

/** One media type that a response can have. */
export interface ResponseContent {
  /** As declared, parameters kept. */
  mediaType: string;
  /** What its JSON has to fit, with references into the API's `definitions`; absent where anything does. */
  schema?: JsonSchema;
}

/** MCP tool annotations (MCP 2025-11-25, `ToolAnnotations`). */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** How a GET is addressed as a resource. Variables are argument names with lawful characters only. */
export interface ResourceDescriptor {
  /** `resource` has no arguments and a fixed `uri`; `template` has a RFC 6570 `uri`. */
  kind: 'resource' | 'template';
  uri: string;
  mimeType?: string;
  /** In the order of the URI. */
  variables: ResourceVariable[];
}

/** One variable of a resource template. */
export interface ResourceVariable {
  name: string;
  argument: string;
  in: 'path' | 'query';
  /** How text becomes an argument: as one value, as a list, or as a JSON text. */
  shape: 'value' | 'list' | 'json';
}

/** One operation: everything that listing it and calling it takes. */
export interface OperationDescriptor {
  /** The tool's name: `^[a-zA-Z0-9_-]{1,64}$`, unique. */
  name: string;
  /** What else it is called: its operationId where that is no name of a tool, the document's name where it has another. */
  aliases?: string[];
  title?: string;
  description?: string;
  annotations: ToolAnnotations;
  /** Upper case. */
  method: string;
  /** The path template as declared, `/pets/{petId}`. */
  path: string;
  tags: string[];
  deprecated: boolean;
  /** Only where the operation or its path item declares servers of its own. */
  servers?: ServerDescriptor[];
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  /** Alternatives; empty means none is needed. Absent: the document says nothing. */
  security?: SecurityRequirement[];
  responses: ResponseDescriptor[];
  inputSchema: JsonSchema;
  /** The advertised schema: it describes, it does not forbid. */
  outputSchema?: JsonSchema;
  /** Only for GET. */
  resource?: ResourceDescriptor;
}

/** A whole API. */
export interface ApiDescriptor {
  /** Version of this format. */
  format: 1;
  /** A slug of the title: the server's name, and the prefix of its environment variables. */
  name: string;
  /** The scheme of its resource URIs: the name, or one that no client takes for another. */
  scheme: string;
  title: string;
  version: string;
  instructions: string;
  /** URL the document came from, against which relative server URLs resolve; absent for files. */
  location?: string;
  servers: ServerDescriptor[];
  securitySchemes: Record<string, SecuritySchemeDescriptor>;
  operations: OperationDescriptor[];
  /** What `#/$defs/…` names in the schemas of responses, and in one another. */
  definitions: Record<string, JsonSchema>;
}

/** A descriptor as it is stored: in the schemas of its operations `{ "$shared": name }` stands for `sharedSchemas[name]`. */
export interface SharedDescriptor extends ApiDescriptor {
  /** What is long and stands in several places. */
  sharedSchemas: Record<string, JsonSchema>;
}

/** What only checking answers takes: a descriptor may leave it to be loaded at the first call. */
export interface ResponseSchemas {
  definitions: ApiDescriptor['definitions'];
  /** Responses with their schemas, by operation name. */
  responses: Record<string, ResponseDescriptor[]>;
}
