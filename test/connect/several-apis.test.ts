import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, createUserAccounts, describeApi, loadDocument, openStore } from '../../src/index.ts';
import { connectHttp } from '../interop/connect.ts';
import { clientKinds } from '../interop/clients.ts';
import { runCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { connector, startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, tokenOf, tokens } from './connected-api.ts';
import type { Store } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';

const keys = ['cats', 'dogs'] as const;
const secrets = 'secret-of-the-tests-of-several-apis-0123';
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-several-'));
/** An API with its authorization server, each. */
let apis: { key: string; provider: ApiProvider; upstream: Upstream }[] = [];
beforeAll(async () => {
  apis = await Promise.all(
    keys.map(async (key) => {
      const provider = await startApiProvider(keys.map((each) => `/connect/${each}/oauth/callback`));
      return { key, provider, upstream: await startUpstream((request) => provider.guard(request)) };
    }),
  );
});
afterAll(async () => {
  for (const { provider, upstream } of apis) {
    await provider[Symbol.asyncDispose]();
    await upstream.close();
  }
  rmSync(folder, { recursive: true });
});

const providerOf = (key: string): ApiProvider | undefined => apis.find((api) => api.key === key)?.provider;

/** Serves both APIs as one server. */
async function serve(store: Store) {
  const named = await Promise.all(
    apis.map(async ({ key, provider, upstream }) => {
      const document = accountDocument(upstream.url, provider);
      const { descriptor } = describeApi(
        await loadDocument({ ...document, info: { title: `The ${key}`, version: '1' } }),
        { name: key },
      );
      const prefix = `${key.toUpperCase()}_OAUTH_CLIENT`;
      const environment = { [`${prefix}_ID`]: connector.id, [`${prefix}_SECRET`]: connector.secret };
      const accounts = createUserAccounts(descriptor, { environment, store, secrets });
      return {
        key,
        source: descriptor,
        options: { request: { accounts, credentials: accounts.credentials } },
      };
    }),
  );
  const server = await createServer(named);
  const served = await server.serveHttp({ port: 0, authTokens: tokens });
  async function call(name: string, tool: string, url = served.url) {
    const client = await connectHttp(clientKinds[0], url, { authorization: `Bearer ${tokenOf(name)}` });
    try {
      return await client.callTool(tool);
    } finally {
      await client.close();
    }
  }
  return {
    url: served.url,
    origin: new URL(served.url).origin,
    call,
    async [Symbol.asyncDispose]() {
      await served.close();
      await server.close();
    },
  };
}

type Several = Awaited<ReturnType<typeof serve>>;

async function linkOf(server: Several, name: string, tool: string): Promise<string> {
  const failure: unknown = await server.call(name, tool).catch((error: unknown) => error);
  return /http\S+\/connect\/\S+/.exec(String(failure))?.[0] ?? '';
}

async function connect(server: Several, name: string, key: string): Promise<Browser> {
  const browser = new Browser();
  await browser.open(await linkOf(server, name, `${key}_whoAmI`));
  await browser.submit({ token: tokenOf(name) });
  await browser.submit({ login: `${key}-account-of-${name}` });
  return browser;
}

describe('several APIs', () => {
  it('have accounts of their own', async () => {
    await using server = await serve(await openStore(join(folder, 'own'), secrets));
    expect(await linkOf(server, 'ada', 'cats_whoAmI')).toContain(`${server.origin}/connect/cats/oauth?link=`);
    const browser = await connect(server, 'ada', 'cats');
    expect(browser.page.text).toContain('ada is now connected to The cats');
    const cat = { structuredContent: { account: 'cats-account-of-ada' } };
    expect(await server.call('ada', 'cats_whoAmI')).toMatchObject(cat);
    expect(await server.call('ada', 'cats_whoAmI', `${server.url}/cats`)).toMatchObject(cat);
    await expect(server.call('ada', 'dogs_whoAmI')).rejects.toThrow('The dogs needs your own account');
    await connect(server, 'ada', 'dogs');
    expect(await server.call('ada', 'dogs_whoAmI')).toMatchObject({
      structuredContent: { account: 'dogs-account-of-ada' },
    });
    for (const { key, provider, upstream } of apis)
      for (const request of upstream.requests) {
        const token = request.header('authorization')?.slice(7) ?? '';
        expect(await provider.introspect(token)).toMatchObject({ sub: `${key}-account-of-ada` });
      }
  });

  it('have one tool that lists the accounts of all, and each endpoint one for its own', async () => {
    await using server = await serve(await openStore(join(folder, 'tool'), secrets));
    await connect(server, 'ada', 'dogs');
    const [cats, dogs] = [
      { api: 'The cats', connected: false },
      { api: 'The dogs', connected: true },
    ];
    expect(await server.call('ada', 'my_accounts')).toMatchObject({
      structuredContent: { accounts: [cats, dogs] },
    });
    expect(await server.call('ada', 'my_accounts', `${server.url}/dogs`)).toMatchObject({
      structuredContent: { accounts: [dogs] },
    });
  });

  it('have pages of their own, and one that leads to them', async () => {
    await using server = await serve(await openStore(join(folder, 'pages'), secrets));
    const browser = new Browser();
    await browser.open(`${server.origin}/connect`);
    expect(browser.page.text).toContain('<a href="connect/cats">The cats</a>');
    expect(browser.page.text).toContain('<a href="connect/dogs">The dogs</a>');
    expect(browser.page.headers.get('content-security-policy')).toContain("default-src 'none'");
    await browser.open(`${server.origin}/connect/cats`);
    await browser.submit({ token: tokenOf('ada') });
    await browser.open(`${server.origin}/connect`);
    expect(browser.page.text).toContain('You are signed in as <strong>ada</strong>.');
    await browser.open(`${server.origin}/connect/dogs`);
    expect(browser.page.text).toContain('Accounts for The dogs');
  });

  it('do not take the link, the state or the redirect of another', async () => {
    await using server = await serve(await openStore(join(folder, 'mix'), secrets));
    const link = await linkOf(server, 'ada', 'cats_whoAmI');
    expect((await new Browser().open(link.replace('/cats/', '/dogs/'))).status).toBe(400);
    const browser = new Browser();
    await browser.open(link);
    await browser.submit({ token: tokenOf('ada') });
    // The code of one authorization server arrives where those of the other are exchanged.
    const { url } = await browser.submit({ login: 'cat' }, '/connect/cats/oauth/callback');
    const mixed = await browser.open(url.replace('/cats/', '/dogs/'));
    expect([mixed.status, mixed.text]).toEqual([400, expect.stringContaining('This link has ended')]);
    const own = await linkOf(server, 'ada', 'dogs_whoAmI');
    await browser.open(own);
    await browser.submit({ token: tokenOf('ada') });
    const dog = new URL((await browser.submit({ login: 'dog' }, '/connect/dogs/oauth/callback')).url);
    dog.searchParams.set('code', new URL(url).searchParams.get('code') ?? '');
    expect((await browser.open(dog.href)).status).toBe(400);
    dog.searchParams.set('iss', providerOf('cats')?.url ?? '');
    expect((await browser.open(dog.href)).status).toBe(400);
    await expect(server.call('ada', 'dogs_whoAmI')).rejects.toMatchObject({ code: -32042 });
  });

  it('are listed and removed by the command accounts', async () => {
    const place = join(folder, 'command');
    await using server = await serve(await openStore(place, secrets));
    await connect(server, 'ada', 'cats');
    await connect(server, 'ada', 'dogs');
    await connect(server, 'eve', 'dogs');
    const run = (...more: string[]) =>
      runCli(['accounts', '--token-store', place, ...more], { env: { OPENAPI_MCP_AUTH_SECRET: secrets } });
    expect((await run()).stdout).toBe('cats/oauth  ada\ndogs/oauth  ada\ndogs/oauth  eve\n');
    expect(await run('--api', 'dogs', '--caller', 'ada', '--remove')).toMatchObject({
      stderr: 'Removed 1 account.\n',
    });
    expect(await server.call('ada', 'cats_whoAmI')).toMatchObject({
      structuredContent: { account: 'cats-account-of-ada' },
    });
    await expect(server.call('ada', 'dogs_whoAmI')).rejects.toMatchObject({ code: -32042 });
    expect(await server.call('eve', 'dogs_whoAmI')).toMatchObject({
      structuredContent: { account: 'dogs-account-of-eve' },
    });
  });
});
