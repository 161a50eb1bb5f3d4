import type { ConnectionOptions } from '../http/connection-options.ts';

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
  /**
   * Let references, and redirects, lead to loopback, private and link-local addresses. What a document from such an
   * address refers to at its own origin is read without it.
   * @default false
   */
  allowPrivateRefs?: boolean;
  /**
   * Milliseconds that fetching a document and all that it refers to may take.
   * @default 60000
   */
  fetchTimeout?: number;
  /** How documents are fetched: over which proxy, and whom to trust. */
  connection?: ConnectionOptions;
  /** Ends loading early. */
  signal?: AbortSignal;
}
