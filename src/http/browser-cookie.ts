/** A cookie that a server keeps in browsers. */
export interface BrowserCookie {
  /** Returns the value, if the header `Cookie` has one. */
  read(cookies: string | undefined): string | undefined;
  /** Returns the header `Set-Cookie` for a value; an empty value removes the cookie. */
  write(value: string): string;
}

/** Creates a cookie of a server. With TLS no other host can set it (RFC 6265bis §4.1.3.2). Scripts do not see it. */
export function createBrowserCookie(ownName: string, isSecure: boolean, seconds: number): BrowserCookie {
  const name = isSecure ? `__Host-${ownName}` : ownName;
  return {
    read(cookies = '') {
      const pairs = cookies.split(';').map((pair) => pair.trim());
      const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
      return value === '' ? undefined : value;
    },
    write(value) {
      const secure = isSecure ? '; Secure' : '';
      const age = value === '' ? 0 : seconds;
      // A redirect from another site has to bring the cookie, which `Strict` would leave out.
      return `${name}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`;
    },
  };
}
