import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectSpawned, runCli, serveCommand } from '../support/cli.ts';
import { clientKinds } from '../interop/clients.ts';
import { startUpstream } from '../support/upstream.ts';
import { createFiles } from './files.ts';

const { folder, write } = createFiles();

function documentOf(title: string): string {
  return `openapi: 3.1.0
info: { title: ${title}, version: '1' }
servers: [{ url: 'http://127.0.0.1:1' }]
paths:
  /items:
    get: { operationId: listItems, parameters: [{ name: tenant, in: query, schema: { type: string } }], responses: {} }
    delete: { operationId: dropItems, responses: {} }
`;
}

write('pets.yaml', documentOf('Pets'));
write('shop.yaml', documentOf('Shop'));

describe('the APIs of a config file', () => {
  it('have documents, base URLs, headers, selections and shaping of their own', async () => {
    await using pets = await startUpstream();
    await using shop = await startUpstream();
    const config = write(
      'two.config.yaml',
      `header: { X-All: everyone }
apis:
  pets:
    document: pets.yaml
    baseUrl: ${pets.url}
    header: { X-Pets: 'yes' }
    exclude: [delete]
  shop:
    document: shop.yaml
    baseUrl: ${shop.url}/v2
    operations:
      listItems: { name: wares, arguments: { tenant: { value: '\${SHOP_TENANT}' } } }
`,
    );
    const [kind] = clientKinds;
    const command = serveCommand(['--config', config], { SHOP_TENANT: 't-9' });
    const client = await connectSpawned(kind, command);
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['pets_listItems', 'shop_wares', 'shop_dropItems']);
    await client.callTool('pets_listItems', { tenant: 'x' });
    await client.callTool('shop_wares', {});
    await client.close();
    const lines = ({ requests }: typeof pets): string[] =>
      requests.map((request) =>
        [request.target, request.header('x-all') ?? '-', request.header('x-pets') ?? '-'].join(' '),
      );
    expect(lines(pets)).toEqual(['/items?tenant=x - yes']);
    expect(lines(shop)).toEqual(['/v2/items?tenant=t-9 everyone -']);
  });

  it('have retries and resources of their own', async () => {
    await using pets = await startUpstream();
    await using shop = await startUpstream();
    for (const upstream of [pets, shop]) upstream.answer({ status: 503 });
    const config = write(
      'own.config.yaml',
      `retries: 0
resources: 'off'
apis:
  pets: { document: pets.yaml, baseUrl: ${pets.url}, retries: 1, resources: 'on' }
  shop: { document: shop.yaml, baseUrl: ${shop.url} }
`,
    );
    const client = await connectSpawned(clientKinds[0], serveCommand(['--config', config]));
    expect((await client.listResources()).map(({ uri }) => uri)).toEqual([
      'pets://overview',
      'pets://api/items',
    ]);
    await expect(client.readResource('shop://api/items')).rejects.toThrow('Resource not found');
    await client.callTool('pets_listItems', {});
    await client.callTool('shop_listItems', {});
    await client.close();
    expect([pets.requests.length, shop.requests.length]).toEqual([2, 1]);
  });

  it('are named where a command takes one', async () => {
    const config = write(
      'named.config.yaml',
      'apis:\n  pets: { document: pets.yaml, include: [get] }\n  shop: { document: shop.yaml }\n',
    );
    const { code, stdout } = await runCli(['inspect', 'pets', '--config', config, '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { tools: { name: string }[] }).tools.map(({ name }) => name)).toEqual([
      'listItems',
    ]);
    const missing = await runCli(['inspect', '--config', config]);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      'openapi-mcp: missing argument <document>\n  The config file has the APIs pets, shop: openapi-mcp inspect pets (OPTION_INVALID)\n',
    ]);
  });
});

const secured = (scheme: string): string =>
  `${documentOf('Secured')}components: { securitySchemes: { ${scheme}: { type: apiKey, in: header, name: X-Key } } }\n`;
write('auth.yaml', secured('auth'));
write('store-auth.yaml', secured('store_auth'));

describe('APIs of similar names', () => {
  it.each<[args: string[], message: string]>([
    [
      ['pet-store=auth.yaml', 'pet=store-auth.yaml'],
      'the APIs pet-store and pet would read one variable, PET_STORE_AUTH\n  Give one of them another key: key=document.',
    ],
    [
      ['pets.yaml', 'pets.yaml'],
      'two APIs have the key pets\n  Give each API a key of its own: key=document.',
    ],
  ])('%j are refused', async (args, message) => {
    for (const command of [['serve'], ['generate', '--out', join(folder, 'refused')]]) {
      const { code, stderr } = await runCli([...command, ...args], { cwd: folder });
      expect([code, stderr]).toEqual([2, `openapi-mcp: ${message} (OPTION_INVALID)\n`]);
    }
  });
});

describe('a mistake in the APIs', () => {
  const rows: [string, string, string][] = [
    ['no document', 'apis:\n  pets: { include: [get] }\n', ':2:3: apis.pets needs a document'],
    ['an invalid key', 'apis:\n  a b: { document: pets.yaml }\n', ':2:3: apis.a b is no key of an API'],
    [
      'a key of the whole file',
      'apis:\n  pets: { document: pets.yaml, port: 3000 }\n',
      ':2:32: apis.pets.port is not a key',
    ],
    [
      'a misspelt key',
      'apis:\n  pets: { documnet: pets.yaml }\n',
      ':2:11: apis.pets.documnet is not a key   Did you mean document?',
    ],
    [
      'a document beside the APIs',
      'document: pets.yaml\napis:\n  pets: { document: pets.yaml }\n',
      ':1:1: document belongs to an API',
    ],
    [
      'operations beside the APIs',
      'operations: {}\napis:\n  pets: { document: pets.yaml }\n',
      ':1:1: operations belongs to an API',
    ],
    [
      'an invalid value',
      'apis:\n  pets: { document: pets.yaml, baseUrl: petstore }\n',
      'baseUrl must be a URL that begins with http:// or https://',
    ],
  ];
  it.each(rows)('%s is named with its place', async (_, text, message) => {
    const { code, stderr } = await runCli(['serve', '--config', write('wrong.config.yaml', text)]);
    expect(code).toBe(2);
    expect(stderr.replaceAll('\n', ' ')).toContain(message);
  });
});
