import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../runtime/protocol.ts';
import type { OnError, Sdk, ServedApi } from './sdk.ts';

/** An MCP SDK with the transport for HTTP. */
export interface HttpSdk extends Sdk {
  /** Handles requests to an MCP endpoint, statelessly. */
  createHttpHandler(api: ServedApi, onError?: OnError): HttpHandler;
}

export interface HttpHandler {
  /** Handles a request. `body` is the parsed body if it was read before, and `principal` the authenticated caller. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    body?: unknown,
    principal?: Principal,
  ): Promise<void>;
  /** Aborts calls under way. */
  close(): Promise<void>;
}
