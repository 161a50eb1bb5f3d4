import type { ArgumentsShaping } from './arguments-shaping.ts';
import type { ContentDescriptor } from './content-descriptor.ts';
import type { StyleSerialization } from './style-serialization.ts';
import type { SecurityRequirement } from '../http/security-scheme.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** The location of a parameter (OpenAPI 3.2 §4.12). `querystring` is the whole query as one value. */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** Binds an argument to a parameter of the HTTP request. */
export interface ParameterBinding {
  /** The name of the argument in the input schema. */
  argument: string;
  /** The name of the parameter in the request. */
  name: string;
  in: ParameterLocation;
  required: boolean;
  /** The serialization by style, or by media type for a parameter with `content`. */
  serialization: StyleSerialization | ContentSerialization;
}

/** Serialization as a document of a media type (OpenAPI 3.1 §4.8.12.2.2). */
export interface ContentSerialization extends ContentDescriptor {
  kind: 'content';
  mediaType: string;
}

/** A media type that the request body can have. */
export interface BodyContent extends ContentDescriptor {
  /** The media type as declared, with its parameters. */
  mediaType: string;
  /** The index of its branch of `anyOf` in the schema of the argument. Absent if all media types have one schema. */
  branch?: number;
}

/** The request body. Its argument is always `body`; its media type is that of `bodyContentType`, else the first one. */
export interface BodyDescriptor {
  required: boolean;
  /** In order of preference: JSON, then forms, then multipart, then all others. Never empty. */
  content: BodyContent[];
}

/** A server URL template (OpenAPI 3.1 §4.8.5). */
export interface ServerDescriptor {
  url: string;
  /** The name of the server (OpenAPI 3.2 §4.6). */
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

/** A response of an operation. */
export interface ResponseDescriptor {
  /** A status such as `200`, a range such as `2XX`, or `default`. */
  status: string;
  description?: string;
  /** In the order of the document. */
  content: ResponseContent[];
}

/** A media type that a response can have. */
export interface ResponseContent {
  /** The media type as declared, with its parameters. */
  mediaType: string;
  /** The schema of its JSON, with references into the `responseDefinitions` of the API. Absent if any value is valid. */
  schema?: JsonSchema;
}

/** The annotations of a tool (MCP 2025-11-25, `ToolAnnotations`). */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** The MCP resource of a GET operation. */
export interface ResourceDescriptor {
  /**
   * A `resource` has no arguments and a fixed `uri`. A `template` has a URI template (RFC 6570) as `uri`; one without
   * required arguments is listed as a resource too.
   */
  kind: 'resource' | 'template';
  uri: string;
  mimeType?: string;
  /** In the order of the URI. */
  variables: ResourceVariable[];
}

/** A variable of a resource template. Its name is that of the argument, with characters invalid in RFC 6570 replaced. */
export interface ResourceVariable {
  name: string;
  argument: string;
  in: 'path' | 'query';
  /** The form of the argument in the URI: one value, a list, or JSON text. */
  shape: 'value' | 'list' | 'json';
  /** Present if the parameter has several examples, of which its schema has the first. */
  examples?: Json[];
}

/** An operation, with everything that is needed to list it and to call it. */
export interface OperationDescriptor {
  /** The name of the tool. Unique, and matches `^[a-zA-Z0-9_-]{1,64}$`. */
  name: string;
  /** Other names: the operationId if it is not a valid tool name, and the name in the document if `name` is another. */
  aliases?: string[];
  /** The name that the tool has by default, if `names` chose another. It can be called by that name too. */
  formerName?: string;
  title?: string;
  description?: string;
  /** The whole description, if `description` is a part of it. */
  details?: string;
  annotations: ToolAnnotations;
  /** In upper case. */
  method: string;
  /** The path template as declared, such as `/pets/{petId}`. */
  path: string;
  tags: string[];
  deprecated: boolean;
  /** Present if the operation or its path item declares servers. */
  servers?: ServerDescriptor[];
  parameters: ParameterBinding[];
  body?: BodyDescriptor;
  /** The alternatives of security. Empty if none is needed; absent if the document declares nothing. */
  security?: SecurityRequirement[];
  responses: ResponseDescriptor[];
  /** The arguments as clients are shown them: self-contained, in a dialect that every client accepts. */
  inputSchema: JsonSchema;
  /**
   * The schema that arguments are checked with (JSON Schema 2020-12), with references into the `requestDefinitions` of
   * the API. Absent if the descriptor was stored without its checking schemas; `inputSchema` is checked then.
   */
  argumentsSchema?: JsonSchema;
  /** The properties, at any depth, that `inputSchema` has another name for: the listed name, with that of the API. */
  renamedProperties?: Record<string, string>;
  /** True if clients are told that null stands for a property that is left out. */
  nullMeansAbsent?: true;
  /** The advertised output schema. It describes results and accepts any value. */
  outputSchema?: JsonSchema;
  /** Present for GET only. */
  resource?: ResourceDescriptor;
  /** Present if the person who runs the server shaped its calls. */
  shaping?: CallShaping;
}

/** The difference between the calls that a model makes and those of the API. */
export interface CallShaping {
  /** Present if the arguments that a model sees are not those of the API. */
  arguments?: ArgumentsShaping;
  result?: ResponseShaping;
  /** Most milliseconds from the start of a call to the end of its response. */
  timeout?: number;
  /** Retries of a request that may be repeated, in place of the option for all operations. */
  retries?: number;
  /** Most calls in a span of time, besides the limit of all operations: `10/s`, `100/m` or `1000/h`. */
  rateLimit?: string;
  /** Milliseconds for which a response without a freshness of its own is fresh in the cache; false to cache none. */
  cache?: number | false;
  /** Validation of arguments, in place of the option for all operations. */
  validateArguments?: 'strict' | 'warn' | 'off';
  /** True if a person must confirm each call, false if none must. */
  confirm?: boolean;
  /** Scopes that a caller needs, besides those of the policy. */
  scopes?: string[];
  /** Rules of other operations for the URLs that arguments make of this one. */
  pathRules?: PathRule[];
}

/** A rule for the URLs that a pattern of a path matches. */
export type PathRule = { pattern: string } & Pick<CallShaping, 'confirm' | 'scopes'>;

/** The changes to responses before they become results. */
export interface ResponseShaping {
  /** JMESPath expression, which JSON of a success is reduced to. */
  filter?: string;
  /** Paths of values that are removed from JSON. A segment `*` matches any key or index. */
  drop?: string[][];
  /** Paths of values that are replaced by `***` in JSON. */
  mask?: string[][];
  /** Most characters of a response in a result. */
  maxChars?: number;
  /** Headers of the response that a result shows. */
  headers?: string[];
}
