import { CookieJar } from '../../src/runtime/session/cookie-jar.ts';
import { expectSame, expectThat, linesOf, outcomeOf } from '../invariants.ts';

const origins = ['https://api.example.com', 'http://api.example.com', 'http://127.0.0.1:8080'];

/** Stores the cookies of lines: the first byte selects the origin, the first line is the target of the request. */
export async function fuzz(data: Buffer): Promise<void> {
  const origin = origins[(data[0] ?? 0) % origins.length] ?? '';
  const [target = '', ...headers] = linesOf(data.subarray(1));
  const jar = new CookieJar(origin);
  await outcomeOf(() => jar.store(target, headers));
  for (const path of [target, '/', '/a/b']) {
    const cookies = jar.cookiesFor(path);
    expectSame(jar.cookiesFor(path), cookies, 'The same request has other cookies');
    const bytes = cookies.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
    expectThat(cookies.length <= 50 && bytes <= 16_384, 'A jar has more than its bounds');
    const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expectThat(/^[\x20-\x7e\x80-\xff]*$/.test(header), 'A Cookie header has control characters');
    const read = header === '' ? [] : header.split('; ').map((pair) => pair.split('=', 1)[0]);
    expectSame(
      read,
      cookies.map(({ name }) => name),
      'A cookie adds another one',
    );
    for (const { name, value } of cookies) {
      expectThat(name.length + value.length <= 4_096, 'A cookie is longer than its bound');
      expectThat(jar.secrets().includes(value), 'A cookie is no secret');
      expectThat(!name.startsWith('__Host-') || origin !== origins[1], 'A cookie of TLS is sent without it');
    }
  }
}
