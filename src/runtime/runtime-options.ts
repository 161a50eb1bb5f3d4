import type { ClientCertificate, ConnectionOptions } from '../http/connection-options.ts';
import type { CustomPrompt, CustomTool } from './custom-tools.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { AuditEntry } from './policy/audit-calls.ts';
import type { OperationDescriptor, ResponseSchemas } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** What a security scheme is given: a key, token or header value, a login, a certificate, or what provides one of them. */
export type Credential = SecretValue | Login | ClientCertificate | CredentialProvider;

export interface SecretValue {
  value: string;
}

export interface Login {
  username: string;
  password: string;
}

/** A key or token that is asked for at each call, because it expires or comes later; whoever provides it caches it. */
export interface CredentialProvider {
  /**
   * The key or token; absent where there is none now.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  provide(request: CredentialRequest): Promise<string | undefined>;
  /** Whether there is one, as far as can be told without asking for it; yes, where absent. */
  canProvide?(): Promise<boolean>;
}

/** What a call needs a key or token for. */
export interface CredentialRequest {
  /** Where the request goes: scheme, host and port. */
  origin: string;
  /** Scopes that the operation asks for. */
  scopes: string[];
  /** What the API has just refused: another is wanted, if one can be had. */
  refused?: string;
  /** Aborts when the client cancels. */
  signal?: AbortSignal;
}

/** What is done around every call. What a hook throws fails the call. */
export interface CallHooks {
  /** Sees the request before it leaves, credentials included; what it returns is sent instead. */
  beforeRequest?: (
    request: HttpRequest,
    call: HookedCall,
  ) => HttpRequest | undefined | Promise<HttpRequest | undefined>;
  /** Sees the answer before anything is made of it; what it returns is taken instead. */
  afterResponse?: (
    response: HttpResponse,
    call: HookedCall,
  ) => HttpResponse | undefined | Promise<HttpResponse | undefined>;
}

/** Which call a hook is asked about. */
export interface HookedCall<Arguments = JsonObject> {
  operation: OperationDescriptor;
  arguments: Arguments;
}

/**
 * Reads the file that a `file:` URL names. What it throws is shown to the caller.
 */
export type FileReader = (url: string) => Promise<{ data: Buffer; filename: string }>;

/** How calls are made. */
export interface RuntimeOptions extends ConnectionOptions {
  /** Send requests to this URL instead of the document's servers. */
  baseUrl?: string;
  /**
   * Which of the document's servers gets the requests: its number, counted from 1, its name, its description or its URL.
   * Operations with servers of their own take the one that is called so, where there is one. The first by default.
   */
  server?: string;
  /** Values for variables of server URLs. */
  serverVariables?: Record<string, string>;
  /**
   * Send this header with every request. Content-Type, Content-Length, Host and others that frame a request are refused.
   */
  headers?: Record<string, string>;
  /** Credentials by the name of their security scheme. */
  credentials?: Record<string, Credential>;
  /** The client certificate for every connection to the API. */
  clientCertificate?: ClientCertificate;
  /**
   * Pass on this header of each request to this server, instead of a credential of its own in that place. Over HTTP
   * only; nothing of it is kept.
   */
  forwardHeaders?: string[];
  /**
   * Milliseconds until a call without a complete answer fails.
   * @default 30000
   */
  timeout?: number;
  /**
   * Largest answer in bytes that is read from the API.
   * @default 10485760
   */
  maxResponseBytes?: number;
  /**
   * Most characters of an answer that a client is given; the rest is cut. What is cut says how to get it; JSON stays
   * JSON. The default fits the clients with the least room, which cut at some 48,000 characters or 25,000 tokens.
   * @default 40000
   */
  maxResultChars?: number;
  /**
   * Whether HTML answers are given as the text a person reads, or as their source.
   * @default 'source'
   */
  html?: 'text' | 'source';
  /** Also pass on these headers of the API's answers, in a result's `_meta`. */
  resultHeaders?: string[];
  /**
   * Hide what the API says in errors, for servers shared with strangers.
   * @default false
   */
  maskErrors?: boolean;
  /**
   * Check answers against the document: note what does not fit, make it an error, or do not look. `warn` notes it in
   * the result's `_meta`, `strict` makes it an error.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off';
  /** Lets arguments that stand for bytes be `file:` URLs; `readFilesBelow` makes one for a folder. */
  readFile?: FileReader;
  /**
   * Keep answers that were cut readable for some minutes; only where one client is served, since any could read them.
   * @default false
   */
  keepResponses?: boolean;
  /** Tools beside the API's. */
  tools?: CustomTool[];
  /** Prompts for people to choose from. */
  prompts?: CustomPrompt[];
  /** What is done around every call. */
  hooks?: CallHooks;
  /** Loads the schemas of responses where the descriptor came without them, at the first call. */
  loadResponses?: () => Promise<ResponseSchemas>;
  /**
   * Whether GETs are offered as resources and templates.
   * @default 'on'
   */
  resources?: 'on' | 'off';
  /**
   * Whether each operation is a tool, or three tools search, describe and call them. `all` and `search` say which,
   * `auto` searches where there are more than 128 tools, which is as many as most clients take.
   * @default 'all'
   */
  expose?: 'all' | 'search' | 'auto';
  /**
   * Offer only operations with safe methods, which change nothing.
   * @default false
   */
  readOnly?: boolean;
  /** Let only operations be called that match one of these patterns. They are those of `include`. */
  allow?: string[];
  /** Let no operation be called that matches one of these patterns. They are those of `include`. */
  deny?: string[];
  /**
   * Ask the person before a call that destroys or overwrites, or before every one that changes something. Where the
   * client cannot ask, such a call is refused.
   */
  confirm?: 'destructive' | 'write';
  /** Key of the answers to `confirm` over HTTP, the same for all processes behind one address; of this process by default. */
  confirmKey?: string;
  /**
   * Show and let call what matches this pattern only to callers with these scopes. By pattern, scopes in a list.
   */
  toolScopes?: Record<string, string[]>;
  /** Takes a line of the audit log when a call has ended, however it ended. */
  audit?: (entry: AuditEntry) => void;
  /**
   * Write the arguments of calls into the audit log too; they can hold secrets.
   * @default false
   */
  auditArguments?: boolean;
}
