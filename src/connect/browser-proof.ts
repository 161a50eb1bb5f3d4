import { createHash, randomBytes } from 'node:crypto';

const bytes = 32;

/** Returns a value that recognizes a browser. */
export function newBrowserValue(): string {
  return randomBytes(bytes).toString('base64url');
}

/** Returns a text that only the browser of a cookie can have, for one purpose. */
export function proofOf(cookie: string, purpose: string): string {
  return createHash('sha256').update(`${cookie} ${purpose}`).digest('base64url');
}
