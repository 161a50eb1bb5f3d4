import type { HttpSdk, ServedApi, OnError } from '../sdk.ts';
import type { HttpOptions } from './http-options.ts';

/** A server that listens for HTTP. */
export interface HttpServer extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
  port: number;
  /** Accepts nothing more, gives calls under way a second to end, then aborts them. */
  close(): Promise<void>;
}

/** The options of `serveHttp`. */
export interface ServeHttpOptions extends HttpOptions {
  /**
   * Receives the errors that no client is told: refused requests, connections that broke, failures of the SDK, and a file
   * of tokens that became unreadable (TOKENS_UNREADABLE). They are ignored by default.
   */
  onError?: OnError | undefined;
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
