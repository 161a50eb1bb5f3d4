import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUpstream } from '../support/upstream.ts';
import { openPage, startBrowser } from '../web/open-page.ts';
import { startApiProvider } from './api-provider.ts';
import { accountDocument, serveAccounts, tokenOf } from './connected-api.ts';
import type { Browser } from 'playwright-core';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';

let chromium: Browser;
let provider: ApiProvider;
let upstream: Upstream;
beforeAll(async () => {
  chromium = await startBrowser();
  provider = await startApiProvider();
  upstream = await startUpstream((request) => provider.guard(request));
});
afterAll(async () => {
  await chromium.close();
  await provider[Symbol.asyncDispose]();
  await upstream.close();
});

it('a person connects an account in Chromium without scripts, and disconnects it', async () => {
  await using server = await serveAccounts(accountDocument(upstream.url, provider));
  const link = await server.linkOf('ada');
  await using opened = await openPage(chromium, link, { javaScriptEnabled: false });
  const { page, problems } = opened;
  expect(await page.title()).toBe('Connect Secured');
  await page.getByLabel('Your access token for this server').fill(tokenOf('ada'));
  await page.getByRole('button', { name: 'Continue' }).click();
  // The authorization server of the API asks who that is.
  await page.waitForURL(`${provider.url}/**`);
  await page.locator('input[name=login]').fill('account-of-ada');
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByRole('heading').textContent()).toBe('Connected');
  expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });

  await page.goto(`${new URL(server.url).origin}/connect`);
  await page.getByLabel('Your access token for this server').fill(tokenOf('ada'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByText('You are signed in as').textContent()).toContain('ada');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  expect(await page.getByRole('heading').textContent()).toBe('Disconnected');
  await expect(server.call('ada')).rejects.toMatchObject({ code: -32042 });
  // Neither server has an icon.
  expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
});
