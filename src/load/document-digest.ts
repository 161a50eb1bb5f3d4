import { createHash } from 'node:crypto';
import type { DocumentBytes } from './fetch-document.ts';

/** An external document as it was when it was read. */
export interface DocumentDigest {
  /** The URL that a reference names. */
  url: string;
  /** The digest of the document, or null if it could not be read. */
  digest: string | null;
}

/** Returns a SHA-256 digest of a document and its URL, which is the base of its references. */
export function digestDocument({ url, bytes }: DocumentBytes): string {
  return createHash('sha256').update(`${url.href}\n`).update(bytes).digest('hex');
}
