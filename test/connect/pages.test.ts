import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startUpstream } from '../support/upstream.ts';
import { signInClient, startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, serveAccounts, tokenOf } from './connected-api.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';

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

describe('the page of all accounts', () => {
  it('connects and disconnects an account of the caller who signs in, and revokes its tokens', async () => {
    await using server = await serveAccounts(document());
    const browser = new Browser();
    await browser.open(`${new URL(server.url).origin}/connect`);
    expect(browser.page.text).toContain('Sign in as you do in your MCP client.');
    await browser.submit({ token: tokenOf('ada') });
    expect(browser.page.text).toContain('signed in as <strong>ada</strong>');
    expect(browser.page.text).toContain('No account is connected.');
    await browser.submit();
    await browser.submit({ login: 'account-of-ada' });
    expect(browser.page.text).toContain('ada is now connected');
    expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    const token = upstream.requests.at(-1)?.header('authorization')?.slice(7) ?? '';
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    expect(browser.page.text).toContain('An account is connected.');
    await browser.submit({ action: 'disconnect' });
    expect(browser.page.text).toContain('Its tokens were revoked.');
    expect(await provider.introspect(token)).toEqual({ active: false });
    await expect(server.call('ada')).rejects.toMatchObject({ code: -32042 });
    expect(server.entries.filter(({ request }) => request.includes('connect'))).toMatchObject([
      { request: 'connect', caller: 'ada', error: null },
      { request: 'disconnect', caller: 'ada', error: null, reason: 'the tokens were revoked' },
    ]);
  });

  it('does nothing for a browser that has not signed in, or has signed out', async () => {
    await using server = await serveAccounts(document());
    await server.connect('ada', 'account-of-ada');
    const page = `${new URL(server.url).origin}/connect/secured`;
    const browser = new Browser();
    await browser.open(page);
    const { url } = browser.page;
    await browser.open(`${page}/oauth`, { form: new URLSearchParams({ action: 'disconnect' }) });
    expect(browser.page.status).toBe(403);
    await browser.open(url);
    await browser.submit({ token: 'wrong-token-0123456789' });
    expect(browser.page.status).toBe(403);
    await browser.open(url);
    await browser.submit({ token: tokenOf('ada') });
    const { text } = browser.page;
    const proof = /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? '';
    await browser.open(url, { form: new URLSearchParams({ proof, action: 'sign-out' }) });
    expect(browser.page.text).toContain('Sign in as you do');
    await browser.open(`${page}/oauth`, { form: new URLSearchParams({ proof, action: 'disconnect' }) });
    expect(browser.page.status).toBe(403);
    expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });

  it('has no other method and no other page', async () => {
    await using server = await serveAccounts(document());
    const { origin } = new URL(server.url);
    const statuses = [
      ['PUT', '/connect/secured/oauth', 405],
      ['GET', '/connect/secured/other', 404],
      ['GET', '/connect/other/oauth', 404],
      ['GET', '/connect/sign-in', 404],
      ['GET', '/connect/%E0/%E0', 404],
      ['GET', '/connect/secured/oauth/callback', 400],
      ['POST', '/connect/secured/oauth/callback', 404],
      ['GET', '/connection', 404],
    ] as const;
    for (const [method, path, status] of statuses)
      expect([path, (await fetch(origin + path, { method })).status]).toEqual([path, status]);
  });
});

describe('callers with tokens of an issuer', () => {
  const publicUrl = 'http://127.0.0.1/mcp';

  async function serve() {
    const signIn = {
      issuers: [provider.url],
      clientId: signInClient.id,
      clientSecret: signInClient.secret,
    };
    const http = { authJwt: provider.url, publicUrl };
    const server = await serveAccounts(document(), { signIn }, { http });
    // The public URL has no port of its own, while the issuer accepts any port of this machine.
    const local = (url: string): string => url.replace('http://127.0.0.1/', `${new URL(server.url).origin}/`);
    return Object.assign(server, { local });
  }

  it('sign in there before they connect an account', async () => {
    await using server = await serve();
    const { local } = server;
    const token = await provider.tokenFor('ada', publicUrl);
    const link = local(await server.linkOf(token));
    const browser = new Browser();
    await browser.open(link);
    expect(browser.page.text).toContain('Sign in as ada first');
    browser.rewrite = local;
    await browser.submit();
    await browser.submit({ login: 'ada' });
    expect(browser.page.text).toContain('Continue only if you are ada');
    await browser.submit();
    await browser.submit({ login: 'ada' });
    expect(browser.page.text).toContain('is now connected');
    expect(await server.call(token)).toMatchObject({ structuredContent: { account: 'ada' } });
  });

  it('connect nothing to the calls of somebody else', async () => {
    await using server = await serve();
    const { local } = server;
    const token = await provider.tokenFor('eve', publicUrl);
    const victim = new Browser();
    victim.rewrite = local;
    await victim.open(local(await server.linkOf(token)));
    await victim.submit();
    await victim.submit({ login: 'ada' });
    expect([victim.page.status, victim.page.text]).toEqual([
      403,
      expect.stringContaining('and the link is for eve. Do not go on'),
    ]);
    await expect(server.call(token)).rejects.toMatchObject({ code: -32042 });
  });

  it.each<[string, (url: string) => string]>([
    ['was changed', (url) => url.replace(/state=./, 'state=-')],
    ['is made up', (url) => url.replace(/state=[^&]*/, 'state=made-up')],
    ['is missing', (url) => url.replace(/state=[^&]*/, '')],
    [
      'has expired',
      (url) => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_001 });
        return url;
      },
    ],
  ])('do not finish a sign-in whose state %s', async (_, change) => {
    await using server = await serve();
    const { local } = server;
    const browser = new Browser();
    browser.rewrite = local;
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    await browser.submit();
    const { url } = await browser.submit({ login: 'ada' }, '/connect/sign-in');
    onTestFinished(() => void vi.useRealTimers());
    expect((await browser.open(change(local(url)))).status).toBe(404);
  });

  it('finish a sign-in in the browser that began it, and once', async () => {
    await using server = await serve();
    const { local } = server;
    const browser = new Browser();
    browser.rewrite = local;
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    await browser.submit({ issuer: 'https://evil.example' });
    expect(browser.page.status).toBe(403);
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    await browser.submit();
    const { url } = await browser.submit({ login: 'ada' }, '/connect/sign-in');
    const other = new Browser();
    other.rewrite = local;
    expect((await other.open(local(url))).status).toBe(403);
    expect((await browser.open(local(url))).text).toContain('signed in as <strong>ada');
    expect((await browser.open(local(url))).status).toBe(404);
  });
});
