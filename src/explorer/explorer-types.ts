import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationDescriptor } from '../descriptor.ts';
import type { Finding } from '../errors.ts';
import type { Handlers, Principal } from '../runtime/protocol.ts';
import type { CallEntry } from './call-entry.ts';

/** Facts about a server that the explorer shows besides what every MCP client sees. */
export interface ExplorerFacts {
  /** The path or URL of the document, for the command line of a call. */
  document?: string | undefined;
  /** Returns the commands that call a tool, of which the first whose prefix fits is used. Shown on this machine alone. */
  commands?: (() => Promise<CallCommand[]>) | undefined;
  /** The findings of the document. */
  findings?: Finding[] | undefined;
  /** Returns the findings with their lines. Called once, when a browser asks for them. */
  locateFindings?: (() => Promise<ShownFinding[]>) | undefined;
  /** The credentials of the API, with the variable or other source of each. */
  credentials?: { scheme: string; source: string; isSet: boolean }[] | undefined;
  /** Says why the last change of the document is not served. */
  problem?: string | undefined;
}

/** A command that calls the tools of an API. */
export interface CallCommand {
  /** The start of the names of the tools, which the command leaves out. */
  prefix: string;
  /** The words of the command, up to the name of the tool. */
  words: string[];
}

/** A finding, with its lines if they are known. */
export interface ShownFinding extends Finding {
  /** The external document that has it; absent for the main document. */
  source?: string;
  /** Counted from 1. */
  line?: number;
  /** Counted from 1. */
  column?: number;
  /** The lines around it. */
  excerpt?: { firstLine: number; lines: string[] };
}

/** The facts about a server, which change if its API is replaced. */
export interface ExplorerSource {
  /** Returns the facts as they are now, and the same object until they change. */
  facts(): ExplorerFacts;
  /** Calls a listener after each change of the API or of the facts. Returns the function that ends it. */
  onChange?(listener: () => void): () => void;
}

/** An API that the explorer describes. */
export interface ExploredApi {
  operations?: OperationDescriptor[] | undefined;
  handlers: Handlers;
  /** Scopes that make further operations visible. Without any, all callers get the same lists. */
  scopes?: string[] | undefined;
}

/** Shares calls among the explorers of several processes, which browsers reach in turn. */
export interface CallRelay {
  /** Opens the explorers of all processes, so that they record calls. */
  open(): void;
  /** Adds a call to the logs of all processes, with an id. */
  add(caller: string, call: Omit<CallEntry, 'id'>): void;
  /** Registers an explorer: the function that opens it, and the one that adds a call to its log. */
  register(open: () => void, add: (caller: string, entry: CallEntry) => void): void;
}

/** A server whose calls the explorer shows. */
export interface ExploredServer {
  /** The API, whose properties may be those of another one later. */
  api: ExploredApi;
  /** True if no other machine reaches the server, so that callers without a name are one person. */
  isLocal: boolean;
  source: ExplorerSource;
  /** Absent if the server is one process. */
  relay?: CallRelay | undefined;
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
  /** Adds a call of any process to the log. */
  add(caller: string, entry: CallEntry): void;
  /** Returns the function that sends a file of the page, or `undefined` for any other path. */
  pageAt(path: string, request: IncomingMessage): ((response: ServerResponse) => void) | undefined;
  /** Returns the handler of data that authenticated callers read, or `undefined` for any other path. */
  dataAt(path: string): DataHandler | undefined;
  /** Returns handlers whose calls are recorded. */
  recorded(handlers: Handlers): Handlers;
  /** Ends the requests that wait for calls. */
  close(): void;
}
