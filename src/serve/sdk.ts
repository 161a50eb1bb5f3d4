import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { AuditEntry } from '../runtime/policy/audit-entry.ts';
import type { Handlers, Principal } from '../runtime/protocol.ts';

/** An API as an MCP server shows it: who it is, and what answers for it. */
export interface ServedApi {
  /** Programmatic name of the server (MCP `Implementation.name`). */
  name: string;
  /** Name for people. */
  title: string;
  version: string;
  /** What a model should know before it uses the tools. */
  instructions: string;
  /** Whether any operation is addressed as a resource; without one, neither resources nor completions are offered. */
  hasResources: boolean;
  /** Scopes that callers are shown more for; without any, lists are the same for all. */
  scopes?: string[];
  /** Takes a line of the audit log about what never became a call. */
  audit?: ((entry: AuditEntry) => void) | undefined;
  /** Shared by all connections; whoever made them closes them. */
  handlers: Handlers;
}

/** Told of what goes wrong beside the protocol. */
export type OnError = (error: Error) => void;

/** The transports of an MCP SDK: `sdk-v2.ts` and `sdk-v1.ts` differ in nothing else. */
export interface Sdk {
  /** Serves one client over a pair of streams. */
  connectStreams(api: ServedApi, streams: Streams, onError?: OnError): Promise<Connection>;
  /** Handles requests to an MCP endpoint, statelessly; absent in servers that were generated without HTTP. */
  createHttpHandler?(api: ServedApi, onError?: OnError): HttpHandler;
}

/** An MCP SDK with the transport for HTTP. */
export type HttpSdk = Required<Sdk>;

export interface Streams {
  stdin: Readable;
  stdout: Writable;
}

/** A connection to one client. */
export interface Connection extends AsyncDisposable {
  close(): Promise<void>;
  /** Settles when either side has ended the connection. */
  closed: Promise<void>;
}

export interface HttpHandler {
  /** `body`: that of the request where it was read and parsed before. `principal`: who was authenticated. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    body?: unknown,
    principal?: Principal,
  ): Promise<void>;
  /** Aborts calls under way. */
  close(): Promise<void>;
}
