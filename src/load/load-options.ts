import type { ConnectionOptions } from '../http/connection-options.ts';

/** Options of loading a document. */
export interface LoadOptions {
  /**
   * Largest document in bytes, also for each document it refers to.
   * @default 67108864
   */
  maxDocumentBytes?: number | undefined;
  /**
   * Follow references to other origins, and from a local file to the network.
   * @default false
   */
  allowRemoteRefs?: boolean | undefined;
  /**
   * Let references, and redirects, lead to loopback, private and link-local addresses. A document from such an address may
   * always refer to its own origin.
   * @default false
   */
  allowPrivateRefs?: boolean | undefined;
  /**
   * Milliseconds that fetching a document and all that it refers to may take.
   * @default 60000
   */
  fetchTimeout?: number | undefined;
  /** The proxy and the trusted certificates of the connections that fetch documents. */
  connection?: ConnectionOptions | undefined;
  /** Aborts loading. */
  signal?: AbortSignal | undefined;
}
