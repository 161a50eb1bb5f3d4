import type { AuditEntry } from '../../runtime/policy/audit-entry.ts';
import type { OnError, ServedApi } from '../sdk.ts';
import type { HttpOptions } from './http-options.ts';

/** A server that listens for HTTP. */
export interface HttpServer extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
  port: number;
  /** Refuses further calls, lets those under way end within `shutdownGrace`, then aborts them. */
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

/** An API that is served over HTTP. */
export interface HttpServedApi extends ServedApi {
  /** Receives audit entries about requests that did not become calls. */
  audit?: ((entry: AuditEntry) => void) | undefined;
  /** APIs with an endpoint of their own, `/mcp/<key>`, by key. */
  parts?: Record<string, ServedApi> | undefined;
  /** The codes of the errors why other APIs are not served, by key. */
  failures?: Record<string, string> | undefined;
}
