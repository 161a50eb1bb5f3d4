import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { clientKinds } from '../interop/clients.ts';
import { runCli, serveCliHttp } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, environment, serveAccounts, tokenOf } from './connected-api.ts';
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

/** Returns the access token of the last request to the API. */
const lastToken = (): string => upstream.requests.at(-1)?.header('authorization')?.slice(7) ?? '';

it('calls the API with the account of each caller', async () => {
  await using server = await serveAccounts(document());
  const page = await server.connect('ada', 'account-of-ada');
  expect(page.text).toContain('ada is now connected to Secured');
  expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  await expect(server.call('eve')).rejects.toThrow('needs your own account');
  await server.connect('eve', 'account-of-eve');
  expect(await server.call('eve')).toMatchObject({ structuredContent: { account: 'account-of-eve' } });
  expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
});

describe('a call without an account', () => {
  it.each(clientKinds.slice(0, 2))('is the error of URL elicitation: $label', async (kind) => {
    await using server = await serveAccounts(document());
    const before = upstream.requests.length;
    await expect(server.call('ada', 'whoAmI', kind)).rejects.toMatchObject({
      code: -32042,
      message: expect.stringContaining('Secured needs your own account.'),
      data: {
        elicitations: [
          {
            mode: 'url',
            elicitationId: expect.stringMatching(/^[\da-f-]{36}$/),
            url: expect.stringContaining(`${new URL(server.url).origin}/connect/secured/oauth?link=`),
            message: expect.stringContaining('Secured needs your own account.'),
          },
        ],
      },
    });
    expect(upstream.requests).toHaveLength(before);
    expect(server.entries).toMatchObject([{ caller: 'ada', tool: 'whoAmI', error: 'ACCOUNT_REQUIRED' }]);
  });

  it('is not sent where security is optional either', async () => {
    await using server = await serveAccounts(document());
    await expect(server.call('ada', 'maybe')).rejects.toMatchObject({ code: -32042 });
  });

  it('is sent where the operation needs no account', async () => {
    await using server = await serveAccounts(document());
    await server.call('ada', 'open');
    expect(upstream.requests.at(-1)?.header('authorization')).toBeUndefined();
  });

  it('is a result with the link for a client of 2026-07-28 that opens no page', async () => {
    await using server = await serveAccounts(document());
    expect(await server.call('ada', 'whoAmI', clientKinds[2])).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/ada has not connected an account of Secured.*\/connect\//s) }],
    });
  });

  it('is answered with the same in search mode', async () => {
    await using server = await serveAccounts(document(), {}, { expose: 'search' });
    const client = await newClient(server, async () => 'cancel');
    const call = client.callTool({ name: 'call_operation', arguments: { name: 'whoAmI', arguments: {} } });
    expect(JSON.stringify(await call)).toContain('/connect/secured/oauth?link=');
  });
});

/** Connects a client of 2026-07-28 that opens pages. */
async function newClient(
  server: ConnectedApi,
  open: (url: string) => Promise<'accept' | 'decline' | 'cancel'>,
) {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: { elicitation: { url: {} } } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => ({
    action: await open('url' in params ? String(params.url) : ''),
  }));
  const headers = { authorization: `Bearer ${tokenOf('ada')}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }));
  return client;
}

describe('a client of 2026-07-28 that opens pages', () => {
  it('goes on with the same call', async () => {
    await using server = await serveAccounts(document());
    const client = await newClient(server, async (url) => {
      const browser = new Browser();
      await browser.open(url);
      await browser.submit({ token: tokenOf('ada') });
      await browser.submit({ login: 'account-of-ada' });
      return 'accept';
    });
    const result = await client.callTool({ name: 'whoAmI', arguments: {} });
    expect(result).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    expect(server.entries.map(({ request, error }) => [request, error])).toEqual([
      ['tools/call', 'ACCOUNT_REQUIRED'],
      ['connect', null],
      ['tools/call', null],
    ]);
  });

  it('goes on while the person is still signing in', async () => {
    await using server = await serveAccounts(document());
    let signingIn: Promise<unknown> | undefined;
    const client = await newClient(server, async (url) => {
      const browser = new Browser();
      signingIn = browser
        .open(url)
        .then(() => browser.submit({ token: tokenOf('ada') }))
        .then(() => browser.submit({ login: 'account-of-ada' }));
      return 'accept';
    });
    const result = await client.callTool({ name: 'whoAmI', arguments: {} });
    expect(result).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    await signingIn;
  });

  it('gets a result if the person declines', async () => {
    await using server = await serveAccounts(document());
    const client = await newClient(server, async () => 'decline');
    expect(await client.callTool({ name: 'whoAmI', arguments: {} })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('and did not open the page; nothing was sent') }],
    });
  });
});

describe('an account', () => {
  it('is refreshed once for calls at the same time, if the API refuses its token', async () => {
    await using server = await serveAccounts(document());
    await server.connect('ada', 'account-of-ada');
    await server.call('ada');
    const first = lastToken();
    provider.refuse(first);
    const results = await Promise.all(Array.from({ length: 5 }, () => server.call('ada')));
    for (const result of results)
      expect(result).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    expect(lastToken()).not.toBe(first);
    const used = upstream.requests.slice(-10).map((request) => request.header('authorization'));
    expect(new Set(used).size).toBeLessThanOrEqual(2);
  });

  it('ends if the person revokes it, and can be connected again', async () => {
    await using server = await serveAccounts(document());
    await server.connect('ada', 'account-of-ada');
    await server.call('ada');
    await provider.revoke(lastToken());
    await expect(server.call('ada')).rejects.toMatchObject({ code: -32042 });
    await server.connect('ada', 'other-account-of-ada');
    expect(await server.call('ada')).toMatchObject({
      structuredContent: { account: 'other-account-of-ada' },
    });
  });

  it('is shared by the processes of a store, also while it is refreshed', async () => {
    const shared = { store: createMemoryStore(), secrets: 'secret-of-the-tests-of-accounts-0123' };
    await using one = await serveAccounts(document(), shared);
    await using other = await serveAccounts(document(), shared);
    await one.connect('ada', 'account-of-ada');
    await other.call('ada');
    provider.refuse(lastToken());
    const results = await Promise.all([one, other, one, other].map((server) => server.call('ada')));
    for (const result of results)
      expect(result).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });

  it('is connected by a link of another process', async () => {
    const shared = { store: createMemoryStore(), secrets: 'secret-of-the-tests-of-accounts-0123' };
    await using one = await serveAccounts(document(), shared);
    await using other = await serveAccounts(document(), shared);
    const link = await one.linkOf('ada');
    const browser = new Browser();
    await browser.open(link.replace(new URL(one.url).origin, new URL(other.url).origin));
    await browser.submit({ token: tokenOf('ada') });
    expect((await browser.submit({ login: 'account-of-ada' })).text).toContain('ada is now connected');
    expect(await one.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });
});

describe('the command line', () => {
  const flags = ['--name', 'secured', '--per-user'];

  it('connects accounts', async () => {
    const input = JSON.stringify(document());
    await using issuer = await startIssuerWithToken();
    const access = ['--auth-jwt', issuer.url, '--public-url', 'http://127.0.0.1:1/mcp'];
    await using server = await serveCliHttp(['-', ...flags, ...access], { input, env: environment });
    expect(server.stderr()).toContain("each caller's own account");
    const headers = { authorization: `Bearer ${issuer.token}` };
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }),
    );
    await expect(client.callTool({ name: 'whoAmI', arguments: {} })).rejects.toThrow(
      'http://127.0.0.1:1/connect/secured/oauth?link=',
    );
  });

  it.each([
    ['over standard input and output', [], environment, 'Run openapi-mcp login'],
    ['without callers', ['--transport', 'http'], environment, 'nobody knows whose account it is'],
    [
      'without a client',
      [
        '--transport',
        'http',
        '--auth-jwt',
        'https://id.example.com',
        '--public-url',
        'https://a.example/mcp',
      ],
      {},
      'SECURED_OAUTH_CLIENT_ID',
    ],
  ])('refuses %s', async (_, more, env, message) => {
    const input = JSON.stringify(document());
    const source = more.length === 0 ? 'specs/petstore.yaml' : '-';
    const { code, stderr } = await runCli(['serve', source, ...flags, ...more], { input, env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

async function startIssuerWithToken() {
  const { startIssuer } = await import('../access/issuer.ts');
  const issuer = await startIssuer({ audience: 'http://127.0.0.1:1/mcp' });
  return Object.assign(issuer, { token: await issuer.sign() });
}
