import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { startIssuer } from '../access/issuer.ts';
import { call, post, send } from '../access/send.ts';
import { startUpstream } from '../support/upstream.ts';
import { connector, startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, serveAccounts, tokenOf } from './connected-api.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';
import type { ConnectedApi } from './connected-api.ts';

let provider: ApiProvider;
let upstream: Upstream;
beforeAll(async () => {
  provider = await startApiProvider();
  upstream = await startUpstream((request) => provider.guard(request));
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await upstream.close();
});

const document = () => accountDocument(upstream.url, provider);
const callbackPath = '/connect/secured/oauth/callback';

/** Expects that a caller has no account. */
async function expectNone(server: ConnectedApi, name: string): Promise<void> {
  await expect(server.call(name)).rejects.toMatchObject({ code: -32042 });
}

function refresh(endpoint: string, token: string): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${connector.id}:${connector.secret}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
  return fetch(endpoint, { method: 'POST', body, headers: { authorization } });
}

/** Signs in up to the redirect that has the code, and returns its URL. */
async function codeUrl(server: ConnectedApi, name: string, account: string, browser: Browser) {
  await browser.open(await server.linkOf(name));
  await browser.submit({ token: tokenOf(name) });
  return (await browser.submit({ login: account }, callbackPath)).url;
}

/** Lets the clock go on beyond the ten minutes of links and sign-ins. */
function expire(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_001 });
}
afterEach(() => void vi.useRealTimers());

describe('a link', () => {
  it('of another person connects nothing: they have to enter the token of its caller', async () => {
    await using server = await serveAccounts(document());
    const victim = new Browser();
    await victim.open(await server.linkOf('eve'));
    expect(victim.page.text).toContain('Calls of <strong>eve</strong>');
    const page = await victim.submit({ token: tokenOf('ada') });
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('not the access token of eve')]);
    await expectNone(server, 'eve');
    await expectNone(server, 'ada');
  });

  it('works once', async () => {
    await using server = await serveAccounts(document());
    const link = await server.linkOf('ada');
    const [first, second] = [new Browser(), new Browser()];
    await first.open(link);
    await second.open(link);
    await first.submit({ token: tokenOf('ada') });
    expect(first.page.url).toContain(provider.url);
    expect((await second.submit({ token: tokenOf('ada') })).status).toBe(400);
    expect((await new Browser().open(link)).text).toContain('A link works once');
  });

  it.each<[what: string, change: (link: string) => string]>([
    ['that was changed', (link) => `${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`],
    ['that somebody made up', (link) => link.replace(/link=.*/, 'link=1.abc.def')],
    ['without its secret', (link) => link.replace(/\?.*/, '')],
  ])('%s is refused', async (_, change) => {
    await using server = await serveAccounts(document());
    const page = await new Browser().open(change(await server.linkOf('ada')));
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('This link has ended')]);
  });

  it('that has expired is refused, before and after it was opened', async () => {
    await using server = await serveAccounts(document());
    const link = await server.linkOf('ada');
    const browser = new Browser();
    await browser.open(link);
    expire();
    for (const page of [await browser.submit({ token: tokenOf('ada') }), await new Browser().open(link)])
      expect([page.status, page.text]).toEqual([400, expect.stringContaining('This link has ended')]);
    await expectNone(server, 'ada');
  });

  it('of another server is refused', async () => {
    await using one = await serveAccounts(document());
    await using other = await serveAccounts(document());
    const link = await one.linkOf('ada');
    const page = await new Browser().open(link.replace(new URL(one.url).origin, new URL(other.url).origin));
    expect(page.status).toBe(400);
  });

  it('shows neither the caller nor a token in its text', async () => {
    await using server = await serveAccounts(document());
    const text = Buffer.from(await server.linkOf('ada'), 'base64url').toString('latin1');
    expect(text + (await server.linkOf('ada'))).not.toContain('ada');
  });
});

describe('a form', () => {
  it('of another site is refused', async () => {
    await using server = await serveAccounts(document());
    const link = new URL(await server.linkOf('ada'));
    const body = new URLSearchParams({ link: link.searchParams.get('link') ?? '', token: tokenOf('ada') });
    const url = link.origin + link.pathname;
    const foreign = await fetch(url, { method: 'POST', body, headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const proofless = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    expect([proofless.status, await proofless.text()]).toEqual([
      403,
      expect.stringContaining('not sent from its page'),
    ]);
  });

  it('is on a page that runs no script, and that no other site can frame', async () => {
    await using server = await serveAccounts(document());
    const { headers, text } = await new Browser().open(await server.linkOf('ada'));
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(text).not.toContain('<script');
  });

  it('escapes the names of callers', async () => {
    await using issuer = await startIssuer({ audience: 'http://127.0.0.1:1/mcp' });
    const http = { authJwt: issuer.url, publicUrl: 'http://127.0.0.1:1/mcp' };
    await using server = await serveAccounts(document(), {}, { http });
    const token = await issuer.sign({ email: '<script>alert(1)</script>"@example.com' });
    const headers = { authorization: `Bearer ${token}`, 'mcp-protocol-version': '2025-11-25' };
    const { text } = await send(server.url, post(headers), call('whoAmI'));
    const [link = ''] = /http:\/\/127\.0\.0\.1:1\/connect\/[^"\s\\]+/.exec(text) ?? [];
    const page = await new Browser().open(link.replace('http://127.0.0.1:1', new URL(server.url).origin));
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;@example.com');
    expect(page.text).not.toContain('<script');
  });
});

describe('a redirect', () => {
  it('is refused in another browser, which keeps the one that began able to finish', async () => {
    await using server = await serveAccounts(document());
    const own = new Browser();
    const url = await codeUrl(server, 'eve', 'account-of-eve', own);
    const victim = await new Browser().open(url);
    expect([victim.status, victim.text]).toEqual([403, expect.stringContaining('began in another browser')]);
    await expectNone(server, 'eve');
    expect((await own.open(url)).text).toContain('eve is now connected');
  });

  it('works once', async () => {
    await using server = await serveAccounts(document());
    const browser = new Browser();
    const url = await codeUrl(server, 'ada', 'account-of-ada', browser);
    expect((await browser.open(url)).status).toBe(200);
    expect((await browser.open(url)).status).toBe(400);
    expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });

  it('that comes after ten minutes connects nothing', async () => {
    await using server = await serveAccounts(document());
    const browser = new Browser();
    const url = await codeUrl(server, 'ada', 'account-of-ada', browser);
    expire();
    expect((await browser.open(url)).status).toBe(400);
    await expectNone(server, 'ada');
  });

  it('with the state of another sign-in connects nothing', async () => {
    await using server = await serveAccounts(document());
    const [ada, eve] = [new Browser(), new Browser()];
    const state =
      new URL(await codeUrl(server, 'ada', 'account-of-ada', ada)).searchParams.get('state') ?? '';
    const own = new URL(await codeUrl(server, 'eve', 'account-of-eve', eve));
    own.searchParams.set('state', state);
    expect((await eve.open(own.href)).status).toBe(403);
    for (const name of ['ada', 'eve']) await expectNone(server, name);
  });

  it('with a code that was stolen from another sign-in connects nothing: PKCE', async () => {
    await using server = await serveAccounts(document());
    const [ada, eve] = [new Browser(), new Browser()];
    const stolen =
      new URL(await codeUrl(server, 'ada', 'account-of-ada', ada)).searchParams.get('code') ?? '';
    const own = new URL(await codeUrl(server, 'eve', 'account-of-eve', eve));
    own.searchParams.set('code', stolen);
    const page = await eve.open(own.href);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('invalid_grant')]);
    await expectNone(server, 'eve');
  });

  it.each<[what: string, change: (query: URLSearchParams) => void, status: number]>([
    ['without a state', (query) => query.delete('state'), 400],
    ['with a made up state', (query) => query.set('state', 'made-up'), 400],
    ['with two states', (query) => query.append('state', 'other'), 400],
    ['with an error of a hostile server', (query) => query.set('error', '<b>&'), 400],
  ])('%s connects nothing', async (_, change, status) => {
    await using server = await serveAccounts(document());
    const browser = new Browser();
    const url = new URL(await codeUrl(server, 'ada', 'account-of-ada', browser));
    change(url.searchParams);
    const page = await browser.open(url.href);
    expect(page.status).toBe(status);
    expect(page.text).not.toContain('<b>');
    await expectNone(server, 'ada');
  });

  it('goes to no place that a request names', async () => {
    await using server = await serveAccounts(document());
    const browser = new Browser();
    await browser.open(`${await server.linkOf('ada')}&redirect_uri=https://evil.example&next=//evil.example`);
    const page = await browser.submit(
      { token: tokenOf('ada'), redirect_uri: 'https://evil.example' },
      '/auth',
    );
    expect(page.url).toMatch(new RegExp(`^${provider.url}/auth\\?`));
    expect(new URL(page.url).searchParams.get('redirect_uri')).toBe(
      new URL(server.url).origin + callbackPath,
    );
  });

  it.each<[what: string, change: (query: URLSearchParams) => void]>([
    ['of an issuer that the document does not name', (query) => query.set('iss', 'https://evil.example')],
    ['without the issuer that its metadata promises', (query) => query.delete('iss')],
    ['of two issuers', (query) => query.append('iss', 'https://evil.example')],
  ])('%s is a mix-up', async (_, change) => {
    const api = { ...accountDocument(upstream.url, provider) };
    const discovered = structuredClone(api);
    Object.assign(discovered, {
      components: {
        securitySchemes: { oauth: { type: 'openIdConnect', openIdConnectUrl: provider.url } },
      },
    });
    await using server = await serveAccounts(discovered);
    const browser = new Browser();
    const url = new URL(await codeUrl(server, 'ada', 'account-of-ada', browser));
    expect(url.searchParams.get('iss')).toBe(provider.url);
    change(url.searchParams);
    expect((await browser.open(url.href)).status).toBe(400);
    await expectNone(server, 'ada');
  });
});

describe('an account', () => {
  it('ends if its refresh token was used by somebody else', async () => {
    const store = createMemoryStore();
    const texts: string[] = [];
    const spied = {
      ...store,
      set: async (key: string, text: string, expires: number) => {
        texts.push(text);
        return store.set(key, text, expires);
      },
    };
    await using server = await serveAccounts(document(), { store: spied });
    await server.connect('ada', 'account-of-ada');
    await server.call('ada');
    const { value, refreshToken, tokenEndpoint } = JSON.parse(texts.at(-1) ?? '');
    // The thief refreshes first, so that the server uses the token a second time.
    const stolen = await refresh(tokenEndpoint, refreshToken);
    expect(stolen.status).toBe(200);
    provider.refuse(value);
    await expect(server.call('ada')).rejects.toMatchObject({ code: -32042 });
    const { refresh_token: next } = (await stolen.json()) as { refresh_token: string };
    expect((await refresh(tokenEndpoint, next)).status).toBe(400);
  });

  it('is not sent to another server that a document of the same name has', async () => {
    const shared = { store: createMemoryStore(), secrets: 'secret-of-the-tests-of-accounts-0123' };
    await using server = await serveAccounts(document(), shared);
    await server.connect('ada', 'account-of-ada');
    await using evil = await startUpstream();
    await using other = await serveAccounts(accountDocument(evil.url, provider), shared);
    expect(await other.call('ada')).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining(`The account of Secured is not for ${evil.url}`) }],
    });
    expect(evil.requests).toEqual([]);
  });
});
