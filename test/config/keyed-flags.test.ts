import { readFileSync, rmSync } from 'node:fs';
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
servers: [{ url: 'http://127.0.0.1:1/{stage}', variables: { stage: { default: live } } }, { url: 'http://127.0.0.1:2' }]
paths:
  /items:
    get: { operationId: listItems, tags: [read], responses: {} }
    delete: { operationId: dropItems, responses: {} }
`;
}

const pets = write('pets.yaml', documentOf('Pets'));
const shop = write('shop.yaml', documentOf('Shop'));
write(
  'renamed.yaml',
  "overlay: 1.1.0\ninfo: { title: o, version: '1' }\nactions: [{ target: $.info, update: { description: Overlaid. } }]\n",
);
const config = write(
  'two.config.yaml',
  `retries: 1
apis:
  pets: { document: pets.yaml, baseUrl: 'http://of.the.file', header: { X-Api: pets } }
  shop: { document: shop.yaml }
`,
);
const run = (args: string[], env: Record<string, string> = {}): ReturnType<typeof runCli> =>
  runCli(args, { cwd: folder, env });

describe('a flag with the key of an API', () => {
  it.each<[title: string, documents: string[]]>([
    ['that the command line gives', [`pets=${pets}`, `shop=${shop}`]],
    ['that the title gives', [pets, shop]],
    ['of a config file', ['--config', config]],
  ])('%s holds for it alone', async (_, documents) => {
    await using one = await startUpstream();
    await using other = await startUpstream();
    const flags = ['--base-url', `pets=${one.url}`, '--base-url', `shop=${other.url}/v2`];
    const headers = ['--header', 'X-All: yes', '--header', 'shop=X-Shop: a=b'];
    const selection = ['--exclude', 'shop=delete'];
    const command = serveCommand([...documents, ...flags, ...headers, ...selection]);
    const client = await connectSpawned(clientKinds[0], command);
    expect((await client.listTools()).map(({ name }) => name)).toEqual([
      'pets_listItems',
      'pets_dropItems',
      'shop_listItems',
    ]);
    await client.callTool('pets_listItems', {});
    await client.callTool('shop_listItems', {});
    await client.close();
    const lines = ({ requests }: typeof one): string[] =>
      requests.map((request) =>
        [request.target, request.header('x-all'), request.header('x-shop') ?? '-'].join(' '),
      );
    expect(lines(one)).toEqual(['/live/items yes -']);
    expect(lines(other)).toEqual(['/v2/items yes a=b']);
  });

  it('is given to a command for one document too', async () => {
    const requestOf = async (...args: string[]): Promise<string> => {
      const { stdout, stderr } = await run(['call', ...args, '--dry-run']);
      const lines = stdout.trimEnd().split('\n');
      return stderr + lines.filter((line) => !/^(?:Accept|User-Agent):/.test(line)).join('\n');
    };
    const named = ['--base-url', 'pets=http://of.the.flag/', '--header', 'pets=X-A: 1'];
    expect(await requestOf('pets=pets.yaml', 'listItems', ...named)).toBe(
      'GET http://of.the.flag/items\nX-A: 1',
    );
    expect(await requestOf('pets', 'listItems', '--config', config)).toBe(
      'GET http://of.the.file/live/items\nX-Api: pets',
    );
    expect(await requestOf('pets', 'listItems', '--config', config, ...named)).toBe(
      'GET http://of.the.flag/items\nX-A: 1',
    );
    const { stdout } = await run(['inspect', 'zoo=pets.yaml', '--exclude', 'zoo=delete', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      tools: [{ name: 'listItems' }],
      resources: [{ uri: 'zoo://overview' }, { uri: 'zoo://api/items' }],
    });
  });

  it('is printed with its source', async () => {
    const flags = ['--base-url', 'shop=http://of.the.flag', '--retries', '2', '--header', 'X-All: 1'];
    const { stdout } = await run(['config', 'print', '--config', config, ...flags]);
    expect(stdout.split('\n').filter((line) => /^(?:apis|header|retries|baseUrl)/.test(line))).toEqual([
      'header: {"X-All":"1"} # --header',
      'retries: 2 # --retries',
      'apis.pets.document: "pets.yaml" # two.config.yaml:3:11',
      'apis.pets.baseUrl: "http://of.the.file" # two.config.yaml:3:32',
      'apis.shop.document: "shop.yaml" # two.config.yaml:4:11',
      'apis.shop.baseUrl: "http://of.the.flag" # --base-url',
    ]);
  });

  it('is written into generated code', async () => {
    const flags = [
      '--base-url',
      'pets=http://of.pets',
      '--overlay',
      `shop=renamed.yaml`,
      '--include',
      'shop=get',
    ];
    const { code, stderr } = await run(['generate', 'pets.yaml', 'shop.yaml', '--out', 'code', ...flags]);
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const server = readFileSync(join(folder, 'code/apis/pets/server.ts'), 'utf8');
    expect(server.match(/http:\/\/of\.\w+/g)).toEqual(['http://of.pets']);
  });

  it('reads overlays and headers of a document for a first file', async () => {
    const { code, stderr } = await run([
      'init',
      'pets=pets.yaml',
      'shop.yaml',
      '--overlay',
      'shop=absent.yaml',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('absent.yaml')]);
    expect((await run(['init', 'pets=pets.yaml', 'shop.yaml', '--overlay', 'shop=renamed.yaml'])).code).toBe(
      0,
    );
    rmSync(join(folder, 'openapi-mcp.config.yaml'));
  });

  it('is installed with an absolute path, and without a secret', async () => {
    const install = (...served: string[]): ReturnType<typeof run> =>
      run(['install', 'a=pets.yaml', 'b=shop.yaml', '--client', 'cursor', '--dry-run', '--', ...served], {
        HOME: folder,
      });
    expect((await install('--overlay', 'b=renamed.yaml')).stdout).toContain(`"b=${folder}/renamed.yaml"`);
    const { code, stderr } = await install('--header', 'a=Authorization: Bearer canary');
    expect([code, stderr]).toEqual([
      2,
      'openapi-mcp: --header Authorization would be copied into a file of the client\n  Write the header into a config file with a variable, such as "Bearer ${TOKEN}", and install that file with --config. (OPTION_INVALID)\n',
    ]);
  });
});

describe('a value that begins like a key', () => {
  it.each<[args: string[], message: string, env?: Record<string, string>]>([
    [
      ['pets.yaml', 'shop=shop.yaml', '--base-url', 'shp=http://x'],
      '--base-url is for the API shp, which is not given\n  Did you mean shop?',
    ],
    [
      ['pets.yaml', 'shop.yaml', '--include', 'clinic=get'],
      '--include is for the API clinic, which is not given\n  The APIs are: pets, shop.',
    ],
    [
      ['a=pets.yaml', '--header', 'b=Authorization: secret'],
      '--header is for the API b, which is not given\n  The APIs are: a.',
    ],
    [
      ['pets=pets.yaml', 'shop=shop.yaml', '--server-var', 'pet=stage=test'],
      '--server-var is for the API pet, which is not given\n  Did you mean pets?',
    ],
    [
      ['pets=pets.yaml', 'shop=shop.yaml', '--server-var', 'pets=test'],
      '--server-var belongs to one API, and several are given\n  Give it to one of them: --server-var pets=name=value, or below apis.<key> in a config file.',
    ],
    [
      ['pets=pets.yaml', 'shop=shop.yaml', '--base-url', 'http://x'],
      '--base-url belongs to one API, and several are given\n  Give it to one of them: --base-url pets=url, or below apis.<key> in a config file.',
    ],
    [
      ['pets=pets.yaml', 'shop=shop.yaml'],
      'OPENAPI_MCP_BASE_URL belongs to one API, and several are given\n  Give it to one of them: --base-url pets=url, or below apis.<key> in a config file.',
      { OPENAPI_MCP_BASE_URL: 'http://x' },
    ],
    [
      ['pets=pets.yaml', 'shop=shop.yaml', '--name', 'x'],
      '--name belongs to one API, and several are given\n  Name each API: openapi-mcp serve pets=petstore.yaml shop=shop.yaml.',
    ],
    [
      ['pets=pets.yaml', '--base-url', 'pets=nowhere'],
      '--base-url must be a URL that begins with http:// or https://',
    ],
  ])('%j is refused', async (args, message, env = {}) => {
    const { code, stderr } = await run(['serve', ...args], env);
    expect(code).toBe(2);
    expect(stderr.replace(/\n {2}See --help\./, '')).toBe(`openapi-mcp: ${message} (OPTION_INVALID)\n`);
  });

  it.each<[args: string[], line: string]>([
    // Variables, commands and paths may have an equals sign of their own.
    [['pets=pets.yaml', '--server-var', 'stage=test'], 'http://127.0.0.1:1/test/items'],
    [['pets=pets.yaml', '--server-var', 'pets=stage=test'], 'http://127.0.0.1:1/test/items'],
    [
      ['pets=pets.yaml', '--server-var', 'pets=stage=test', '--server-var', 'stage=x'],
      'http://127.0.0.1:1/test/items',
    ],
    [['pets=pets.yaml', '--server', 'pets=2'], 'http://127.0.0.1:2/items'],
    [['pets.yaml', '--overlay', 'a=b.yaml'], 'There is no file at a=b.yaml.'],
    [['pets=pets.yaml', '--overlay', './a=b.yaml'], 'There is no file at ./a=b.yaml.'],
    [['pets=pets.yaml', '--document-command', 'A=1 echo X: 1'], 'http://127.0.0.1:1/live/items'],
  ])('%j is read', async ([document = '', ...flags], line) => {
    const { stdout, stderr } = await run(['call', document, 'listItems', '--dry-run', ...flags]);
    expect(stdout + stderr).toContain(line);
  });
});
