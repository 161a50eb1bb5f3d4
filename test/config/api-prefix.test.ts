import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, runCli, serveCommand } from '../support/cli.ts';
import { createFiles } from './files.ts';

const { folder, write } = createFiles();

const documentOf = (title: string, ...ids: string[]): string => `openapi: 3.1.0
info: { title: ${title}, version: '1' }
servers: [{ url: 'http://127.0.0.1:1' }]
paths:
${ids.map((id) => `  /${id}: { get: { operationId: ${id}, responses: {} } }\n`).join('')}`;
const pets = write('pets.yaml', documentOf('Pets', 'list', 'feed'));
const shop = write('shop.yaml', documentOf('Shop', 'list', 'pets_feed'));
const config = write(
  'prefix.config.yaml',
  'apis:\n  pets: { document: pets.yaml, prefix: false }\n  shop: { document: shop.yaml }\n',
);

const listed = async (args: string[]): Promise<string[]> => {
  const client = await connectSpawned(clientKinds[0], serveCommand(args));
  const tools = await client.listTools();
  await client.close();
  return tools.map(({ name }) => String(name));
};

describe('the prefix of one API', () => {
  it.each<[title: string, args: string[], names: string[]]>([
    ['in a config file', ['--config', config], ['list', 'feed', 'shop_list', 'shop_pets_feed']],
    [
      'of all on the command line',
      ['--config', config, '--prefix', 'on'],
      ['pets_list', 'pets_feed', 'shop_list', 'shop_pets_feed'],
    ],
    [
      'by a keyed flag',
      [pets, shop, '--prefix', 'pets=off'],
      ['list', 'feed', 'shop_list', 'shop_pets_feed'],
    ],
    [
      'against that of all',
      [pets, shop, '--prefix', 'off', '--prefix', 'pets=on', '--exclude', 'pets=feed'],
      ['pets_list', 'list', 'pets_feed'],
    ],
    [
      'in search mode',
      ['--config', config, '--expose', 'search'],
      ['search_operations', 'describe_operation', 'call_operation'],
    ],
  ])('holds %s', async (_, args, names) => {
    expect(await listed(args)).toEqual(names);
  });

  it('is refused if a name clashes with one of another API', async () => {
    for (const command of [['serve'], ['generate', '--out', join(folder, 'refused')]]) {
      const { code, stderr } = await runCli([...command, pets, shop, '--prefix', 'shop=off']);
      expect([code, stderr]).toEqual([
        2,
        'openapi-mcp: tools of several APIs have the same name: pets_feed (pets, shop)\n  Leave out --prefix off or prefix: false, or exclude some of them. (OPTION_INVALID)\n',
      ]);
    }
  });

  it('is written into generated code, and printed', async () => {
    const out = join(folder, 'code');
    expect((await runCli(['generate', '--config', config, '--out', out])).code).toBe(0);
    const server = readFileSync(join(out, 'server.ts'), 'utf8');
    expect(server).toContain("({ key: 'pets', prefix: false, ...part })");
    expect(server).toContain("({ key: 'shop', ...part })");
    expect(server).toContain('begin with the key of their API, except those of pets.');
    const { stdout } = await runCli(['config', 'print', '--config', config], { cwd: folder });
    expect(stdout.split('\n').filter((line) => line.includes('prefix:'))).toEqual([
      'prefix: "on" # default',
      'apis.pets.prefix: "off" # prefix.config.yaml:2:32',
    ]);
  });
});
