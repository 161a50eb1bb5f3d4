import { createHash, randomBytes } from 'node:crypto';

const bytes = 32;
/** Seconds. */
const lifetime = 1_800;

/** A cookie of one server. */
export interface BrowserCookie {
  /** Returns the value, if the browser sent the cookie. */
  read(cookies: string): string | undefined;
  /** Returns the header that sets the cookie; an empty value removes it. */
  write(value: string): string;
}

/** Creates a cookie of a server. With TLS no other host can set it (RFC 6265bis §4.1.3.2). */
export function createBrowserCookie(ownName: string, isSecure: boolean): BrowserCookie {
  const name = isSecure ? `__Host-${ownName}` : ownName;
  return {
    read(cookies) {
      const pairs = cookies.split(/; */).map((pair) => pair.split('='));
      return pairs.find(([found, value]) => found === name && value !== '')?.[1];
    },
    write(value) {
      const secure = isSecure ? '; Secure' : '';
      const age = value === '' ? 0 : lifetime;
      // A redirect from another site has to bring the cookie, which `Strict` would leave out.
      return `${name}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`;
    },
  };
}

/** Returns a value that recognizes a browser. */
export function newBrowserValue(): string {
  return randomBytes(bytes).toString('base64url');
}

/** Returns a text that only the browser of a cookie can have, for one purpose. */
export function proofOf(cookie: string, purpose: string): string {
  return createHash('sha256').update(`${cookie} ${purpose}`).digest('base64url');
}
