import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../access/issuer.ts';
import { serveProxy } from '../access/oauth-proxy/serve-proxy.ts';
import { application, startPeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';
import { startApiProvider } from '../connect/api-provider.ts';
import { accountDocument, serveAccounts } from '../connect/connected-api.ts';
import { startUpstream } from '../support/upstream.ts';
import { openPage, startBrowser } from './open-page.ts';
import { openWorkshop } from './workshop.ts';
import type { PeopleProvider } from '../access/oauth-proxy/start-people-provider.ts';
import type { Browser } from 'playwright-core';

let browser: Browser;
let provider: PeopleProvider;
beforeAll(async () => {
  [browser, provider] = await Promise.all([startBrowser(), startPeopleProvider()]);
});
afterAll(async () => {
  await browser.close();
  await provider[Symbol.asyncDispose]();
});

describe('the explorer of a server that signs people in', () => {
  it('gets a token from it, calls a tool with it, and keeps it in memory', async () => {
    await using served = await serveProxy(provider.url);
    await using opened = await openPage(browser, `${served.origin}/#/tools/getPet`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Sign in with your account' }).click();
    await page.getByRole('button', { name: /allow/i }).click();
    await page.locator('input[name=name]').fill('ada');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    expect(page.url()).toBe(`${served.origin}/#/tools/getPet`);
    await page.getByRole('textbox', { name: /petId/ }).fill('1');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Success').waitFor();
    expect(served.requests).toHaveLength(1);
    const stored = await page.evaluate('Object.keys({ ...localStorage, ...sessionStorage })');
    expect(stored).toEqual(['openapi-mcp-theme']);
    await page.getByRole('button', { name: 'Sign out ada@example.com' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    // The browser itself reports the refusals, and the icon that the provider does not have.
    expect(opened.problems.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
  });

  it.each([
    ['a refusal', '?error=access_denied&error_description=No', 'The sign-in failed: No.'],
    ['an answer to another sign-in', '?code=stolen', 'not the one that this page started'],
  ])('shows %s', async (_, query, message) => {
    await using served = await serveProxy(provider.url);
    await using opened = await openPage(browser, `${served.origin}/`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Sign in with your account' }).click();
    await page.getByRole('button', { name: /allow/i }).waitFor();
    await page.goto(`${served.origin}/`);
    const state = await page.evaluate<string>(
      "JSON.parse(sessionStorage.getItem('openapi-mcp-sign-in')).state",
    );
    await page.goto(`${served.origin}/${query}&state=${query.includes('stolen') ? `${state}x` : state}`);
    expect(await page.getByRole('alert').innerText()).toContain(message);
  });
});

it('the explorer shows where a caller connects an account, and calls with it afterwards', async () => {
  await using api = await startApiProvider();
  await using upstream = await startUpstream((request) => api.guard(request));
  const { id: authClientId, secret: authClientSecret } = application;
  const http = { authProvider: provider.url, authClientId, authClientSecret };
  await using served = await serveAccounts(accountDocument(upstream.url, api), {}, { http });
  const { origin } = new URL(served.url);
  await using opened = await openPage(browser, `${origin}/#/tools/whoAmI`);
  const { page } = opened;
  await page.getByRole('button', { name: 'Sign in with your account' }).click();
  await page.getByRole('button', { name: 'Allow and sign in' }).click();
  await page.getByLabel('Name').fill('ada');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out ada@example.com' }).waitFor();

  const run = page.getByRole('button', { name: 'Run', exact: true });
  await run.click();
  const link = page.getByRole('region', { name: 'Result' }).getByRole('link');
  expect(await link.getAttribute('href')).toContain(`${origin}/connect/secured/oauth?link=`);
  const [connecting] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  // The browser has signed in already, so the page asks for the account alone.
  await connecting.getByText('Continue only if you are').waitFor();
  expect(await connecting.getByRole('main').innerText()).toContain('ada@example.com');
  await connecting.getByRole('button', { name: 'Continue' }).click();
  await connecting.waitForURL(`${api.url}/**`);
  await connecting.locator('input[name=login]').fill('account-of-ada');
  await connecting.getByRole('button', { name: 'Sign in' }).click();
  await connecting.getByText('ada@example.com is now connected to Secured').waitFor();
  await connecting.close();

  await run.click();
  await page.getByText('Success').waitFor();
  expect(await page.getByRole('region', { name: 'Result' }).innerText()).toContain('account-of-ada');

  // The tool that says who is signed in.
  await page.goto(`${origin}/#/tools/my_accounts`);
  await run.click();
  await page.getByText('Success').waitFor();
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByRole('tab', { name: 'JSON' }).click();
  expect(await result.getByRole('tabpanel').innerText()).toContain('ada@example.com');
  expect(opened.problems.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
});

it('the explorer of a resource server names the issuer of tokens', async () => {
  await using issuer = await startIssuer();
  await using guarded = await openWorkshop({ http: { authJwt: issuer.url } });
  await using opened = await openPage(browser, guarded.root);
  await opened.page.getByText(issuer.url).waitFor();
  expect(await opened.page.getByRole('button', { name: 'Sign in with your account' }).count()).toBe(0);
});
