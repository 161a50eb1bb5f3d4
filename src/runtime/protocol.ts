import type { ObservedContext, ObservedRecord } from './observed-context.ts';
import type { ToolAnnotations } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** The results of the runtime in the types of MCP 2025-11-25 and 2026-07-28, without an SDK. */

export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonSchema & { type: 'object' };
  outputSchema?: JsonSchema;
  annotations?: Partial<ToolAnnotations>;
  _meta?: JsonObject;
}

export interface Resource {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
}

export interface ResourceTemplate {
  uriTemplate: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
}

export type Content =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; resource: ResourceContents; annotations?: ContentAnnotations }
  | {
      type: 'resource_link';
      uri: string;
      name: string;
      mimeType?: string;
      /** Bytes. */
      size?: number;
      annotations?: ContentAnnotations;
    };

export interface ContentAnnotations {
  /** ISO 8601. */
  lastModified?: string;
}

/** Either `text` or `blob` (base64). */
export type ResourceContents =
  { uri: string; mimeType?: string; text: string } | { uri: string; mimeType?: string; blob: string };

export interface CallResult {
  content: Content[];
  structuredContent?: Json;
  isError?: true;
  _meta?: JsonObject;
}

export interface ReadResult {
  contents: ResourceContents[];
  _meta?: JsonObject;
}

export interface Completion {
  values: string[];
  total: number;
  hasMore: boolean;
}

/** A prompt template (MCP 2025-11-25, server/prompts). */
export interface Prompt {
  name: string;
  title?: string;
  description?: string;
  arguments?: { name: string; description?: string; required?: boolean }[];
}

export interface PromptResult {
  description?: string;
  messages: { role: 'user' | 'assistant'; content: Content }[];
}

/** A page of a list; `nextCursor` is absent on the last page. */
export type Page<Key extends string, Item> = Record<Key, Item[]> & { nextCursor?: string };

/** A request to the server, as the transport knows it. */
export interface RequestContext extends ObservedContext {
  /** Aborts when the client cancels, which closes the connection to the API. */
  signal?: AbortSignal;
  /** Reports progress: a growing count and a message. Absent if the client did not ask for progress. */
  progress?: (count: number, message: string) => void;
  /** Returns a header of the HTTP request to this server. */
  header?: (name: string) => string | undefined;
  /** The authenticated caller; absent without authentication. */
  principal?: Principal;
  /**
   * Asks the person at the client; absent if the client cannot ask.
   *
   * @throws InputRequired if the reply comes with another request
   */
  confirm?: (question: Question) => Promise<Consent>;
  /**
   * Asks the person at the client to open a page; absent if the client cannot ask.
   *
   * @throws InputRequired, or ProtocolFault -32042, if the client has to ask first and then to call again
   */
  openPage?: (page: PageToOpen) => Promise<Consent['action']>;
  /** Facts about the call for the audit log. */
  record?: CallRecord;
  /** The request id, which the audit log, the log, the span and the result share. Absent without an audit log. */
  id?: string;
  /** The `_meta` of the request, which may continue a trace (SEP-414). */
  meta?: Record<string, unknown>;
}

/** An authenticated caller, with the scopes of its token. */
export interface Principal {
  name: string;
  /** The issuer of the token; absent for a static token. The name is unique only together with it. */
  issuer?: string;
  scopes: string[];
  /** The claims of the token, unless it is a static one. */
  claims?: JsonObject;
}

/** A yes or no question for a person (MCP 2025-11-25, client/elicitation). */
export interface Question {
  message: string;
  /** Opaque text that comes back with the reply. */
  state: string;
}

/** A page that a person should open (MCP 2025-11-25, client/elicitation, URL mode). */
export interface PageToOpen {
  message: string;
  url: string;
}

/** The reply of a person to a question. */
export interface Consent {
  action: 'accept' | 'decline' | 'cancel';
  state: string;
}

/** Facts about a call, collected while it runs. */
export interface CallRecord extends ObservedRecord {
  operation?: { name: string; method?: string; path?: string };
  /** The name of the API, if the server has several. */
  api?: string;
  arguments?: JsonObject;
  /** Status of the response of the API. */
  status?: number;
  /** Bytes of the body, after content codings are removed. */
  bytes?: number;
  /** The number of attempts, if the request was sent more than once. */
  attempts?: number;
  /** Code of the error, if nothing was sent or no response came. */
  error?: string;
  /** The reason why an optional credential was not sent. */
  reason?: string;
}

/** Thrown if the client must ask a person and then call again (MCP 2026-07-28, basic/patterns/mrtr). */
export class InputRequired extends Error {
  override readonly name = 'InputNeeded';
  readonly question: Question | PageToOpen;

  constructor(question: Question | PageToOpen) {
    super(question.message);
    this.question = question;
  }
}

/** A JSON-RPC error for the client. All other errors of a call are results with `isError`. */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault';
  /** JSON-RPC error code; -32602 for invalid parameters. */
  readonly code: number;
  readonly data: JsonObject | undefined;

  constructor(code: number, message: string, data?: JsonObject) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The handlers of the MCP requests that a server accepts. */
export interface Handlers extends AsyncDisposable {
  /** Lists contain the tools and resources that this caller may use. */
  listTools(cursor?: string, principal?: Principal): Page<'tools', Tool>;
  listResources(cursor?: string, principal?: Principal): Page<'resources', Resource>;
  listResourceTemplates(cursor?: string, principal?: Principal): Page<'resourceTemplates', ResourceTemplate>;
  /**
   * @throws ProtocolFault -32602 for an unknown tool
   */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult>;
  /**
   * @throws ProtocolFault -32602 for an unknown or invalid URI, -32603 for a failure of the API
   */
  readResource(uri: string, context?: RequestContext): Promise<ReadResult>;
  /** Returns the values of a template variable that start with `value`. */
  complete(uriTemplate: string, variable: string, value: string, principal?: Principal): Promise<Completion>;
  /** Absent without prompts. */
  prompts?: {
    list(cursor?: string): Page<'prompts', Prompt>;
    /**
     * @throws ProtocolFault -32602 for an unknown prompt or a missing argument
     */
    get(name: string, args?: Record<string, string>): Promise<PromptResult>;
    /** True if an argument of a prompt has completions. */
    completes: boolean;
    /**
     * Returns the values of an argument that start with `value`.
     *
     * @throws ProtocolFault -32602 for an unknown prompt
     */
    complete(name: string, argument: string, value: string, context?: RequestContext): Promise<Completion>;
  };
  /** Returns the advertised output schema of a tool, which the projection of the SDK needs. */
  outputSchema(name: string): JsonSchema | undefined;
  /** Returns the input schema of a custom tool that this caller may use; its arguments may have headers (SEP-2243). */
  customInputSchema(name: string, principal?: Principal): JsonSchema | undefined;
  /** Closes pooled connections. */
  close(): Promise<void>;
}
