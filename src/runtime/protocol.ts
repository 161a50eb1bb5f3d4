import type { ToolAnnotations } from '../descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../json/value.ts';

/** What the runtime answers, in the shapes of MCP 2025-11-25 and 2026-07-28, without any SDK. */

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

/** `text` or `blob` (base64), never both. */
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

/** One page of a list; `nextCursor` is absent on the last. */
export type Page<Key extends string, Item> = Record<Key, Item[]> & { nextCursor?: string };

/** What the transport knows about a request. */
export interface RequestContext {
  /** Aborts when the client cancels; the upstream connection is then closed. */
  signal?: AbortSignal;
  /** Takes progress, where the client asked for it: a count that grows, and what came. */
  progress?: (count: number, message: string) => void;
  /** A header of the HTTP request to this server. */
  header?: (name: string) => string | undefined;
  /** Who calls; absent where callers are not told apart. */
  principal?: Principal;
  /**
   * Asks the person at the client; absent where that cannot be.
   *
   * @throws InputNeeded where the answer comes with another request
   */
  confirm?: (question: Question) => Promise<Consent>;
  /** Filled in on the way, for the audit log. */
  record?: CallRecord;
}

/** Who was authenticated, and what its token is good for. */
export interface Principal {
  name: string;
  scopes: string[];
}

/** A question that is answered with yes or no (MCP 2025-11-25, client/elicitation). */
export interface Question {
  message: string;
  /** Comes back with the answer. */
  state: string;
}

export interface Consent {
  action: 'accept' | 'decline' | 'cancel';
  state: string;
}

/** What is known of a call while it is made. */
export interface CallRecord {
  operation?: { name: string; method?: string; path?: string };
  arguments?: JsonObject;
  /** Of the API's answer. */
  status?: number;
  /** Of the API's answer, content codings undone. */
  bytes?: number;
  /** Why nothing was sent, or nothing was answered. */
  error?: string;
}

/** Not answered yet: the client has to ask a person, and to call again (MCP 2026-07-28, basic/patterns/mrtr). */
export class InputRequired extends Error {
  override readonly name = 'InputNeeded';
  readonly question: Question;

  constructor(question: Question) {
    super(question.message);
    this.question = question;
  }
}

/** A JSON-RPC error for the client; everything else a call can meet is a result with `isError`. */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault';
  /** JSON-RPC error code, -32602 for wrong parameters. */
  readonly code: number;
  readonly data: JsonObject | undefined;

  constructor(code: number, message: string, data?: JsonObject) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The MCP requests that a server of an API answers. */
export interface Handlers extends AsyncDisposable {
  /** Lists hold what this caller may call. */
  listTools(cursor?: string, principal?: Principal): Page<'tools', Tool>;
  listResources(cursor?: string, principal?: Principal): Page<'resources', Resource>;
  listResourceTemplates(cursor?: string, principal?: Principal): Page<'resourceTemplates', ResourceTemplate>;
  /** @throws ProtocolFault -32602 for an unknown tool. */
  callTool(name: string, args: JsonObject, context?: RequestContext): Promise<CallResult>;
  /** @throws ProtocolFault -32602 for an unknown URI, a wrong one, or an upstream failure. */
  readResource(uri: string, context?: RequestContext): Promise<ReadResult>;
  /** Values for a template variable that start with `value`. */
  complete(uriTemplate: string, variable: string, value: string, principal?: Principal): Completion;
  /** Only where there are prompts. */
  prompts?: {
    list(cursor?: string): Page<'prompts', Prompt>;
    /** @throws ProtocolFault -32602 for an unknown prompt, or a missing argument. */
    get(name: string, args?: Record<string, string>): Promise<PromptResult>;
  };
  /** The advertised schema of a tool, which the SDK's projection needs. */
  outputSchema(name: string): JsonSchema | undefined;
  /** Closes pooled connections. */
  close(): Promise<void>;
}
