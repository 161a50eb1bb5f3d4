import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asJsonObject } from '../../src/json/narrow.ts';
import { connectHttp } from '../interop/connect.ts';
import { clientKinds } from '../interop/clients.ts';
import { startUpstream } from '../support/upstream.ts';
import { startApiProvider } from './api-provider.ts';
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

async function toolsOf(server: ConnectedApi): Promise<Record<string, unknown>[]> {
  const client = await connectHttp(clientKinds[0], server.url, {
    authorization: `Bearer ${tokenOf('ada')}`,
  });
  const tools = await client.listTools();
  await client.close();
  return tools;
}

describe('the tool my_accounts', () => {
  it('is listed', async () => {
    await using server = await serveAccounts(document());
    expect((await toolsOf(server)).at(-1)).toEqual({
      name: 'my_accounts',
      title: 'My accounts',
      description: expect.stringMatching(/^Says who the caller is signed in as, and which accounts/),
      inputSchema: { type: 'object' },
      annotations: { readOnlyHint: true, openWorldHint: false },
    });
  });

  it.each(clientKinds)('says who calls, and what they have connected: $label', async (kind) => {
    await using server = await serveAccounts(document());
    await server.connect('eve', 'account-of-eve');
    const page = `${new URL(server.url).origin}/connect/secured`;
    const link = expect.stringContaining(`${page}/oauth?link=`);
    expect(await server.call('ada', 'my_accounts', kind)).toMatchObject({
      structuredContent: {
        caller: { name: 'ada', label: 'ada' },
        accounts: [{ api: 'Secured', scheme: 'oauth', connected: false, link, page }],
      },
    });
    expect((await server.call('eve', 'my_accounts', kind))['structuredContent']).toEqual({
      caller: { name: 'eve', label: 'eve' },
      accounts: [{ api: 'Secured', scheme: 'oauth', connected: true, page }],
    });
    expect(server.entries.at(-1)).toMatchObject({ caller: 'eve', tool: 'my_accounts', error: null });
  });

  it('has a link that connects an account of its caller alone', async () => {
    await using server = await serveAccounts(document());
    const result = await server.call('ada', 'my_accounts');
    const [link = ''] = /http\S+\?link=[^"\s]+/.exec(JSON.stringify(result['structuredContent'])) ?? [];
    const other = new Browser();
    await other.open(link);
    expect((await other.submit({ token: tokenOf('eve') })).status).toBe(403);
    const browser = new Browser();
    await browser.open(link);
    await browser.submit({ token: tokenOf('ada') });
    await browser.submit({ login: 'account-of-ada' });
    expect(await server.call('ada')).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
  });

  it('is called in search mode', async () => {
    await using server = await serveAccounts(document(), {}, { expose: 'search' });
    expect((await toolsOf(server)).map(({ name }) => name)).toContain('my_accounts');
    const result = await server.call('ada', 'my_accounts');
    expect(asJsonObject(result['structuredContent'])?.['caller']).toEqual({ name: 'ada', label: 'ada' });
  });

  it('has a name that no operation has', async () => {
    const { paths, ...rest } = document();
    const operation = { operationId: 'my_accounts', responses: { '200': { description: 'Done' } } };
    const clashing = { ...rest, paths: { ...asJsonObject(paths), '/accounts': { get: operation } } };
    await using server = await serveAccounts(clashing);
    const names = (await toolsOf(server)).map(({ name }) => name);
    expect(names).toEqual(['whoAmI', 'maybe', 'open', 'my_accounts', 'my_accounts_2']);
    expect(await server.call('ada', 'my_accounts_2')).toMatchObject({
      structuredContent: { caller: { name: 'ada' } },
    });
  });

  it('is subject to the policy, as every tool', async () => {
    await using server = await serveAccounts(document(), {}, { policy: { deny: ['my_accounts'] } });
    expect((await toolsOf(server)).map(({ name }) => name)).toEqual(['whoAmI', 'maybe', 'open']);
  });

  it('answers without a token', async () => {
    await using server = await serveAccounts(document());
    await server.connect('ada', 'account-of-ada');
    await server.call('ada');
    const token = upstream.requests.at(-1)?.header('authorization')?.slice(7) ?? '';
    expect(token).not.toBe('');
    expect(JSON.stringify(await server.call('ada', 'my_accounts'))).not.toContain(token);
  });
});
