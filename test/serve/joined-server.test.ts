import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { connectHttp, connectStreams, createPipes } from '../interop/connect.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, serveCliHttp, serveCommand, runCli } from '../support/cli.ts';
import { textOf } from '../support/call.ts';
import { startUpstream } from '../support/upstream.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry, DescribedServer, NamedSource } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';

const done: JsonObject = { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } };

function documentOf(title: string, url: string, operations: string[]): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0', description: `All about ${title}.` },
    servers: [{ url }],
    security: [{ key: [] }],
    paths: Object.fromEntries(
      operations.map((operationId) => [
        `/${operationId}/{id}`,
        {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/Id' } },
          ],
          get: { operationId, summary: `Get ${operationId} of ${title}`, tags: [title], responses: done },
        },
      ]),
    ),
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
      // The two APIs have different definitions of one name.
      schemas: { Id: title === 'Pets' ? { type: 'integer' } : { type: 'string', enum: ['a', 'b'] } },
    },
  };
}

interface Apis extends AsyncDisposable {
  pets: Upstream;
  shop: Upstream;
  sources: [NamedSource, NamedSource];
}

async function startApis(): Promise<Apis> {
  const [pets, shop] = await Promise.all([startUpstream(), startUpstream()]);
  return {
    pets,
    shop,
    sources: [
      {
        key: 'pets',
        source: documentOf('Pets', pets.url, ['item', 'onlyPets']),
        options: { request: { credentials: { key: { value: 'canary-of-pets' } } } },
      },
      {
        key: 'shop',
        source: documentOf('Shop', shop.url, ['item', 'onlyShop']),
        options: { request: { credentials: { key: { value: 'canary-of-shop' } } } },
      },
    ],
    async [Symbol.asyncDispose]() {
      await Promise.all([pets[Symbol.asyncDispose](), shop[Symbol.asyncDispose]()]);
    },
  };
}

const readFile = async () => ({ data: Buffer.from(''), filename: 'a' });

const names = ({ handlers }: DescribedServer): string[] => handlers.listTools().tools.map(({ name }) => name);

const lines = ({ requests }: Upstream): string[] =>
  requests.map((request) => `${request.method} ${request.target} ${request.header('x-key')}`);

describe('a server of two APIs', () => {
  it('lists the tools and resources of both', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources);
    expect(names(server)).toEqual(['pets_item', 'pets_onlyPets', 'shop_item', 'shop_onlyShop']);
    expect(
      server.handlers.listResourceTemplates().resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    ).toEqual([
      'pets://api/item/{id}',
      'pets://api/onlyPets/{id}',
      'shop://api/item/{id}',
      'shop://api/onlyShop/{id}',
    ]);
  });

  it('sends each call to its API, with its credentials alone, and checks it with its schemas', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources);
    await server.handlers.callTool('pets_item', { id: 7 });
    await server.handlers.callTool('shop_item', { id: 'a' });
    await server.handlers.readResource('shop://api/onlyShop/b');
    const refused = await server.handlers.callTool('shop_item', { id: 7 });
    expect(lines(apis.pets)).toEqual(['GET /item/7 canary-of-pets']);
    expect(lines(apis.shop)).toEqual(['GET /item/a canary-of-shop', 'GET /onlyShop/b canary-of-shop']);
    expect(refused.isError).toBe(true);
    await server.close();
  });

  it.each([
    [undefined, [undefined, undefined, 60_000, 60_000]],
    ['search' as const, [60_000, 60_000, 60_000]],
  ])('announces the largest result of each API, with expose %j', async (expose, sizes) => {
    await using apis = await startApis();
    const [pets, shop] = apis.sources;
    const result = { maxResultChars: 60_000 };
    const large = { ...shop, options: { ...shop.options, result } };
    await using server = await createServer([pets, large], { expose });
    const { tools } = server.handlers.listTools();
    expect(tools.map(({ _meta }) => _meta?.['anthropic/maxResultSizeChars'])).toEqual(sizes);
  });

  it.each<[takers: number[], note: RegExp | undefined]>([
    [[], undefined],
    [[0], /For Pets, bytes may also be given as the file: URL/],
    [[0, 1], /\n\nBytes may also be given as the file: URL/],
  ])('says which APIs take files: %j', async (takers, note) => {
    await using apis = await startApis();
    const sources = apis.sources.map((each, index) =>
      takers.includes(index)
        ? { ...each, options: { ...each.options, request: { ...each.options?.request, readFile } } }
        : each,
    );
    await using server = await createServer(sources);
    const pipes = createPipes();
    await server.serveStdio(pipes.server);
    const client = await connectStreams(clientKinds[0], pipes.client.input, pipes.client.output);
    if (note === undefined) expect(client.instructions).not.toContain('file:');
    else expect(client.instructions).toMatch(note);
    await client.close();
  });

  it('completes values of both', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources);
    expect((await server.handlers.complete('shop://api/item/{id}', 'id', '')).values).toEqual(['a', 'b']);
    expect((await server.handlers.complete('pets://api/item/{id}', 'id', '')).values).toEqual([]);
  });

  it('searches both, and describes and calls what it found', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources, { expose: 'search' });
    const found = await server.handlers.callTool('search_operations', { query: 'item of shop' });
    expect(JSON.stringify(found.structuredContent)).toMatch(/shop_item.*pets_item/);
    const described = await server.handlers.callTool('describe_operation', { name: 'shop_item' });
    expect(textOf(described)).toContain('"enum":["a","b"]');
    await server.handlers.callTool('call_operation', { name: 'pets_item', arguments: { id: 1 } });
    expect(apis.pets.requests.map(({ target }) => target)).toEqual(['/item/1']);
  });

  it('calls no operation by a name that two APIs have', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources, { expose: 'search' });
    const call = (name: string) => server.handlers.callTool('call_operation', { name, arguments: { id: 1 } });
    expect(textOf(await call('item'))).toMatch(/^There is no operation "item"\. Did you mean /);
    await call('onlyPets');
    expect(lines(apis.pets)).toEqual(['GET /onlyPets/1 canary-of-pets']);
    expect(lines(apis.shop)).toEqual([]);
  });

  it('calls no tool by a former name that two APIs have', async () => {
    await using apis = await startApis();
    const named = await Promise.all(
      apis.sources.map(async ({ source, ...api }) => {
        const { descriptor } = await createServer(source as JsonObject, { name: api.key });
        const operations = descriptor.operations.map((each) => ({ ...each, formerName: 'former' }));
        return { ...api, source: { ...descriptor, operations } };
      }),
    );
    await using server = await createServer(named);
    await expect(server.handlers.callTool('former', { id: 1 })).rejects.toThrow('Unknown tool: former');
    expect(lines(apis.pets)).toEqual([]);
  });

  it('lists no argument for a header that an API has from its options', async () => {
    await using apis = await startApis();
    const [pets, shop] = apis.sources;
    const source = structuredClone(shop.source);
    const tenant = { name: 'X-Tenant', in: 'header', required: true, schema: { type: 'string' } };
    const own = {
      ...shop,
      source: {
        ...(source as JsonObject),
        paths: { '/a': { get: { operationId: 'a', parameters: [tenant], responses: done } } },
      },
      options: { request: { headers: { 'X-Tenant': 'one' } } },
    };
    await using server = await createServer([pets, own]);
    const { tools } = server.handlers.listTools();
    expect(tools.find(({ name }) => name === 'shop_a')?.inputSchema).not.toHaveProperty(
      'properties.X-Tenant',
    );
  });

  it('names the API in the audit log', async () => {
    await using apis = await startApis();
    const entries: AuditEntry[] = [];
    const audit = { write: (entry: AuditEntry) => void entries.push(entry) };
    await using server = await createServer(apis.sources, { audit });
    await server.handlers.callTool('shop_item', { id: 'a' });
    await server.handlers.readResource('pets://api/item/7');
    await server.handlers.callTool('none', {}).catch(() => undefined);
    await using http = await server.serveHttp({ port: 0 });
    const shop = await connectHttp(clientKinds[0], `${http.url}/shop`);
    await shop.callTool('shop_item', { id: 'b' });
    await shop.close();
    expect(entries.map(({ api, tool }) => [api, tool])).toEqual([
      ['shop', 'shop_item'],
      ['pets', 'pets_item'],
      [undefined, 'none'],
      ['shop', 'shop_item'],
    ]);
  });

  it('applies a policy to the names in the documents too', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources, { policy: { deny: ['item', 'shop_*'] } });
    expect(names(server)).toEqual(['pets_onlyPets']);
  });

  it('keeps names that differ without a prefix', async () => {
    await using apis = await startApis();
    const [pets, shop] = apis.sources;
    const own = { ...shop, options: { ...shop.options, exclude: ['item'] } };
    await using server = await createServer([pets, own], { prefix: false });
    expect(names(server)).toEqual(['item', 'onlyPets', 'onlyShop']);
  });

  it('has an endpoint for each API', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources);
    await using http = await server.serveHttp({ port: 0 });
    for (const kind of clientKinds) {
      const all = await connectHttp(kind, http.url);
      expect(await all.listTools()).toHaveLength(4);
      await all.close();
      const shop = await connectHttp(kind, `${http.url}/shop`);
      expect((await shop.listTools()).map(({ name }) => name)).toEqual(['shop_item', 'shop_onlyShop']);
      await shop.callTool('shop_item', { id: 'b' });
      await shop.close();
    }
    expect(apis.shop.requests).toHaveLength(clientKinds.length);
    const unknown = await fetch(`${http.url}/else`);
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      `Nothing here: MCP is at ${http.url}, ${http.url}/pets, ${http.url}/shop\n`,
    ]);
  });

  it('has short instructions', async () => {
    await using apis = await startApis();
    await using server = await createServer(apis.sources);
    expect(server.descriptor.instructions).toMatch(
      /^This server offers 2 APIs\.\n\npets: Pets, 2 operations\. /,
    );
    expect(server.descriptor.instructions.length).toBeLessThan(2_000);
  });
});

describe('several APIs that cannot be joined', () => {
  const one = documentOf('Pets', 'http://127.0.0.1:1', ['item']);
  const rows: [string, NamedSource[], { prefix?: boolean }, string][] = [
    [
      'a repeated key',
      [
        { key: 'pets', source: one },
        { key: 'Pets', source: one },
      ],
      {},
      'two APIs have the key Pets',
    ],
    ['an invalid key', [{ key: 'a b', source: one }], {}, '"a b" is no key of an API'],
    [
      'names that clash',
      [
        { key: 'one', source: one },
        { key: 'two', source: one },
      ],
      { prefix: false },
      'tools of several APIs have the same name: item (one, two)',
    ],
    [
      'one name',
      [
        { key: 'one', source: one, options: { name: 'pets' } },
        { key: 'two', source: one, options: { name: 'pets' } },
      ],
      {},
      'the APIs one and two have the same name, pets',
    ],
  ];
  it.each(rows)('%s is refused', async (_, apis, options, message) => {
    await expect(createServer(apis, options)).rejects.toMatchObject({ code: 'OPTION_INVALID', message });
  });
});

describe('serve with several documents', () => {
  it('serves those that load, to each client, and names the others', async () => {
    await using apis = await startApis();
    const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
    const [pets, shop] = apis.sources.map(({ key, source }) => {
      const path = join(folder, `${key}.json`);
      writeFileSync(path, JSON.stringify(source));
      return path;
    });
    const env = { MINE_KEY: 'canary-of-pets', OPENAPI_MCP_CREDENTIAL_SHOP_KEY: 'canary-of-shop' };
    const args = [`mine=${pets}`, shop ?? '', join(folder, 'none.yaml')];
    for (const kind of clientKinds) {
      const client = await connectSpawned(kind, serveCommand(args, env));
      expect((await client.listTools()).map(({ name }) => name)).toContain('mine_item');
      await client.callTool('mine_item', { id: 3 });
      await client.callTool('shop_item', { id: 'a' });
      await client.close();
    }
    expect(apis.pets.requests.map((request) => request.header('x-key'))).toEqual(
      clientKinds.map(() => 'canary-of-pets'),
    );
    expect(apis.shop.requests.map((request) => request.header('x-key'))).toEqual(
      clientKinds.map(() => 'canary-of-shop'),
    );
    await using http = await serveCliHttp(args, { env });
    const ready = await fetch(new URL('/readyz', http.url));
    expect(await ready.json()).toEqual({
      ready: true,
      failures: { [join(folder, 'none.yaml')]: 'SOURCE_NOT_FOUND' },
    });
    const strict = await runCli(['serve', ...args, '--strict']);
    expect([strict.code, strict.stderr]).toEqual([1, expect.stringContaining('none.yaml')]);
    rmSync(folder, { recursive: true });
  });

  it('refuses flags that belong to one API', async () => {
    const { code, stderr } = await runCli(['serve', 'a.yaml', 'b.yaml', '--base-url', 'http://127.0.0.1']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--base-url belongs to one API, and several are given'),
    ]);
  });
});
