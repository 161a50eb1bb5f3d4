import { fileURLToPath } from 'node:url';
import { shownUrl } from '../http/shown-url.ts';

/** Returns the name of a document in messages: its path, or its URL without credentials. */
export function sourceName(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : shownUrl(url);
}
