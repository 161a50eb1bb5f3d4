import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationDescriptor } from '../descriptor.ts';
import type { Finding } from '../errors.ts';
import type { Handlers, Principal } from '../runtime/protocol.ts';

/** Facts about a server that the explorer shows besides what every MCP client sees. */
export interface ExplorerFacts {
  /** The path or URL of the document, for the command line of a call. */
  document?: string | undefined;
  /** The findings of the document. */
  findings?: Finding[] | undefined;
  /** The credentials of the API, with the variable or other source of each. */
  credentials?: { scheme: string; source: string; isSet: boolean }[] | undefined;
}

/** An API that the explorer describes. */
export interface ExploredApi {
  operations?: OperationDescriptor[] | undefined;
  handlers: Handlers;
  /** Scopes that make further operations visible. Without any, all callers get the same lists. */
  scopes?: string[] | undefined;
}

/** A server whose calls the explorer shows. */
export interface ExploredServer {
  /** The API, whose properties may be those of another one later. */
  api: ExploredApi;
  /** True if no other machine reaches the server, so that callers without a name are one person. */
  isLocal: boolean;
  facts: ExplorerFacts;
}

/** Handles a request. `principal` is the authenticated caller. */
export interface DataHandler {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    body?: unknown,
    principal?: Principal,
  ): Promise<void>;
}

/** The page on which a person tries the tools of a server. */
export interface Explorer {
  /** Returns the function that sends a file of the page, or `undefined` for any other path. */
  pageAt(path: string, request: IncomingMessage): Promise<((response: ServerResponse) => void) | undefined>;
  /** Returns the handler of data that authenticated callers read, or `undefined` for any other path. */
  dataAt(path: string): Promise<DataHandler | undefined>;
  /** Returns handlers whose calls are recorded. */
  recorded(handlers: Handlers): Handlers;
  /** Ends the requests that wait for calls. */
  close(): void;
}

/** An explorer that is loaded. */
export interface OpenedExplorer {
  /** Returns the function that sends a file of the page, or `undefined` for any other path. */
  pageAt(path: string, request: IncomingMessage): ((response: ServerResponse) => void) | undefined;
  /** Returns the handler of data that authenticated callers read, or `undefined` for any other path. */
  dataAt(path: string): DataHandler | undefined;
  /** Returns handlers whose calls are recorded. */
  recorded(handlers: Handlers): Handlers;
  /** Ends the requests that wait for calls. */
  close(): void;
}
