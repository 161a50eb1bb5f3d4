export type { Credential, RuntimeOptions } from './runtime/options.ts';

/** How a document is read. */
export interface LoadOptions {
  /**
   * Largest document in bytes, also for each document it refers to.
   * @default 67108864
   */
  maxDocumentBytes?: number;
  /**
   * Follow references to other origins, and from a local file to the network.
   * @default false
   */
  allowRemoteRefs?: boolean;
  /** Ends loading early. */
  signal?: AbortSignal;
}

/** Which operations are exposed. A pattern is an operationId, `tag:NAME`, a method, a path, or `METHOD path`; `*` and `**` are wild. */
export interface SelectOptions {
  /** Expose only operations that match one of these patterns. */
  include?: string[];
  /** Leave out operations that match one of these patterns. */
  exclude?: string[];
}

/** How an API is described. */
export interface DescribeOptions extends SelectOptions {
  /** Name of the server, used for its resource URIs and environment variables; the title's slug by default. */
  name?: string;
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean;
}

/** Where a server listens for HTTP. */
export interface HttpOptions {
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
}
