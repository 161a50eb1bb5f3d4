import type { IncomingMessage } from 'node:http';

/** Removes the cookies of a request whose names begin with a text. */
export function removeCookies(request: IncomingMessage, start: string): void {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  request.headers.cookie = pairs.filter((pair) => !pair.startsWith(start)).join('; ');
}
