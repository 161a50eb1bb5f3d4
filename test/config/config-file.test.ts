import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineConfig, loadConfig } from '../../src/index.ts';
import { findConfig } from '../../src/config/find-config.ts';
import { petstorePath, runCli, startCli } from '../support/cli.ts';
import { clientKinds } from '../interop/clients.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'openapi-mcp-config-'));
  // The search ends here.
  mkdirSync(join(root, '.git'));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

let count = 0;

/** Writes files into a new folder, beside the document, and returns the folder. */
function folderOf(files: Record<string, string>): string {
  const folder = join(root, `case-${(count += 1)}`);
  mkdirSync(folder);
  copyFileSync(petstorePath, join(folder, 'petstore.yaml'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Returns the request that a dry run prints. */
async function dryRun(folder: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await runCli(['call', ...args, '--dry-run'], { cwd: folder, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const getPet = ['getPet', '--petId', '7'];
const data = { document: 'petstore.yaml', baseUrl: 'http://in-file:1', header: { 'X-Tenant': 'file' } };
const yaml = `document: petstore.yaml\nbaseUrl: http://in-file:1\nheader: { X-Tenant: file }\n`;

/** Returns what a command prints to standard error besides where calls go. */
const withoutDestinations = (text: string): string => text.replaceAll(/^Calls go to .+\n/gm, '');

describe('is found as', () => {
  it.each([
    ['openapi-mcp.config.yaml', yaml],
    ['openapi-mcp.config.yml', yaml],
    ['openapi-mcp.config.json', JSON.stringify(data)],
    ['openapi-mcp.config.jsonc', `// A comment\n${JSON.stringify(data)}`],
    ['openapi-mcp.config.mjs', `export default ${JSON.stringify(data)};`],
    ['openapi-mcp.config.js', `module.exports = ${JSON.stringify(data)};`],
  ])('%s', async (name, text) => {
    const request = await dryRun(folderOf({ [name]: text }), getPet);
    expect(request).toMatch(/^GET http:\/\/in-file:1\/v1\/pets\/7\n/);
    expect(request).toContain('\nX-Tenant: file\n');
  });

  it('openapi-mcp.config.ts, by jiti where Node.js does not run TypeScript', async () => {
    const jiti = `exports.createJiti = () => ({ import: async (path, { default: isDefault }) =>
      isDefault && ${JSON.stringify(data)} });`;
    const folder = folderOf({
      'openapi-mcp.config.ts': `const data: object = ${JSON.stringify(data)};\nexport default data;`,
      'node_modules/jiti/index.js': jiti,
      'node_modules/jiti/package.json': '{ "name": "jiti", "main": "index.js" }',
    });
    expect(await dryRun(folder, getPet)).toMatch(/^GET http:\/\/in-file:1\/v1\/pets\/7\n/);
  });

  // Newer versions of Node.js run the file, and have nothing to say.
  it.skipIf('typescript' in process.features)('says how TypeScript is run', async () => {
    const folder = folderOf({ 'openapi-mcp.config.ts': 'export default {};' });
    const { code, stderr } = await runCli(['inspect', 'petstore.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `openapi-mcp: openapi-mcp.config.ts: Node.js ${process.versions.node} does not run TypeScript by itself, which it does from 22.18 on\n  Run npm install --save-dev jiti, or write the file as .mjs. (CONFIG_INVALID)\n`,
    );
  });
});

describe('is searched', () => {
  it('upwards to the first folder with .git, in data files only', () => {
    const folder = folderOf({ 'a/b/c': '', 'openapi-mcp.config.yaml': '', 'a/openapi-mcp.config.mjs': '' });
    const path = join(folder, 'openapi-mcp.config.yaml');
    expect(findConfig(join(folder, 'a/b'))).toEqual({ path, isForeign: false });
    expect(findConfig(join(folder, 'a'))?.path).toBe(join(folder, 'a/openapi-mcp.config.mjs'));
    mkdirSync(join(folder, 'a/.git'));
    expect(findConfig(join(folder, 'a/b'))).toBeUndefined();
  });

  it('no further than the home folder', () => {
    const folder = folderOf({ 'a/b/c': '', 'openapi-mcp.config.yaml': '' });
    expect(findConfig(join(folder, 'a/b'), join(folder, 'a'))).toBeUndefined();
    expect(findConfig(join(folder, 'a/b'), folder)?.path).toBe(join(folder, 'openapi-mcp.config.yaml'));
  });
});

describe('precedence', () => {
  const files = { 'openapi-mcp.config.yaml': yaml, 'other.yaml': 'header: { X-Tenant: other }\n' };
  it.each<[title: string, args: string[], url: string, tenant: string]>([
    ['a flag over the file', [...getPet, '--base-url', 'http://in-flag:1'], 'http://in-flag:1', 'file'],
    ['a flag replaces a map', [...getPet, '--header', 'X-Tenant: flag'], 'http://in-file:1', 'flag'],
    [
      '--config over the search',
      ['petstore.yaml', ...getPet, '--config', 'other.yaml'],
      'http://127.0.0.1:4010',
      'other',
    ],
    ['the same document as the file', ['./petstore.yaml', ...getPet], 'http://in-file:1', 'file'],
  ])('%s', async (_, args, url, tenant) => {
    const request = await dryRun(folderOf(files), args);
    expect(request.split('\n')[0]).toBe(`GET ${url}/v1/pets/7`);
    expect(request).toContain(`\nX-Tenant: ${tenant}\n`);
  });

  it('the file over defaults', async () => {
    const folder = folderOf({ 'openapi-mcp.config.yaml': 'document: petstore.yaml\ncache: neither\n' });
    const { stderr } = await runCli(['inspect'], { cwd: folder });
    expect(stderr).toContain('openapi-mcp.config.yaml:2:8: cache must be on or off');
  });

  it('a flag that excludes a key leaves the key out', async () => {
    const folder = folderOf({ 'openapi-mcp.config.yaml': yaml });
    const { code, stdout } = await runCli(['call', ...getPet, '--mock'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain('"name": "Mabel"');
  });

  it('a file for another document is not used', async () => {
    const folder = folderOf({ 'openapi-mcp.config.yaml': yaml });
    copyFileSync(petstorePath, join(folder, 'copy.yaml'));
    const { stdout, stderr } = await runCli(['call', 'copy.yaml', ...getPet, '--dry-run'], { cwd: folder });
    expect(stdout).toMatch(/^GET http:\/\/127\.0\.0\.1:4010\/v1\/pets\/7\n/);
    expect(stderr).toBe(
      'openapi-mcp.config.yaml is not used: its document is another. --config openapi-mcp.config.yaml uses it.\n',
    );
  });

  it('a flag of another meaning is left alone', async () => {
    const folder = folderOf({ 'openapi-mcp.config.yaml': 'document: petstore.yaml\nport: 1\n' });
    await using mock = startCli(['mock', '--port', '0'], { cwd: folder });
    expect(await mock.printed(/^Listening on http:\/\/127\.0\.0\.1:(\d+)/m)).not.toBe('1');
  });
});

describe('variables', () => {
  it.each<[text: string, sent: string]>([
    ['${TENANT}', 'env'],
    ['a-${TENANT}-${TENANT}', 'a-env-env'],
    ['${MISSING:-standard}', 'standard'],
    ['${MISSING:-}', ''],
    ['${EMPTY:-standard}', 'standard'],
    ['${TENANT:-standard}', 'env'],
    ['${file:tenant.txt}', 'from a file'],
    ['$${TENANT}', '${TENANT}'],
    ['$TENANT', '$TENANT'],
    ['$$', '$$'],
  ])('%s', async (text, sent) => {
    const config = JSON.stringify({ ...data, header: { 'X-Tenant': text } });
    const folder = folderOf({
      'sub/a.json': config.replace('petstore.yaml', '../petstore.yaml'),
      'sub/tenant.txt': 'from a file\n',
    });
    const env = { TENANT: 'env', EMPTY: '' };
    expect(await dryRun(folder, [...getPet, '--config', 'sub/a.json'], env)).toContain(
      `\nX-Tenant: ${sent}\n`,
    );
  });

  it('of on and off are switches too, and workers can be auto', async () => {
    const text = 'document: petstore.yaml\nresources: false\ncache: ${CACHE}\nworkers: auto\n';
    const path = join(folderOf({ 'openapi-mcp.config.yaml': text }), 'openapi-mcp.config.yaml');
    expect(await loadConfig(path, { CACHE: 'true' })).toEqual({
      document: 'petstore.yaml',
      resources: 'off',
      cache: 'on',
      workers: 'auto',
    });
  });

  it('become numbers and switches', async () => {
    const folder = folderOf({
      'openapi-mcp.config.yaml': 'document: petstore.yaml\nmaxResultChars: ${MOST}\nmock: ${MOCK}\n',
    });
    const { stdout, code } = await runCli(['call', ...getPet], {
      cwd: folder,
      env: { MOST: '3', MOCK: 'true' },
    });
    expect({ code, isTruncated: !stdout.includes('Mabel') }).toEqual({ code: 0, isTruncated: true });
  });
});

it('is read by the library', async () => {
  const folder = folderOf({ 'openapi-mcp.config.yaml': 'document: petstore.yaml\nname: ${NAME}\n' });
  const path = join(folder, 'openapi-mcp.config.yaml');
  const config = defineConfig({ document: 'petstore.yaml', name: 'shop' });
  expect(await loadConfig(path, { NAME: 'shop' })).toEqual(config);
  await expect(loadConfig(path)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'name needs the variable NAME, which is not set',
    location: { line: 2, column: 7 },
  });
});

describe('commands', () => {
  const config = { 'openapi-mcp.config.yaml': 'document: petstore.yaml\ninclude: [getPet]\n' };

  it('serve names the file, and serves its document', async () => {
    await using server = startCli(['serve'], { cwd: folderOf(config) });
    const client = await server.connect(clientKinds[2]);
    expect((await client.listTools()).map(({ name }) => name)).toEqual(['getPet']);
    await client.close();
    expect(server.stderr()).toContain('Config file: openapi-mcp.config.yaml\n');
  });

  it.each([
    [['validate'], 'petstore.yaml (3.1.0): nothing is wrong'],
    [['inspect'], 'Tools (1)'],
    [['read', 'pet-store://api/pets/7', '--mock'], '"name":"Mabel"'],
    [['generate', '--out', 'out', '--dry-run'], '1 operation'],
  ])('%j', async (args, printed) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: folderOf(config) });
    expect({ code, stderr: withoutDestinations(stderr) }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replaceAll(' ', '')).toContain(printed.replaceAll(' ', ''));
  });

  it('all shape operations, and no list, cache or code has a hidden value', async () => {
    const text = `document: petstore.yaml
operations:
  getPet: { name: pet }
  listPets: { arguments: { cursor: { value: '\${CANARY}' } } }
  removePet: { hidden: true }
`;
    const folder = folderOf({ 'openapi-mcp.config.yaml': text });
    const env = { CANARY: 'canary-7654321', OPENAPI_MCP_CACHE: 'on', XDG_CACHE_HOME: join(folder, 'cache') };
    const inspected = await runCli(['inspect', '--json'], { cwd: folder, env });
    expect(inspected.stdout).toContain('"name": "pet"');
    expect(inspected.stdout).not.toContain('"name": "removePet"');
    expect(await dryRun(folder, ['listPets'], env)).toContain('cursor=REDACTED');
    expect(await dryRun(folder, ['pet', '--petId', '7'], env)).toMatch(/\/pets\/7\n/);
    await using server = startCli(['serve'], { cwd: folder, env });
    const client = await server.connect(clientKinds[2]);
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('pet');
    await client.close();
    await server.ended;
    const { code } = await runCli(['generate', '--out', 'out'], { cwd: folder, env });
    expect(code).toBe(0);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.some(({ parentPath }) => parentPath.includes('cache'))).toBe(true);
    const found = files.filter(({ parentPath, name }) =>
      readFileSync(join(parentPath, name), 'utf8').includes('canary-7654321'),
    );
    expect(found).toEqual([]);
    expect(inspected.stdout + JSON.stringify(tools) + server.stderr()).not.toContain('canary-7654321');
  });

  it('generate writes no secret header into code', async () => {
    const text = `${yaml}header:\n  X-Tenant: shop\n  Authorization: Bearer fixed-secret\n  X-Key: \${KEY}\n`;
    const folder = folderOf({ 'openapi-mcp.config.yaml': text.replace('header: { X-Tenant: file }\n', '') });
    const { code, stderr } = await runCli(['generate', '--out', 'out'], {
      cwd: folder,
      env: { KEY: 'canary-1234' },
    });
    expect({ code, stderr: withoutDestinations(stderr) }).toEqual({ code: 0, stderr: '' });
    const { stdout } = await runCli(['generate', '--out', 'out', '--check'], {
      cwd: folder,
      env: { KEY: 'other-5678' },
    });
    expect(stdout).toContain('out is up to date');
  });
});
