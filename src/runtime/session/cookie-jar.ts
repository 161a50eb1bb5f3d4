import { decodePercent } from '../../json/decode-percent.ts';

/** A cookie of an origin (RFC 6265 §5.3). */
interface Cookie {
  name: string;
  value: string;
  path: string;
  /** Milliseconds since 1970; infinite for the cookie of a session. */
  expires: number;
}

/** Most bytes of the name and the value of a cookie (RFC 6265 §6.1). */
const mostBytes = 4_096;

/** Most cookies of a jar, and most bytes of all. The oldest ones make room. */
const mostCookies = 50;
const mostBytesOfAll = 16_384;

/** Most replaced values that are redacted. */
const mostReplaced = 10;

/**
 * The cookies of one caller at one origin. Whatever domain a cookie names, it is sent to this origin alone, so that no list
 * of public suffixes is needed: `Domain=co.uk` reaches nobody else.
 */
export class CookieJar {
  readonly #origin: URL;
  /** By name and path, the oldest first. */
  readonly #cookies = new Map<string, Cookie>();
  /** Values that others replaced, which may still be valid. */
  #replaced: string[] = [];

  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  /** Stores the cookies of a response to the request for `target`. Invalid ones, and those of another domain, are ignored. */
  store(target: string, headers: string | string[] | undefined): void {
    for (const header of [headers ?? []].flat()) {
      const cookie = this.#read(header, target);
      if (cookie === undefined) continue;
      const key = `${cookie.name};${cookie.path}`;
      const before = this.#cookies.get(key)?.value ?? cookie.value;
      if (before !== cookie.value) this.#replaced = [...this.#replaced, before].slice(-mostReplaced);
      // Deleting first makes the cookie the newest.
      this.#cookies.delete(key);
      if (cookie.expires > Date.now()) this.#cookies.set(key, cookie);
    }
    this.#makeRoom();
  }

  /** Returns the cookies for a request in their order: the longest path first (RFC 6265 §5.4). */
  cookiesFor(target: string): { name: string; value: string }[] {
    const path = pathOf(target);
    return this.#current()
      .filter((cookie) => isBelow(path, cookie.path))
      .toSorted((one, other) => other.path.length - one.path.length)
      .map(({ name, value }) => ({ name, value }));
  }

  /** Returns the newest value of a cookie on any path. */
  valueOf(name: string): string | undefined {
    return this.#current().findLast((cookie) => cookie.name === name)?.value;
  }

  get isEmpty(): boolean {
    return this.#current().length === 0;
  }

  /** Returns the values of all cookies and of those that they replaced, also without quotes and percent-encoding, as APIs repeat them. */
  secrets(): string[] {
    const values = this.#current().map(({ value }) => value);
    return [...values, ...this.#replaced].flatMap((value) => {
      const bare = value.replace(/^"(.*)"$/s, '$1');
      return [value, bare, decodePercent(bare)];
    });
  }

  #current(): Cookie[] {
    const now = Date.now();
    return [...this.#cookies.values()].filter(({ expires }) => expires > now);
  }

  #read(header: string, target: string): Cookie | undefined {
    const [pair = '', ...parts] = header.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    // A name or a value with other characters would change the request that it is sent in.
    if (equals < 1 || !/^[!#-+\--:<>-[\]-~]+$/.test(name) || !/^[\x20-\x3a\x3c-\x7e\x80-\xff]*$/.test(value))
      return undefined;
    if (name.length + value.length > mostBytes) return undefined;
    const attributes = readAttributes(parts);
    if (!this.#mayStore(name, attributes)) return undefined;
    const given = attributes.get('path');
    const path = given?.startsWith('/') === true ? given : defaultPath(target);
    return { name, value, path, expires: endOf(attributes) };
  }

  #mayStore(name: string, attributes: Map<string, string>): boolean {
    const { hostname, protocol } = this.#origin;
    const isSecure = attributes.has('secure');
    // Browsers trust loopback without TLS too.
    const isTrusted = protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
    if (isSecure && !isTrusted) return false;
    const domain = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase();
    // The name of a machine is below no address and below no top-level domain.
    const isParent = domain.includes('.') && !/^[\d.]+$/.test(hostname) && hostname.endsWith(`.${domain}`);
    if (domain !== '' && domain !== hostname && !isParent) return false;
    if (name.startsWith('__Host-')) return isSecure && domain === '' && attributes.get('path') === '/';
    return !name.startsWith('__Secure-') || isSecure;
  }

  #makeRoom(): void {
    let bytes = 0;
    for (const [index, [key, { name, value }]] of [...this.#cookies].toReversed().entries()) {
      bytes += name.length + value.length;
      if (index >= mostCookies || bytes > mostBytesOfAll) this.#cookies.delete(key);
    }
  }
}

/** Reads the attributes of a cookie; the last of each name counts (RFC 6265 §5.3). */
function readAttributes(parts: string[]): Map<string, string> {
  return new Map(
    parts.map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [name.trim().toLowerCase(), rest.join('=').trim()];
    }),
  );
}

/** Returns the time at which a cookie ends: that of Max-Age, else of Expires (RFC 6265 §5.3). */
function endOf(attributes: Map<string, string>): number {
  const age = attributes.get('max-age');
  if (age !== undefined && /^-?\d+$/.test(age))
    return Number(age) <= 0 ? 0 : Date.now() + Number(age) * 1_000;
  const end = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end;
}

function pathOf(target: string): string {
  return target.replace(/[?#].*$/s, '');
}

/** Returns the folder of a request's path (RFC 6265 §5.1.4). */
function defaultPath(target: string): string {
  const path = pathOf(target);
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
