import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, runCli, serveCommand } from '../support/cli.ts';
import { createFiles } from './files.ts';

const { folder, write } = createFiles();

const documentOf = (title: string): string => `openapi: 3.1.0
info: { title: ${title}, version: '1' }
servers: [{ url: 'http://127.0.0.1:1' }]
paths:
  /items:
    get: { operationId: list, responses: {} }
    post: { operationId: add, responses: {} }
    delete: { operationId: drop, responses: {} }
`;
const documents = ['Pets', 'Shop'].map((title) => write(`${title}.yaml`, documentOf(title)));
const config = write(
  'policy.config.yaml',
  `deny: [add]
apis:
  pets: { document: Pets.yaml, readOnly: true }
  shop: { document: Shop.yaml, allow: [list, add] }
`,
);

const listed = async (args: string[]): Promise<string[]> => {
  const client = await connectSpawned(clientKinds[0], serveCommand(args));
  const tools = await client.listTools();
  await client.close();
  return tools.map((tool) => String(tool.name));
};

describe('the policy of an API', () => {
  it.each<[title: string, args: string[], names: string[]]>([
    ['in a config file', ['--config', config], ['pets_list', 'shop_list']],
    ['in a config file, for one API', ['pets', '--config', config], ['list']],
    [
      'in a config file, with more on the command line',
      ['shop', '--config', config, '--deny', 'list', '--allow', 'shop=drop', '--allow', 'shop=list'],
      ['drop'],
    ],
    [
      'by keyed flags',
      [...documents, '--deny', 'pets=drop', '--allow', 'shop=list', '--allow', 'shop=add', '--deny', 'add'],
      ['pets_list', 'shop_list'],
    ],
    [
      'by allow of both',
      [...documents, '--allow', 'list', '--allow', 'add', '--allow', 'pets=add', '--allow', 'pets=drop'],
      ['pets_add', 'shop_list', 'shop_add'],
    ],
    [
      'by keyed flags of one document',
      [`pets=${documents[0]}`, '--deny', 'pets=drop', '--deny', 'add'],
      ['list'],
    ],
  ])('holds %s', async (_, args, names) => {
    expect(await listed(args)).toEqual(names);
  });

  it.each<[title: string, args: string[], code: number, message: string]>([
    [
      'a scope without callers',
      [...documents, '--tool-scope', 'pets=drop=admin'],
      2,
      'openapi-mcp: without tokens nobody has a scope\n',
    ],
    [
      'the key of no API',
      [...documents, '--deny', 'pest=drop'],
      2,
      '--deny is for the API pest, which is not given\n  Did you mean pets?',
    ],
    [
      'no operation at all',
      [...documents, '--allow', 'pets=none', '--allow', 'shop=none'],
      1,
      'The policy leaves none of 6 operations\n  Loosen --read-only, --allow or --deny.',
    ],
  ])('is refused with %s', async (_, args, code, message) => {
    const refused = await runCli(['serve', ...args]);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(message)]);
  });

  it('names its patterns that match nothing', async () => {
    const { stderr } = await runCli(['serve', ...documents, '--deny', 'pets=dorp', '--deny', 'shop_drop']);
    expect(stderr.split('\n').filter((line) => /policy|pattern/.test(line))).toEqual([
      'The policy leaves out 1 operation',
      'WARNING: the pattern "dorp" matches no operation',
    ]);
  });

  it('is printed with its source', async () => {
    const { stdout } = await runCli(['config', 'print', '--config', config, '--deny', 'shop=list'], {
      cwd: folder,
    });
    expect(stdout.split('\n').filter((line) => /deny|allow|readOnly|toolScope/.test(line))).toEqual([
      'deny: ["add"] # policy.config.yaml:1:1',
      'apis.pets.readOnly: true # policy.config.yaml:3:32',
      'apis.shop.allow: ["list","add"] # policy.config.yaml:4:32',
      'apis.shop.deny: ["list"] # --deny',
    ]);
  });
});
