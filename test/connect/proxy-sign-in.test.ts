import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, startPeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';
import { startUpstream } from '../support/upstream.ts';
import { startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, serveAccounts } from './connected-api.ts';
import { signIn } from './sign-in.ts';
import type { PeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';
import type { HttpOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';
import type { ConnectedApi } from './connected-api.ts';

let people: PeopleProvider;
let provider: ApiProvider;
let upstream: Upstream;
beforeAll(async () => {
  people = await startPeopleProvider();
  provider = await startApiProvider();
  upstream = await startUpstream((request) => provider.guard(request));
});
afterAll(async () => {
  await people[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await upstream.close();
});

function serve(options: HttpOptions = {}): Promise<ConnectedApi> {
  const { id: authClientId, secret: authClientSecret } = application;
  const http = { authProvider: people.url, authClientId, authClientSecret, ...options };
  return serveAccounts(accountDocument(upstream.url, provider), {}, { http });
}

describe('a caller who signs in by --auth-provider', () => {
  it('connects an account in the same browser without another sign-in', async () => {
    await using server = await serve();
    const browser = new Browser();
    const { access: token } = await signIn(server.url, browser, 'ada');
    await browser.open(await server.linkOf(token));
    expect(browser.page.text).toContain('Continue only if you are ada@example.com');
    await browser.submit();
    expect(browser.page.url).toContain(provider.url);
    await browser.submit({ login: 'account-of-ada' });
    expect(browser.page.text).toContain('ada@example.com is now connected');
    expect(await server.call(token)).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    expect(server.entries.filter(({ request }) => request === 'connect')).toMatchObject([
      { caller: 'ada', issuer: people.url, error: null },
    ]);
  });

  it('signs in first in a browser that does not know them', async () => {
    await using server = await serve();
    const { access: token } = await signIn(server.url, new Browser(), 'ada');
    const browser = new Browser();
    await browser.open(await server.linkOf(token));
    expect(browser.page.text).toContain('Sign in as ada@example.com first');
    await browser.submit();
    expect(browser.page.url).toContain(people.url);
    await browser.submit({ name: 'ada' });
    expect(browser.page.text).toContain('Continue only if you are ada@example.com');
    await browser.submit();
    await browser.submit({ login: 'account-of-ada' });
    expect(await server.call(token)).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });

  it.each([
    ['has signed in', true],
    ['signs in on the page', false],
  ])('connects nothing to the calls of another, if the one who opens the link %s', async (_, before) => {
    await using server = await serve();
    const { access } = await signIn(server.url, new Browser(), 'bob');
    const link = await server.linkOf(access);
    const victim = new Browser();
    if (before) await signIn(server.url, victim, 'ada');
    await victim.open(link);
    if (!before) {
      await victim.submit();
      await victim.submit({ name: 'ada' });
    }
    expect([victim.page.status, victim.page.text]).toEqual([
      403,
      expect.stringContaining('You are signed in as ada@example.com, and the link is for bob@example.com.'),
    ]);
  });

  it('is not signed in by a session that another person began, in the browser of that person alone', async () => {
    await using server = await serve();
    const { access } = await signIn(server.url, new Browser(), 'ada');
    const link = await server.linkOf(access);
    const attacker = new Browser();
    await attacker.open(link);
    await attacker.submit();
    const { url } = await attacker.submit({ name: 'ada' }, '/oauth/callback');
    const other = await new Browser().open(url);
    expect([other.status, other.headers.get('set-cookie')]).toEqual([400, null]);
    expect((await attacker.open(url)).text).toContain('Continue only if you are ada@example.com');
    expect((await attacker.open(url)).status).toBe(400);
  });

  it('may not without the claim that the server requires', async () => {
    await using server = await serve({ requiredClaims: ['groups=api-users'] });
    const browser = new Browser();
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    await browser.submit({ issuer: people.url });
    await browser.submit({ name: 'bob' });
    expect([browser.page.status, browser.page.headers.get('set-cookie')]).toEqual([
      403,
      expect.not.stringContaining('openapi-mcp-person'),
    ]);
    await browser.open(`${new URL(server.url).origin}/connect/secured`);
    expect(browser.page.text).toContain('Sign in as you do in your MCP client.');
  });

  it('signs out on the page of all accounts', async () => {
    await using server = await serve();
    const browser = new Browser();
    await signIn(server.url, browser, 'ada');
    const page = `${new URL(server.url).origin}/connect/secured`;
    await browser.open(page);
    expect(browser.page.text).toContain('signed in as <strong>ada@example.com</strong>');
    const proof = /name="proof" value="([^"]+)"/.exec(browser.page.text)?.[1] ?? '';
    await browser.open(page, { form: new URLSearchParams({ proof, action: 'sign-out' }) });
    expect(browser.page.text).toContain('Sign in as you do in your MCP client.');
  });

  it('has no session that somebody made up, or took from another server', async () => {
    await using one = await serve();
    await using other = await serve();
    const browser = new Browser();
    await signIn(one.url, browser, 'ada');
    const cookie = browser.cookiesOf(one.url);
    expect(cookie).toContain('openapi-mcp-person=');
    for (const [server, value] of [
      [other, cookie],
      [one, cookie.replace(/(openapi-mcp-person=.{20})./, '$1')],
      [one, 'openapi-mcp-person=1.a.b'],
    ] as const) {
      const page = await fetch(`${new URL(server.url).origin}/connect/secured`, {
        headers: { cookie: value },
      });
      expect(await page.text()).toContain('Sign in as you do');
    }
  });
});
