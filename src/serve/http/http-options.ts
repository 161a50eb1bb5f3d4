import type { AccessOptions } from '../../access/access-options.ts';

/** Where a server listens for HTTP. */
export interface HttpOptions extends AccessOptions {
  /**
   * Port to listen on; 0 takes a free one.
   * @default 3000
   */
  port?: number | undefined;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string | undefined;
  /** URL of the MCP endpoint as clients reach it, behind a proxy. Tokens are for it; its host is one of `allowedHosts`. */
  publicUrl?: string | undefined;
  /** Also take requests that name this host. What names another is refused (DNS rebinding). */
  allowedHosts?: string[] | undefined;
  /** Let pages of this origin send requests and read answers. All others are refused, but for those of this machine. */
  allowedOrigins?: string[] | undefined;
  /**
   * Largest request in bytes that is read from a client.
   * @default 4194304
   */
  maxBodyBytes?: number | undefined;
  /**
   * Most bytes of headers that are read from a client.
   * @default 16384
   */
  maxHeaderBytes?: number | undefined;
  /**
   * Most requests that are under way at once; more are told to come again.
   * @default 1000
   */
  maxConcurrent?: number | undefined;
  /** Most requests a minute from each caller; without authentication, from each address. */
  rateLimit?: number | undefined;
  /**
   * Milliseconds that a client may take to send a request.
   * @default 30000
   */
  requestTimeout?: number | undefined;
}
