import { describe, expect, it } from 'vitest';
import { authorizationUrl } from '../../src/http/authorization-url.ts';
import { createBrowserCookie } from '../../src/http/browser-cookie.ts';
import { html, Html } from '../../src/http/html.ts';
import { forwardPage } from '../../src/http/page.ts';

describe('html', () => {
  it.each<[what: string, made: Html, text: string]>([
    [
      'writes values as text',
      html`<p title="${`"'`}">${'<b>&amp;'}</p>`,
      '<p title="&quot;&#39;">&lt;b&gt;&amp;amp;</p>',
    ],
    [
      'keeps HTML',
      html`<p>${html`<b>${'&'}</b>`}${[new Html('<i>'), new Html('</i>')]}</p>`,
      '<p><b>&amp;</b><i></i></p>',
    ],
    ['keeps line breaks of values', html`<p>${'a\n  b'}</p>`, '<p>a\n  b</p>'],
  ])('%s', (_, made, text) => {
    expect(made.text).toBe(text);
  });
});

describe('a cookie', () => {
  const [plain, secure] = [false, true].map((isSecure) => createBrowserCookie('own', isSecure, 60));

  it.each([
    [plain, 'own=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax'],
    [secure, '__Host-own=value; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure'],
  ])('is set for this host alone', (cookie, text) => {
    expect(cookie?.write('value')).toBe(text);
    expect(cookie?.write('')).toContain('=; Path=/; Max-Age=0; ');
  });

  it.each([
    ['a=1; own=value;b=2', 'value', undefined],
    ['own=a=b', 'a=b', undefined],
    ['own=', undefined, undefined],
    ['known=value; OWN=value', undefined, undefined],
    ['own=of another host; __Host-own=value', 'of another host', 'value'],
    [undefined, undefined, undefined],
  ])('is read from %j', (header, first, second) => {
    expect([plain?.read(header), secure?.read(header)]).toEqual([first, second]);
  });
});

describe('the URL of an authorization request', () => {
  const request = { clientId: 'a&b', redirectUri: 'http://127.0.0.1/c?d=e', scopes: [] };
  const secrets = { state: 'state', verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' };
  // The verifier and the challenge of RFC 7636 appendix B.
  const end =
    'state=state&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256';

  it.each([
    [{}, `client_id=a%26b&redirect_uri=http%3A%2F%2F127.0.0.1%2Fc%3Fd%3De&response_type=code&${end}`],
    [
      { scopes: ['openid', 'a b'], secrets: { ...secrets, nonce: 'nonce' } },
      `client_id=a%26b&redirect_uri=http%3A%2F%2F127.0.0.1%2Fc%3Fd%3De&response_type=code&scope=openid+a+b&nonce=nonce&${end}`,
    ],
    [
      { parameters: { state: 'other', audience: 'api' } },
      `state=state&audience=api&client_id=a%26b&redirect_uri=http%3A%2F%2F127.0.0.1%2Fc%3Fd%3De&response_type=code&${end.slice(12)}`,
    ],
  ])('has %j', (more, query) => {
    const url = authorizationUrl('https://id.example.com/authorize?own=1', { ...request, secrets, ...more });
    expect(url).toBe(`https://id.example.com/authorize?own=1&${query}`);
  });
});

it('a page goes on to a URL that ends no attribute', () => {
  expect(forwardPage('https://a.example/?b="><script>', 'Go on')).toContain(
    'content="0; url=https://a.example/?b=&quot;&gt;&lt;script&gt;"',
  );
});
