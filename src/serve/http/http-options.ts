import type { AccessOptions } from '../../access/access-options.ts';

/** Where a server listens for HTTP. */
export interface HttpOptions extends AccessOptions {
  /**
   * Port to listen on; 0 takes a free one.
   * @default 3000
   */
  port?: number;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /** URL of the MCP endpoint as clients reach it, behind a proxy. Tokens are for it; its host is one of `allowedHosts`. */
  publicUrl?: string;
  /** Also take requests that name this host. What names another is refused (DNS rebinding). */
  allowedHosts?: string[];
  /** Let pages of this origin send requests and read answers. All others are refused, but for those of this machine. */
  allowedOrigins?: string[];
  /**
   * Largest request in bytes that is read from a client.
   * @default 4194304
   */
  maxBodyBytes?: number;
  /**
   * Most bytes of headers that are read from a client.
   * @default 16384
   */
  maxHeaderBytes?: number;
  /**
   * Most requests that are under way at once; more are told to come again.
   * @default 1000
   */
  maxConcurrent?: number;
  /** Most requests a minute from each caller; without authentication, from each address. */
  rateLimit?: number;
  /**
   * Milliseconds that a client may take to send a request.
   * @default 30000
   */
  requestTimeout?: number;
}
