import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, runCli, serveCliHttp, startCli } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';

let base = '';
const bases: string[] = [];
beforeEach(async () => void bases.push((base = await mkdtemp(join(tmpdir(), 'served-')))));
afterAll(() => Promise.all(bases.map((path) => rm(path, { recursive: true }))));

function env(): Record<string, string> {
  return {
    XDG_CACHE_HOME: base,
    OPENAPI_MCP_CACHE: 'on',
    OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'demo',
  };
}

async function entries(): Promise<string[]> {
  return readdir(join(base, 'openapi-mcp')).catch(() => []);
}

/** Returns all that a client receives, and the start summary, without the durations of calls. */
async function session(args: string[], environment = env()): Promise<string> {
  await using server = startCli(['serve', ...args], { env: environment });
  const client = await server.connect(clientKinds[2]);
  const seen = [
    await client.listTools(),
    await client.listResources(),
    await client.listResourceTemplates(),
    await client.callTool('getPet', { petId: 1 }),
    await client.callTool('getPet', { petId: 'x' }),
  ];
  await client.close();
  expect(await server.ended).toBe(0);
  return JSON.stringify([seen, server.stderr()]).replaceAll(/"duration":\d+/g, '');
}

describe('a start from the cache', () => {
  it('gives clients the same lists and results, and prints the same summary, as a start without', async () => {
    await using petstore = await startPetstore();
    const args = [petstorePath, '--base-url', petstore.url];
    const without = await session(args, { ...env(), OPENAPI_MCP_CACHE: 'off' });
    expect(await entries()).toEqual([]);
    const first = await session(args);
    const [name = ''] = await entries();
    const second = await session(args);
    expect(await entries()).toEqual([name]);
    expect([first === without, second]).toEqual([true, without]);
  });

  it('serves the cached description, even if it was edited', async () => {
    await using petstore = await startPetstore();
    const args = [petstorePath, '--base-url', petstore.url];
    await session(args);
    const [name = ''] = await entries();
    const path = join(base, 'openapi-mcp', name);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"title":"Pet Store"', '"title":"Edited"'));
    expect(await session(args)).toContain('Edited 1.0.0: 25 tools');
  });

  it('works over HTTP, and writes the entry only when it is idle or ends', async () => {
    for (const count of [0, 1]) {
      await using server = await serveCliHttp([petstorePath], { env: env() });
      const client = await connectHttp(clientKinds[2], server.url);
      expect(await client.listTools()).toHaveLength(25);
      expect(await entries()).toHaveLength(count);
      await client.close();
      server.signal('SIGTERM');
      expect(await server.ended).toBe(0);
    }
  });

  it('stores no secrets of the environment or the options', async () => {
    const args = [petstorePath, '--header', 'X-Secret: s3cret', '--base-url', 'http://127.0.0.1:1/b4se'];
    await runCli(['serve', ...args], {
      env: { ...env(), OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 't0ken' },
    });
    const [name = ''] = await entries();
    expect(await readFile(join(base, 'openapi-mcp', name), 'utf8')).not.toMatch(/s3cret|b4se|t0ken/);
  });
});

it('concurrent starts write one entry', async () => {
  const ends = await Promise.all([1, 2, 3].map(() => runCli(['serve', petstorePath], { env: env() })));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await entries()).toHaveLength(1);
});

it.each<[string, string[], Record<string, string>]>([
  ['with --cache off', ['--cache', 'off'], {}],
  ['with OPENAPI_MCP_CACHE=off', [], { OPENAPI_MCP_CACHE: 'off' }],
  ['with --mock', ['--mock'], {}],
])('caches nothing %s', async (_name, args, variables) => {
  const { code } = await runCli(['serve', petstorePath, ...args], { env: { ...env(), ...variables } });
  expect([code, await entries()]).toEqual([0, []]);
});

it('mocks a document with a cached description', async () => {
  await runCli(['serve', petstorePath], { env: env() });
  await using server = startCli(['serve', petstorePath, '--mock', '--mock-seed', '1'], { env: env() });
  const client = await server.connect(clientKinds[2]);
  expect(await client.callTool('getPet', { petId: 2 })).toMatchObject({ structuredContent: { id: 2 } });
  await client.close();
});

it('refuses the flaws of a document with a cached description under --strict', async () => {
  const path = join(base, 'flawed.json');
  const parameter = { name: 'a', in: 'query', schema: { type: 'strin' } };
  const get = { parameters: [parameter], responses: { 200: { description: 'd' } } };
  await writeFile(path, JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/a': { get } } }));
  expect(await runCli(['serve', path], { env: env() })).toMatchObject({ code: 0 });
  const strict = await runCli(['serve', path, '--strict'], { env: env() });
  expect(strict).toMatchObject({ code: 1, stderr: expect.stringContaining('DOCUMENT_FLAWED') });
});

it('serves even if the cache cannot be written', async () => {
  const file = join(base, 'file');
  await writeFile(file, '');
  const result = await runCli(['serve', petstorePath], { env: { ...env(), XDG_CACHE_HOME: file } });
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('25 tools') });
  expect((await stat(file)).size).toBe(0);
});
