import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, generateServer, readPrompts } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectStreams, createPipes } from '../interop/connect.ts';
import { petstorePath, repository, start } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ApiServer, NamedSource } from '../../src/index.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import type { Petstore } from '../support/petstore.ts';
import type { Upstream } from '../support/upstream.ts';

type Transport = Pick<ApiServer, 'serveStdio' | 'close'>;

const shop = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: {
    '/wares': { get: { operationId: 'listWares', responses: { '200': { description: '' } } } },
    '/wares/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { operationId: 'getWare', responses: { '200': { description: '' } } },
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'parity-several-'));
let petstore: Petstore;
let upstream: Upstream;
let live: Transport;
let generated: Transport;

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'greet.md'), '---\nname: greet\n---\nSay hello.');
  [petstore, upstream] = await Promise.all([startPetstore(), startUpstream()]);
  const prompts = await readPrompts([join(folder, 'greet.md')]);
  const shaping = { listWares: { name: 'wares', description: { append: 'All of them.' } } };
  const credentials = {};
  const pets = { request: { baseUrl: petstore.url, credentials } };
  const wares = { request: { baseUrl: upstream.url, headers: { 'X-Shop': 'own' }, credentials } };
  const sources: NamedSource[] = [
    { key: 'pets', source: petstorePath, options: pets },
    { key: 'my-shop', source: shop, options: { shaping, ...wares } },
  ];
  live = await createServer(sources, { prompts });
  const own = [
    { key: 'pets', source: petstorePath },
    { key: 'my-shop', source: shop, options: { shaping, headers: { 'X-Shop': 'own' } } },
  ];
  await generateServer(own, join(folder, 'api'), { prompts });
  const entry = await import(join(folder, 'api/index.ts'));
  generated = await entry.createServer({ apis: { pets, 'my-shop': wares } });
});
afterAll(async () => {
  await Promise.all([live.close(), generated.close(), upstream.close()]);
  await petstore[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function connectBoth(kind: ClientKind): Promise<InteropClient[]> {
  return Promise.all(
    [live, generated].map(async (server) => {
      const pipes = createPipes();
      await server.serveStdio(pipes.server);
      return connectStreams(kind, pipes.client.input, pipes.client.output);
    }),
  );
}

/** Returns everything that a client sees without calls, as bytes. */
async function introspect(client: InteropClient): Promise<string> {
  return JSON.stringify({
    server: client.server,
    capabilities: client.capabilities,
    instructions: client.instructions,
    tools: await client.listTools(),
    resources: await client.listResources(),
    templates: await client.listResourceTemplates(),
    prompts: await client.listPrompts(),
  });
}

describe.each(clientKinds)('several APIs, with a $label', (kind) => {
  it('are the same bytes from the generated server as from the live one', async () => {
    const clients = await connectBoth(kind);
    const [one, other] = await Promise.all(clients.map(introspect));
    expect(other).toBe(one);
    await Promise.all(clients.map((client) => client.close()));
  });

  it.each([
    ['pets_listPets', { species: ['cat'], limit: 2 }],
    ['pets_listPets', { limit: 'many' }],
    ['pets_getPet', { petId: 99_999 }],
    ['my-shop_wares', {}],
    ['my-shop_getWare', { id: 7 }],
    ['my-shop_getWare', { id: 'x' }],
  ])('give the same for %s with %j', async (tool, args) => {
    const clients = await connectBoth(kind);
    const before = [petstore.requests.length, upstream.requests.length];
    const results = [];
    for (const client of clients) results.push(withoutDuration(await client.callTool(tool, args)));
    expect(results[1]).toEqual(results[0]);
    const sent = [
      ...petstore.requests.slice(before[0]),
      ...upstream.requests
        .slice(before[1])
        .map(({ method, target, header }) => [method, target, header('x-shop')]),
    ];
    expect(sent.slice(sent.length / 2)).toEqual(sent.slice(0, sent.length / 2));
    await Promise.all(clients.map((client) => client.close()));
  });
});

function withoutDuration(result: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(result), (key, value: unknown) => (key === 'duration' ? 0 : value));
}

describe('the project of several APIs', () => {
  it('reads the values of each API by its key', async () => {
    const project = join(folder, 'project');
    const sources = [
      { key: 'one', source: shop },
      { key: 'two', source: shop },
    ];
    await generateServer(sources, project, { scaffold: true });
    // Older versions of Node.js do not run TypeScript.
    const tsc = join(repository, 'node_modules/typescript-7/bin/tsc');
    const flags = ['--noEmit', 'false', '--rewriteRelativeImportExtensions', '--outDir', '../built'];
    await using compiler = start(process.execPath, [tsc, '-p', '.', ...flags], { cwd: project });
    await compiler.ended;
    expect(compiler.stdout()).toBe('');
    const path = join(folder, 'built/test/server.test.js');
    writeFileSync(path, readFileSync(path, 'utf8').replace("'main.ts'", "'main.js'"));
    const testing = ['--test', '--test-reporter=tap', 'test/'];
    await using tests = start(process.execPath, testing, { cwd: join(folder, 'built') });
    await tests.ended;
    expect(tests.stdout()).toMatch(/^# pass 5$[^]*^# fail 0$/m);
  });
});
