import type { ConnectionOptions } from '../http/connection-options.ts';

/** A document that was fetched, with its validators (RFC 9110 §8.8). */
export interface StoredDocument {
  bytes: Buffer;
  etag?: string | undefined;
  lastModified?: string | undefined;
}

/** Options of loading a document. */
export interface LoadOptions {
  /**
   * Largest size in bytes of the document, and of each document that it refers to.
   * @default 67108864
   */
  maxDocumentBytes?: number | undefined;
  /**
   * Follow references to other origins, and from a local file to the network.
   * @default false
   */
  allowRemoteRefs?: boolean | undefined;
  /**
   * Follow references and redirects to loopback, private and link-local addresses. A document from such an address may
   * always refer to its own origin.
   * @default false
   */
  allowPrivateRefs?: boolean | undefined;
  /**
   * Folder that the references of a local document may lead to; by default the folder of the document. Links that lead out
   * of it are refused too.
   */
  refsRoot?: string | undefined;
  /**
   * Apply this overlay (OpenAPI Overlay 1.0 or 1.1) to the document. It is a file, a URL, or the overlay itself, and several
   * are applied in their order.
   */
  overlays?: readonly (string | URL | object)[] | undefined;
  /**
   * Milliseconds within which the document and all documents that it refers to must be fetched.
   * @default 60000
   */
  fetchTimeout?: number | undefined;
  /**
   * Send this header when the document is fetched. It goes to the origin of the document only, also for documents that it
   * refers to there.
   */
  documentHeaders?: Record<string, string> | undefined;
  /**
   * Documents that were fetched before, by URL. They are fetched again only if they have changed (RFC 9110 §13), and the
   * map is updated.
   */
  fetched?: Map<string, StoredDocument> | undefined;
  /** The proxy and the trusted certificates of the connections that fetch documents. */
  connection?: ConnectionOptions | undefined;
  /** Aborts loading. */
  signal?: AbortSignal | undefined;
}
