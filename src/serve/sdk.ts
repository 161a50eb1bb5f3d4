import type { Readable, Writable } from 'node:stream';
import type { Handlers } from '../runtime/protocol.ts';

/** An API as an MCP server presents it, with its handlers. */
export interface ServedApi {
  /** Programmatic name of the server (MCP `Implementation.name`). */
  name: string;
  /** Name for people. */
  title: string;
  version: string;
  /** Instructions for the model. */
  instructions: string;
  /** True if an operation is a resource. Otherwise the server offers neither resources nor completions. */
  hasResources: boolean;
  /** Scopes that make further operations visible. Without any, all callers get the same lists. */
  scopes?: string[];
  /** The handlers, which all connections share. Their creator closes them. */
  handlers: Handlers;
  /**
   * Calls a function whenever another API has taken the place of this one. Returns a function that ends it. Absent if the
   * API cannot change.
   */
  onChange?: ((listener: () => void) => () => void) | undefined;
  /** Tells the client of a connection when the lists have changed. Absent if the API cannot change. */
  announceTo?: ((server: ConnectedServer) => void) | undefined;
}

/** A server of either SDK for one connection. */
export interface ConnectedServer {
  sendToolListChanged(): Promise<void>;
  sendResourceListChanged(): Promise<void>;
  sendPromptListChanged(): Promise<void>;
}

/** Receives errors outside the protocol. */
export type OnError = (error: Error) => void;

/** An MCP SDK: `sdk-v2.ts` and `sdk-v1.ts` differ in nothing else. */
export interface Sdk {
  /** Serves one client over a pair of streams. */
  connectStreams(api: ServedApi, streams: Streams, options?: StreamOptions): Promise<Connection>;
}

export interface StreamOptions {
  onError?: OnError | undefined;
  /** Milliseconds that calls under way may take when either side ends the connection. */
  shutdownGrace?: number | undefined;
}

export interface Streams {
  stdin: Readable;
  stdout: Writable;
}

/** A connection to one client. */
export interface Connection extends AsyncDisposable {
  /** Refuses further requests, gives calls under way `grace` milliseconds to end, then aborts them. */
  close(grace?: number): Promise<void>;
  /** Resolves when either side has ended the connection. */
  closed: Promise<void>;
}
