import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const bytes = 32;
/** Seconds. */
const lifetime = 1_800;

/** The cookie that recognizes a browser between the pages of one sign-in. */
export interface BrowserCookie {
  /** Returns the value of the cookie, if the browser sent it. */
  read(cookies: string): string | undefined;
  /** Returns a new value, and the header that sets it. */
  create(): { value: string; header: string };
}

/** Creates the cookie of a server. With TLS no other host can set it (RFC 6265bis §4.1.3.2). */
export function createBrowserCookie(isSecure: boolean): BrowserCookie {
  const name = isSecure ? '__Host-openapi-mcp' : 'openapi-mcp';
  return {
    read(cookies) {
      const pairs = cookies.split(/; */).map((pair) => pair.split('='));
      const value = pairs.find(([found]) => found === name)?.[1];
      return value?.length === Math.ceil((bytes * 4) / 3) ? value : undefined;
    },
    create() {
      const value = randomBytes(bytes).toString('base64url');
      const secure = isSecure ? '; Secure' : '';
      // A redirect from another site has to bring the cookie, which `Strict` would leave out.
      const header = `${name}=${value}; Path=/; Max-Age=${lifetime}; HttpOnly; SameSite=Lax${secure}`;
      return { value, header };
    },
  };
}

/** Returns a text that only the browser of a cookie can have, for one purpose. */
export function proofOf(cookie: string, purpose: string): string {
  return createHash('sha256').update(`${cookie} ${purpose}`).digest('base64url');
}

/** Compares two texts in constant time. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
