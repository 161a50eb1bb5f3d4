import { fileURLToPath } from 'node:url';
import { redactUrl } from '../http/redact-url.ts';

/** Returns the name of a document in messages: its path, or its URL without credentials. */
export function sourceName(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : redactUrl(url);
}
