import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, serveCliHttp } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess } from '../support/cli.ts';

const client2026 = clientKinds[2];
const small = {
  openapi: '3.0.3',
  info: { title: 'Small', version: '1' },
  servers: [{ url: '/api/{version}', variables: { version: { default: 'v1' } } }],
  paths: { '/things': { get: { operationId: 'listThings', responses: { 200: { description: 'All' } } } } },
};

interface ServedDocument extends AsyncDisposable {
  client: InteropClient;
  server: RunningProcess;
}

async function serve(args: string[], env: Record<string, string> = {}, input = ''): Promise<ServedDocument> {
  const server = await serveCliHttp(args, { env, input });
  const client = await connectHttp(client2026, server.url);
  return {
    client,
    server,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('serves a document', () => {
  it.each([
    ['YAML', () => readFile(petstorePath, 'utf8'), 25],
    ['JSON', async () => JSON.stringify(small), 1],
  ])('in %s from standard input', async (_, read, count) => {
    await using served = await serve(['-'], {}, await read());
    expect(await served.client.listTools()).toHaveLength(count);
  });

  it('from a URL, and resolves its relative server URL against it', async () => {
    await using upstream = await startUpstream(({ target }) =>
      jsonAnswer(target === '/docs/openapi.json' ? small : []),
    );
    await using served = await serve([`${upstream.url}/docs/openapi.json`, '--server-var', 'version=v2']);
    await served.client.callTool('listThings');
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/docs/openapi.json', '/api/v2/things']);
  });
});

describe('serves a selection of operations', () => {
  it.each([
    [
      ['--include', 'tag:shops'],
      ['findShops', 'getOpeningHours', 'sendMessage'],
    ],
    [
      ['--include', 'list*', '--exclude', 'tag:pets'],
      ['listPhotos', 'listOrders'],
    ],
    [
      ['--include', '/orders/**', '--include', 'POST /orders', '--exclude', 'delete'],
      ['placeOrder', 'getOrder', 'getReceipt'],
    ],
  ])('by %j', async (flags, names) => {
    await using served = await serve([petstorePath, ...flags]);
    expect((await served.client.listTools()).map(({ name }) => name)).toEqual(names);
  });

  it('by flags that stand before the document', async () => {
    await using served = await serve(['--include', 'tag:shops', petstorePath]);
    expect(await served.client.listTools()).toHaveLength(3);
  });

  it('without resources', async () => {
    await using served = await serve([petstorePath, '--resources', 'off']);
    expect(served.client.capabilities).toEqual({ tools: {} });
    expect(served.server.stderr()).toContain('25 tools, 0 resource templates, 0 resources');
  });
});

describe('a request', () => {
  it('goes to --base-url with every --header and the credentials that its operation requires', async () => {
    await using upstream = await startUpstream(jsonAnswer({ items: [], nextCursor: null }));
    const flags = [
      '--base-url',
      `${upstream.url}/mirror/`,
      '--header',
      'X-Tenant: demo',
      '--header',
      'X-Trace:1',
    ];
    await using served = await serve([petstorePath, ...flags, '--name', 'Corner Shop'], {
      CORNER_SHOP_STAFF_TOKEN: 'demo-secret',
    });
    await served.client.callTool('listPets');
    await served.client.callTool('listOrders');
    const sent = upstream.requests.map((request) => [
      request.target,
      ...['x-tenant', 'x-trace', 'authorization'].map((name) => request.header(name)),
    ]);
    expect(sent).toEqual([
      ['/mirror/pets', 'demo', '1', undefined],
      ['/mirror/orders', 'demo', '1', 'Bearer demo-secret'],
    ]);
    expect(served.server.stderr()).toContain(
      'Credentials: CORNER_SHOP_STAFF_TOKEN (set), CORNER_SHOP_MANAGER_KEY (not set), ',
    );
    expect(served.server.stderr()).not.toContain('demo-secret');
  });
});
