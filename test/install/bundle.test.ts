import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getMcpConfigForManifest, v0_3 } from '@anthropic-ai/mcpb';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleManifest, registryEntry } from '../../src/install/bundle-manifest.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, petstorePath, runCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-bundle-'));
const unpacked = join(folder, 'unpacked');
let bytes: Buffer;
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  const args = ['bundle', petstorePath, '--out', 'pets.mcpb', '--registry-name', 'io.github.ada/pets'];
  const urls = ['--bundle-url', 'https://github.com/ada/pets/releases/download/v1/pets.mcpb'];
  const { code, stderr } = await runCli([...args, ...urls, '--', '--read-only'], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  bytes = readFileSync(join(folder, 'pets.mcpb'));
  files = unzipSync(bytes);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(unpacked, path)), { recursive: true });
    writeFileSync(join(unpacked, path), content);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function readManifest() {
  return v0_3.McpbManifestSchema.parse(JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')));
}

/** Starts the server as Claude Desktop does. */
async function start(userConfig: Record<string, string>) {
  const config = await getMcpConfigForManifest({
    manifest: readManifest(),
    extensionPath: unpacked,
    systemDirs: {},
    userConfig,
    pathSeparator: '/',
  });
  const { args = [], env = {} } = config ?? {};
  return connectSpawned(clientKinds[0], { command: process.execPath, args, env, cwd: folder });
}

describe('a bundle', () => {
  it('has a valid manifest, whose credentials are sensitive', () => {
    const { user_config: options = {}, server, tools = [] } = readManifest();
    expect(Object.keys(options)).toEqual([
      'base_url',
      'openapi_mcp_credential_pet_store_staff_token',
      'openapi_mcp_credential_pet_store_manager_key',
      'openapi_mcp_credential_pet_store_owner_session',
    ]);
    expect(Object.values(options).map(({ sensitive }) => sensitive)).toEqual([undefined, true, true, true]);
    expect(server.mcp_config.args?.slice(1)).toEqual(['serve', '${__dirname}/document.json', '--read-only']);
    expect(tools.length).toBeGreaterThan(5);
  });

  it('starts as its manifest says, lists and calls', async () => {
    await using upstream = await startUpstream(jsonAnswer({ id: 2, name: 'Mabel' }));
    const client = await start({
      base_url: upstream.url,
      openapi_mcp_credential_pet_store_staff_token: 'staff-secret',
    });
    const read = await client.listTools();
    expect(read.map(({ name }) => name)).not.toContain('removePet');
    expect(await client.callTool('getPet', { petId: 2 })).not.toHaveProperty('isError');
    await client.callTool('listOrders');
    await client.close();
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/v1/pets/2', '/v1/orders']);
    expect(upstream.requests[1]?.header('authorization')).toBe('Bearer staff-secret');
    const unconfigured = await start({});
    expect(await unconfigured.listTools()).toEqual(read);
    await unconfigured.close();
  });

  it('is the same for the same document, and stands in server.json with its hash', async () => {
    await runCli(['bundle', petstorePath, '--out', 'again.mcpb', '--', '--read-only'], { cwd: folder });
    expect(readFileSync(join(folder, 'again.mcpb')).equals(bytes)).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'))).toMatchObject({
      name: 'io.github.ada/pets',
      version: '1.0.0',
      packages: [{ registryType: 'mcpb', fileSha256: createHash('sha256').update(bytes).digest('hex') }],
    });
  });

  it('has no types, maps and tests, and is small', () => {
    expect(Object.keys(files).filter((path) => /\.d\.ts$|\.map$|\/tests?\//.test(path))).toEqual([]);
    expect(bytes.length).toBeLessThan(6_000_000);
    expect(Object.keys(files)).toContain('server/dist/command/THIRD-PARTY-LICENSES.txt');
  });

  it.each([
    [['--', '--env-file', 'pets.env'], '--env-file names a file that is not in the bundle'],
    [['--', '--header', 'Authorization: x'], '--header Authorization would be copied'],
    [['--registry-name', 'io.github.ada/pets'], 'server.json needs a place to get the server from'],
  ])('is refused with %j', async (args, message) => {
    expect(await runCli(['bundle', petstorePath, ...args], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('keeps the address of a document from the web', async () => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'Web', version: '1' },
      servers: [{ url: '/v2' }],
      paths: {},
    };
    const withPath = { ...document, paths: { '/a': { get: { responses: { 200: { description: 'A' } } } } } };
    await using website = await startUpstream(jsonAnswer(withPath));
    await runCli(['bundle', `${website.url}/docs/openapi.json`, '--out', 'web.mcpb'], { cwd: folder });
    const { 'document.json': bundled = new Uint8Array() } = unzipSync(readFileSync(join(folder, 'web.mcpb')));
    expect(JSON.parse(Buffer.from(bundled).toString())).toMatchObject({
      servers: [{ url: `${website.url}/v2` }],
    });
  });
});

const details = {
  name: 'a',
  title: 'A',
  version: '1',
  description: 'x'.repeat(200),
  tools: [],
  flags: [],
  credentials: [],
};

it.each([
  [true, undefined, { required: true }],
  [true, 'https://a.example', { required: false, default: 'https://a.example' }],
  [false, undefined, { required: false, default: '' }],
])('the base URL is required where the document has none: %j, %j', (needsBaseUrl, baseUrl, option) => {
  expect(bundleManifest({ ...details, needsBaseUrl, baseUrl })).toMatchObject({
    user_config: { base_url: option },
  });
});

it('an entry of the registry can be a server over HTTP alone', () => {
  expect(
    registryEntry({ ...details, registryName: 'example/a', remoteUrl: 'https://a.example/mcp' }),
  ).toEqual({
    $schema: expect.stringContaining('/2025-12-11/'),
    name: 'example/a',
    title: 'A',
    description: `${'x'.repeat(99)}…`,
    version: '1',
    remotes: [{ type: 'streamable-http', url: 'https://a.example/mcp' }],
  });
});
