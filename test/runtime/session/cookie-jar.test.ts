import { afterEach, describe, expect, it, vi } from 'vitest';
import { CookieJar } from '../../../src/runtime/session/cookie-jar.ts';

/** Returns the cookies that are sent to a path after one response. */
function sentTo(
  path: string,
  headers: string[],
  { origin = 'https://api.example.com', from = '/v1/login' } = {},
): string {
  const jar = new CookieJar(origin);
  jar.store(from, headers);
  return jar
    .cookiesFor(path)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

afterEach(() => vi.useRealTimers());

// prettier-ignore
describe('a jar', () => {
  it.each<[title: string, header: string, sent: string]>([
    ['a cookie', 'sid=abc; Path=/', 'sid=abc'],
    ['a value with equals signs', 'sid=a=b==; Path=/', 'sid=a=b=='],
    ['a value in quotes as it is', 'sid="a b"; Path=/', 'sid="a b"'],
    ['a value that is percent-encoded as it is', 'sid=s%3Aabc; Path=/', 'sid=s%3Aabc'],
    ['an empty value', 'sid=; Path=/', 'sid='],
    ['attributes in any case', 'sid=abc; PATH=/; HttpOnly; SECURE; SameSite=None', 'sid=abc'],
    ['a cookie of a domain above the host', 'sid=abc; Path=/; Domain=example.com', 'sid=abc'],
    ['a cookie of a domain with a dot', 'sid=abc; Path=/; Domain=.API.example.com', 'sid=abc'],
    ['the prefix __Host-', '__Host-sid=abc; Path=/; Secure', '__Host-sid=abc'],
    ['the prefix __Secure-', '__Secure-sid=abc; Path=/; Secure', '__Secure-sid=abc'],
    ['a long time', 'sid=abc; Path=/; Max-Age=99999999999', 'sid=abc'],
    ['a date with hyphens', 'sid=abc; Path=/; Expires=Wed, 21-Oct-2099 07:28:00 GMT', 'sid=abc'],
    ['Max-Age rather than Expires', 'sid=abc; Path=/; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT', 'sid=abc'],
    ['a date that is none', 'sid=abc; Path=/; Expires=never', 'sid=abc'],
    ['the default path', 'sid=abc', 'sid=abc'],
  ])('sends %s', (_, header, sent) => {
    expect(sentTo('/v1/things', [header])).toBe(sent);
  });

  it.each<[title: string, header: string, origin?: string]>([
    ['of another domain', 'sid=abc; Domain=evil.example'],
    ['of a domain below the host', 'sid=abc; Domain=deep.api.example.com'],
    ['of a name that ends alike', 'sid=abc; Domain=ple.com'],
    ['of a top-level domain', 'sid=abc; Domain=com'],
    ['of a part of an address', 'sid=abc; Domain=0.0.1', 'http://127.0.0.1:8080'],
    ['that is Secure without TLS', 'sid=abc; Secure', 'http://api.example.com'],
    ['with __Host- and a domain', '__Host-sid=abc; Path=/; Secure; Domain=api.example.com'],
    ['with __Host- and a path', '__Host-sid=abc; Path=/v1; Secure'],
    ['with __Host- alone', '__Host-sid=abc; Path=/'],
    ['with __Secure- alone', '__Secure-sid=abc; Path=/'],
    ['that has ended', 'sid=abc; Expires=Wed, 21 Oct 2015 07:28:00 GMT'],
    ['with Max-Age=0', 'sid=abc; Max-Age=0'],
    ['with a negative Max-Age', 'sid=abc; Max-Age=-1'],
    ['without a name', '=abc'],
    ['without an equals sign', 'abc'],
    ['with a line break', 'sid=a\r\nX-Evil: 1'],
    ['with a zero', 'sid=a\0b'],
    ['with a space in its name', 's id=abc'],
    ['that is huge', `sid=${'x'.repeat(4_100)}`],
    ['with nothing', ''],
  ])('ignores a cookie %s', (_, header, origin) => {
    expect(sentTo('/v1/things', [header], origin === undefined ? {} : { origin })).toBe('');
  });

  it.each<[path: string, header: string, from?: string]>([
    ['/', 'sid=abc'],
    ['/v2/things', 'sid=abc; Path=/v1'],
    ['/v1things', 'sid=abc; Path=/v1'],
  ])('does not send %s the cookie %s', (path, header) => {
    expect(sentTo(path, [header])).toBe('');
  });

  it.each<[path: string, header: string, from?: string]>([
    ['/v1', 'sid=abc; Path=/v1'],
    ['/v1/a?b=/x', 'sid=abc; Path=/v1/'],
    ['/v1/things', 'sid=abc; Path=no-path'],
    ['/anything', 'sid=abc', '/login?next=/a/b'],
  ])('sends %s the cookie %s', (path, header, from) => {
    expect(sentTo(path, [header], from === undefined ? {} : { from })).toBe('sid=abc');
  });

  it('takes loopback for safe', () => {
    expect(sentTo('/v1', ['sid=abc; Secure; Path=/'], { origin: 'http://127.0.0.1:8080' })).toBe('sid=abc');
  });

  it('sends the longest path first, and the newest value', () => {
    expect(sentTo('/v1/a', ['a=1; Path=/', 'b=2; Path=/v1', 'a=3; Path=/'])).toBe('b=2; a=3');
  });

  it('forgets a cookie that is deleted or ends', () => {
    vi.useFakeTimers();
    const jar = new CookieJar('https://api.example.com');
    jar.store('/', ['a=1; Max-Age=60', 'b=2']);
    jar.store('/', 'b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    expect(jar.cookiesFor('/')).toEqual([{ name: 'a', value: '1' }]);
    vi.advanceTimersByTime(61_000);
    expect(jar.isEmpty).toBe(true);
    expect(jar.valueOf('a')).toBeUndefined();
  });

  it('keeps at most fifty cookies, and 16 KB of them', () => {
    expect(sentTo('/', Array.from({ length: 60 }, (_, index) => `c${index}=1; Path=/`)).split('; ')).toHaveLength(50);
    const large = Array.from({ length: 8 }, (_, index) => `c${index}=${'x'.repeat(4_000)}; Path=/`);
    expect(sentTo('/', large).split('; ').map((pair) => pair.slice(0, 2))).toEqual(['c4', 'c5', 'c6', 'c7']);
  });

  it('names the forms of its values that are redacted', () => {
    const jar = new CookieJar('https://api.example.com');
    jar.store('/', ['a="s%3Asecret"']);
    expect(jar.secrets()).toEqual(['"s%3Asecret"', 's%3Asecret', 's:secret']);
  });
});
