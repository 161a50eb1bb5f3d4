import type {
  OperationDescriptor,
  ResponseDescriptor,
  ServerDescriptor,
} from './descriptor/operation-descriptor.ts';
import type { PromptDescriptor } from './descriptor/prompt-descriptor.ts';
import type { SessionDescriptor } from './descriptor/session-descriptor.ts';
import type { SecuritySchemeDescriptor } from './http/security-scheme.ts';
import type { JsonSchema } from './json/value.ts';

export type * from './descriptor/arguments-shaping.ts';
export type * from './descriptor/content-descriptor.ts';
export type * from './descriptor/operation-descriptor.ts';
export type * from './descriptor/prompt-descriptor.ts';
export type * from './descriptor/session-descriptor.ts';
export type * from './descriptor/style-serialization.ts';
export type * from './http/security-scheme.ts';

// The contract between the stages. An `ApiDescriptor` describes a server completely. It is plain JSON, so that the same
// descriptor can be served, cached and emitted.

/** The texts of a document about its API as a whole. */
export interface ApiAbout {
  description?: string;
  /** The descriptions of tags, by name. */
  tags?: Record<string, string>;
}

/** A whole API, as a server offers it. */
export interface ApiDescriptor {
  /** The version of this format. */
  format: 1;
  /** A slug of the title, or the chosen name. It is the name of the server, and a part of its environment variables. */
  name: string;
  /** True if an option chose the name, which the document cannot. */
  hasChosenName?: true;
  /** The scheme of resource URIs: the name, or the name with a suffix if that is a registered scheme. */
  scheme: string;
  title: string;
  version: string;
  instructions: string;
  /** Absent if the document has none of these texts. */
  about?: ApiAbout;
  /** The URL of the document, against which relative server URLs are resolved. Absent for files. */
  location?: string;
  servers: ServerDescriptor[];
  securitySchemes: Record<string, SecuritySchemeDescriptor>;
  operations: OperationDescriptor[];
  /** The prompts of files. Absent without any. */
  prompts?: PromptDescriptor[];
  /** Present if calls are sent in a session of their caller. */
  session?: SessionDescriptor;
  /** The definitions that `#/$defs/…` refers to in the schemas of arguments, without readOnly properties. */
  requestDefinitions: Record<string, JsonSchema>;
  /** The definitions that `#/$defs/…` refers to in the schemas of responses. */
  responseDefinitions: Record<string, JsonSchema>;
}

/** A stored descriptor. In the schemas of its operations, `{ "$shared": name }` stands for `sharedSchemas[name]`. */
export interface SharedDescriptor extends ApiDescriptor {
  /** Long schemas that are used in several places. */
  sharedSchemas: Record<string, JsonSchema>;
}

/** The part of a descriptor that only calls need. It can be loaded at the first call. */
export interface CheckingSchemas extends Pick<ApiDescriptor, 'requestDefinitions' | 'responseDefinitions'> {
  /** The schemas that arguments are checked with, by name of the operation. */
  arguments: Record<string, JsonSchema>;
  /** Responses with their schemas, by name of the operation. */
  responses: Record<string, ResponseDescriptor[]>;
}
