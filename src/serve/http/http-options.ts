import type { AccessOptions } from '../../access/access-options.ts';

/** Options of a server over HTTP. */
export interface HttpOptions extends AccessOptions {
  /**
   * Port to listen on; 0 selects a free port.
   * @default 3000
   */
  port?: number | undefined;
  /**
   * Address to listen on.
   * @default '127.0.0.1'
   */
  host?: string | undefined;
  /**
   * URL of the MCP endpoint for clients, if the server is behind a proxy. It is the default audience of tokens, and its
   * host is allowed.
   */
  publicUrl?: string | undefined;
  /**
   * Accept requests with this host in addition to the address of the server. Requests with any other host are refused,
   * against DNS rebinding.
   */
  allowedHosts?: string[] | undefined;
  /**
   * Allow pages of this origin to send requests and read responses. Other origins are refused, except those of this
   * machine.
   */
  allowedOrigins?: string[] | undefined;
  /**
   * Largest request body in bytes that a client may send.
   * @default 4194304
   */
  maxBodyBytes?: number | undefined;
  /**
   * Largest total size in bytes of the headers of a request.
   * @default 16384
   */
  maxHeaderBytes?: number | undefined;
  /**
   * Largest number of concurrent requests; a request beyond it gets status 503.
   * @default 1000
   */
  maxConcurrent?: number | undefined;
  /** Largest number of requests per minute and caller, or per address without authentication. */
  rateLimit?: number | undefined;
  /**
   * Show a page for people at `/` that lists and calls the tools. By default only servers on this machine alone do:
   * those on a loopback address without `publicUrl` and `allowedHosts`.
   */
  explorer?: boolean | undefined;
  /**
   * Milliseconds within which a client must send a complete request.
   * @default 30000
   */
  requestTimeout?: number | undefined;
  /**
   * Milliseconds that calls under way may take when the server ends; after them they are aborted. Meanwhile `/readyz` and
   * further calls get status 503.
   * @default 10000
   */
  shutdownGrace?: number | undefined;
}
