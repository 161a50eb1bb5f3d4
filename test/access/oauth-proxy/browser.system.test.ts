import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import { findViolations } from '../../web/find-violations.ts';
import { openPage, startBrowser } from '../../web/open-page.ts';
import { describedShop, scopePolicy } from './described-shop.ts';
import { callTool, PlainClient } from './plain-client.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import type { ProxiedApi } from './serve-proxy.ts';
import type { PeopleProvider } from './start-people-provider.ts';

/** The application on this computer that a person comes back to. */
const application = createServer((_, response) =>
  response.setHeader('content-type', 'text/html').end('<title>Back</title><h1>You are back</h1>'),
);
let callback = '';
let browser: Browser;
let people: PeopleProvider;
let server: ProxiedApi;
beforeAll(async () => {
  await once(application.listen(0, '127.0.0.1'), 'listening');
  callback = `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;
  browser = await startBrowser();
  people = await startPeopleProvider();
  server = await serveProxy(
    people.url,
    { requiredClaims: ['groups=api-users'] },
    scopePolicy,
    sdkV2,
    describedShop,
  );
}, 120_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
  await browser.close();
  application.close();
  application.closeAllConnections();
});

/** Registers a client, and returns the URL of its authorization request. */
async function begin(): Promise<{ client: PlainClient; start: string }> {
  const client = new PlainClient(server.origin);
  await client.register({ client_name: 'Notebook', redirect_uris: [callback] });
  const scope = 'pets:read pets:write';
  return { client, start: client.authorizationUrl({ redirect_uri: callback, scope }).href };
}

/** Signs in at the identity provider. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.waitForURL(`${people.url}/**`);
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('in Chromium without scripts, a person', () => {
  it('reads who asks for what, allows it, signs in, and comes back', async () => {
    const { client, start } = await begin();
    await using opened = await openPage(browser, start, { javaScriptEnabled: false });
    const { page, problems } = opened;
    expect(await page.title()).toBe('Connect to Shop?');
    const text = await page.getByRole('main').innerText();
    for (const part of [
      'Notebook',
      'an application on this computer',
      'See your pets',
      new URL(people.url).host,
    ])
      expect(text).toContain(part);
    await page.getByRole('button', { name: 'Allow and sign in' }).click();
    await signIn(page, 'ada');
    await page.waitForURL(`${callback}?**`);
    const code = new URL(page.url()).searchParams.get('code') ?? '';
    const { json } = await client.exchange(code, { redirect_uri: callback });
    expect(await callTool(server.url, String(json['access_token']))).toBe(200);
    // Neither server has an icon.
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  }, 120_000);

  it('denies it, and comes back', async () => {
    const { start } = await begin();
    await using opened = await openPage(browser, start, { javaScriptEnabled: false });
    await opened.page.getByRole('button', { name: 'Deny' }).click();
    await opened.page.waitForURL(`${callback}?**`);
    expect(new URL(opened.page.url()).searchParams.get('error')).toBe('access_denied');
  }, 120_000);

  it('decides with the keyboard alone', async () => {
    const { start } = await begin();
    await using opened = await openPage(browser, start, { javaScriptEnabled: false });
    await opened.page.keyboard.press('Tab');
    await opened.page.keyboard.press('Enter');
    await opened.page.waitForURL(`${people.url}/**`);
    expect(await opened.page.title()).toBe('Sign in');
  }, 120_000);

  it('who may not use the server is told so', async () => {
    const { start } = await begin();
    await using opened = await openPage(browser, start, { javaScriptEnabled: false });
    await opened.page.getByRole('button', { name: 'Allow and sign in' }).click();
    await signIn(opened.page, 'bob');
    await opened.page.getByText('Your account may not use this server.').waitFor();
    expect(new URL(opened.page.url()).pathname).toBe('/oauth/callback');
  }, 120_000);
});

describe.each([
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['a phone', { viewport: { width: 320, height: 640 } }],
] as const)('axe finds nothing serious, %s,', (name, options) => {
  it.each([
    ['the consent', async () => (await begin()).start],
    ['a failure', async () => `${server.origin}/oauth/consent/unknown`],
    ['a refused request', async () => `${server.origin}/oauth/authorize`],
  ])(
    'in the page of %s',
    async (title, urlOf) => {
      await using opened = await openPage(browser, await urlOf(), { bypassCSP: true, ...options });
      const { page } = opened;
      expect(await findViolations(page)).toEqual([]);
      const folder = process.env['SCREENSHOTS'];
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${title}.png` });
    },
    120_000,
  );
});
