import type { IncomingMessage, ServerResponse } from 'node:http';

/** Returns the value of a cookie of a request. */
export function readCookie({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Sets a cookie for one URL. Browsers send it along when another site leads there, and scripts do not see it. */
export function setCookie(
  response: ServerResponse,
  name: string,
  value: string,
  url: string,
  seconds: number,
): void {
  const { pathname, protocol } = new URL(url);
  const secure = protocol === 'https:' ? '; Secure' : '';
  response.appendHeader(
    'set-cookie',
    `${name}=${value}; Path=${pathname}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
  );
}

/** Removes the cookies of a request whose names begin with a text. */
export function removeCookies(request: IncomingMessage, start: string): void {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  request.headers.cookie = pairs.filter((pair) => !pair.startsWith(start)).join('; ');
}
