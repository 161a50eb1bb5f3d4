import type { HttpSdk, ServedApi, OnError } from '../sdk.ts';
import type { HttpOptions } from './http-options.ts';

/** A server that listens for HTTP. */
export interface HttpServer {
  /** The MCP endpoint. */
  url: string;
  port: number;
  /** Accepts nothing more, gives calls under way a second to end, then aborts them. */
  close(): Promise<void>;
}

export interface ServeHttpOptions extends HttpOptions {
  /** Receives errors outside the protocol, and refused requests. */
  onError?: OnError;
}

/** Serves an API over HTTP: `serve-http.ts`, which a generated server has only if it was generated for it. */
export type ServeHttp = (
  sdk: Pick<HttpSdk, 'createHttpHandler'>,
  api: ServedApi,
  options?: ServeHttpOptions,
) => Promise<HttpServer>;

/** The parts of serving that a generated server has only if it was generated for them. */
export interface ServeCapabilities {
  loadHttp?: () => Promise<{ serveHttp: ServeHttp }>;
}
