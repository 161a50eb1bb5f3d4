import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestPath } from '../../src/emit/manifest.ts';
import { generateServer, isOpenApiMcpError } from '../../src/index.ts';
import { repository } from '../support/cli.ts';
import type { GenerateServerOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'emit-shared-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Returns an API that receives a body of one media type. */
function apiOf(title: string, mediaType: string): JsonObject {
  const requestBody = { content: { [mediaType]: { schema: { type: 'object' } } } };
  const responses = { '204': { description: 'Done' } };
  return {
    openapi: '3.1.0',
    info: { title, version: '1' },
    servers: [{ url: 'https://api.example' }],
    paths: { '/items': { post: { operationId: 'send', requestBody, responses } } },
  };
}

const shop = apiOf('Shop', 'application/xml');
const bank = apiOf('Bank', 'application/x-www-form-urlencoded');

/** Generates an API into a folder of the test, with its library in `runtime`, and returns the changes. */
async function generate(
  document: JsonObject,
  out: string,
  options: GenerateServerOptions = {},
): Promise<string[]> {
  const lib = options.lib ?? join(folder, 'runtime');
  const { changes } = await generateServer(document, join(folder, out), { ...options, lib });
  return changes.filter(({ kind }) => kind !== 'unchanged').map(({ kind, path }) => `${kind} ${path}`);
}

/** Returns the code, message and hint of a refusal, without the folder of the test. */
async function refusal(generation: Promise<unknown>): Promise<string> {
  try {
    await generation;
  } catch (error) {
    if (isOpenApiMcpError(error))
      return `${error.code} ${error.message.replaceAll(folder, '')} ${error.hint}`;
    throw error;
  }
  return 'nothing was refused';
}

function read(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function manifestOf(path: string): JsonObject {
  return JSON.parse(read(join(path, manifestPath))) as JsonObject;
}

function writers(): string[] {
  const names = readdirSync(join(folder, 'runtime/runtime/request/body'));
  return names.filter((name) => /^write-(form|lines|multipart|xml)\.ts$/.test(name)).toSorted();
}

/** Writes a file below the folder of the test. */
function put(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('the library of several servers', () => {
  it('has what all of them need', async () => {
    await generate(shop, 'servers/shop');
    expect(writers()).toEqual(['write-xml.ts']);
    expect(await generate(bank, 'servers/bank')).toEqual(
      expect.arrayContaining([
        'create ../../runtime/runtime/request/body/write-form.ts',
        'update ../../runtime/runtime/request/body/content-writers.ts',
        'create server.ts',
      ]),
    );
    expect(writers()).toEqual(['write-form.ts', 'write-xml.ts']);
    expect(manifestOf('runtime')['servers']).toEqual({
      '../servers/bank': ['bytes', 'credentials', 'form', 'overview', 'sdk-v2', 'undeclared-security'],
      '../servers/shop': ['credentials', 'overview', 'sdk-v2', 'undeclared-security', 'xml'],
    });
    expect(manifestOf('servers/shop')['library']).toBe('../../runtime');
    expect(existsSync(join(folder, 'servers/shop/lib'))).toBe(false);
    expect(await generate(shop, 'servers/shop')).toEqual([]);
    expect(await generate(bank, 'servers/bank', { check: true })).toEqual([]);
  });

  it('is what their modules import', async () => {
    await generate(shop, 'servers/shop');
    expect(read('servers/shop/server.ts')).toContain(
      "import { createStdioServer as createServer } from '../../runtime/serve/create-stdio-server.ts';",
    );
    expect(read('runtime/LICENSE')).toMatch(/^MIT License/);
    expect(read('runtime/.gitattributes')).toBe('* linguist-generated\n');
  });

  it('loses the parts of a server that was removed, moved or has another library now', async () => {
    await generate(shop, 'servers/shop');
    await generate(bank, 'servers/bank');
    rmSync(join(folder, 'servers/shop'), { recursive: true });
    expect(await generate(bank, 'servers/bank')).toContain(
      'remove ../../runtime/runtime/request/body/write-xml.ts',
    );
    await generate(apiOf('Feed', 'application/x-ndjson'), 'servers/feed');
    await generateServer(apiOf('Feed', 'application/x-ndjson'), join(folder, 'servers/feed'));
    await generate(bank, 'servers/bank');
    expect(writers()).toEqual(['write-form.ts']);
  });

  it('keeps the parts of a server whose manifest cannot be read', async () => {
    await generate(shop, 'servers/shop');
    put(`servers/shop/${manifestPath}`, '{');
    await generate(bank, 'servers/bank');
    expect(writers()).toEqual(['write-form.ts', 'write-xml.ts']);
  });
});

describe('writing the library', () => {
  it('is left out in a dry run', async () => {
    expect(await generate(shop, 'shop', { dryRun: true })).toContain(
      'create ../runtime/serve/create-stdio-server.ts',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes --check fail if it is out of date', async () => {
    await generate(shop, 'shop');
    rmSync(join(folder, 'runtime/LICENSE'));
    expect(await refusal(generate(shop, 'shop', { check: true }))).toMatch(
      /^OUTPUT_STALE \/shop is not up to date:\n- \.\.\/runtime\/LICENSE \(create\) /,
    );
  });

  it('stops at an edit by hand, unless it is forced', async () => {
    await generate(shop, 'shop');
    put('runtime/errors.ts', '// edited\n');
    const server = read('shop/server.ts');
    expect(await refusal(generate(bank, 'shop'))).toMatch(
      /^OUTPUT_EDITED files in \/runtime were edited by hand and would be overwritten:\n- errors\.ts /,
    );
    expect(read('shop/server.ts')).toBe(server);
    await generate(bank, 'shop', { force: true });
    expect(read('runtime/errors.ts')).toMatch(/^\/\* @generated/);
  });

  it('stops at files that it did not generate', async () => {
    put('runtime/errors.ts', 'export const mine = 1;\n');
    expect(await refusal(generate(shop, 'shop'))).toContain('- errors.ts (not generated by this tool)');
    expect(existsSync(join(folder, 'shop'))).toBe(false);
  });

  it('changes nothing if the server was edited by hand', async () => {
    await generate(shop, 'shop');
    put('shop/server.ts', '// edited\n');
    const before = read(`runtime/${manifestPath}`);
    expect(await refusal(generate(bank, 'shop'))).toMatch(/^OUTPUT_EDITED files in \/shop/);
    expect(read(`runtime/${manifestPath}`)).toBe(before);
  });

  it('stops at a link in it', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    mkdirSync(join(folder, 'runtime'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'runtime/serve'));
    expect(await refusal(generate(shop, 'shop'))).toMatch(
      /^OUTPUT_UNSAFE \/runtime\/serve is a symbolic link/,
    );
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });
});

describe('refuses', () => {
  it.each<[problem: string, out: string, lib: string]>([
    ['the output folder itself', 'shop', 'shop'],
    ['a folder in the output', 'shop', 'shop/lib'],
    ['a folder around the output', 'servers/shop', 'servers'],
    ['a path that comes back to the output', 'shop', 'other/../shop/lib'],
  ])('%s as the library', async (_, out, lib) => {
    expect(await refusal(generate(shop, out, { lib: join(folder, lib) }))).toMatch(
      /^OPTION_INVALID .* cannot be the library of .* Choose two folders neither of which contains the other\.$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a link to a folder in the output', async () => {
    mkdirSync(join(folder, 'shop/inner'), { recursive: true });
    symlinkSync(join(folder, 'shop/inner'), join(folder, 'runtime'));
    expect(await refusal(generate(shop, 'shop'))).toMatch(/^OPTION_INVALID/);
  });

  it.each(["it's", 'a"b', 'a`b', 'a#b', 'a?b', 'a%20b', 'a\nb', 'a\u202eb'])(
    'the library %j, which no module can import',
    async (name) => {
      expect(await refusal(generate(shop, 'shop', { lib: join(folder, name) }))).toMatch(
        /^OPTION_INVALID "\.\.\/.*" cannot be imported from/s,
      );
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it.each<[flag: string, options: GenerateServerOptions]>([
    ['--scaffold', { scaffold: true }],
    ['--runtime package', { runtime: 'package' }],
  ])('--lib with %s', async (flag, options) => {
    expect(await refusal(generate(shop, 'shop', options))).toMatch(
      new RegExp(`^OPTION_INVALID --lib cannot be combined with ${flag}: .* Leave out --lib or ${flag}\\.$`),
    );
  });

  it('servers whose imports have another extension', async () => {
    await generate(shop, 'shop');
    expect(await refusal(generate(bank, 'bank', { importExtension: '.js' }))).toBe(
      'OPTION_INVALID imports in /runtime end in .ts, but those of this server in .js Pass --import-extension .ts, or use another library.',
    );
    await generate(shop, 'shop', { importExtension: '.js' });
    expect(read('runtime/serve/create-stdio-server.ts')).toContain("from './sdk.js'");
  });

  it.each([
    ['servers that are a list', '[]'],
    ['capabilities that are no list', '{"../shop": "xml"}'],
    ['a capability that does not exist', '{"../shop": ["flying"]}'],
  ])('a manifest with %s', async (_, servers) => {
    put(`runtime/${manifestPath}`, `{"files": {}, "servers": ${servers}}`);
    expect(await refusal(generate(shop, 'shop'))).toMatch(
      /^OUTPUT_UNSAFE .* is not a manifest of openapi-mcp/,
    );
  });
});

it('imports the library from the real path of a server', async () => {
  mkdirSync(join(folder, 'real/shop'), { recursive: true });
  symlinkSync(join(folder, 'real/shop'), join(folder, 'shop'));
  await generate(shop, 'shop');
  expect(read('real/shop/server.ts')).toContain("from '../../runtime/serve/create-stdio-server.ts'");
});

it('is an option of the command line', () => {
  put('shop.json', JSON.stringify(shop));
  const cli = join(repository, 'dist/cli.js');
  const words = ['generate', 'shop.json', '--out', 'src/shop', '--lib', 'src/runtime'];
  const output = execFileSync(process.execPath, [cli, ...words], { cwd: folder, encoding: 'utf8' });
  expect(output).toMatch(/^Shop 1: 1 operation\nWrote src\/shop: \d+ created\n/);
  expect(Object.keys(manifestOf('src/runtime')['servers'] ?? {})).toEqual(['../shop']);
});
