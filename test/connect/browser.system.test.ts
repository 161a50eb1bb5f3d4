import { afterAll, beforeAll, expect, it } from 'vitest';
import { startUpstream } from '../support/upstream.ts';
import { findViolations } from '../web/find-violations.ts';
import { openPage, startBrowser } from '../web/open-page.ts';
import { securedDocument } from '../security/secured-api.ts';
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

it.each([
  ['in light colours', { colorScheme: 'light' }],
  ['in dark colours', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 320, height: 640 } }],
] as const)('axe finds nothing in the pages of accounts %s', async (_, options) => {
  await using server = await serveAccounts(accountDocument(upstream.url, provider));
  await using opened = await openPage(chromium, await server.linkOf('ada'), { bypassCSP: true, ...options });
  const { page } = opened;
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Your access token for this server').fill(tokenOf('eve'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Not your link' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.goto(`${new URL(server.url).origin}/connect/secured`);
  expect(await findViolations(page)).toEqual([]);
  await page.getByLabel('Your access token for this server').fill(tokenOf('ada'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You are signed in as').waitFor();
  expect(await findViolations(page)).toEqual([]);
});

it('axe finds nothing in the form of a key', async () => {
  const document = securedDocument(
    upstream.url,
    { key: { type: 'apiKey', in: 'header', name: 'X-Key' }, login: { type: 'http', scheme: 'basic' } },
    { whoAmI: [{ key: [] }], open: [{ login: [] }] },
  );
  await using server = await serveAccounts(document, { keySchemes: ['key', 'login'] });
  for (const tool of ['whoAmI', 'open']) {
    const failure: unknown = await server.call('ada', tool).catch((error: unknown) => error);
    const [link = ''] = /http\S+\/connect\/\S+/.exec(String(failure)) ?? [];
    await using opened = await openPage(chromium, link, { bypassCSP: true });
    expect(await findViolations(opened.page)).toEqual([]);
  }
});
