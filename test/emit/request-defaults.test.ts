import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateServer } from '../../src/emit/generate-server.ts';
import { repository, start } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { GenerateServerOptions } from '../../src/emit/generate-server.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

const document = {
  openapi: '3.1.0',
  info: { title: 'Sample', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1/first' }, { url: 'http://127.0.0.1:1/second' }],
  paths: { '/items': { get: { operationId: 'listItems', responses: { '200': { description: '' } } } } },
};

let upstream: Upstream;
let folder: string;
beforeAll(async () => {
  upstream = await startUpstream();
  folder = mkdtempSync(join(tmpdir(), 'emit-defaults-'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Returns the target and the tenant of the last request. */
function sent(): string {
  const request = upstream.requests.at(-1);
  return `${request?.target} ${request?.header('X-Tenant')}`;
}

describe('a generated server and client', () => {
  it.each<[title: string, own: (url: string) => RuntimeOptions, expected: string]>([
    ['use the defaults', () => ({}), '/default/items one'],
    ['prefer options', (url) => ({ request: { baseUrl: `${url}/own` } }), '/own/items one'],
    ['ignore options that are undefined', () => ({ request: { baseUrl: undefined } }), '/default/items one'],
    ['replace all headers', () => ({ request: { headers: { 'X-Tenant': 'two' } } }), '/default/items two'],
  ])('%s', async (title, own, expected) => {
    const output = join(folder, title);
    const options = { baseUrl: `${upstream.url}/default`, headers: { 'X-Tenant': 'one' } };
    await generateServer(document, output, options);
    const { createSampleServer, createSampleClient } = await import(join(output, 'index.ts'));
    await using server = await createSampleServer(own(upstream.url));
    await server.handlers.callTool('listItems', {});
    expect(sent()).toBe(expected);
    await using client = await createSampleClient(own(upstream.url));
    await client.call('listItems', {});
    expect(sent()).toBe(expected);
  });

  it.each<[options: GenerateServerOptions, message: string]>([
    [{ server: 'third' }, 'there is no server "third"'],
    [{ headers: { Host: 'a' } }, 'the header Host cannot be set: it follows the URL, which --base-url sets'],
    [
      { headers: { Authorization: 'Bearer 1234' } },
      'the header Authorization would be a secret in the generated code',
    ],
  ])('refuse %j', async (options, message) => {
    await expect(generateServer(document, join(folder, 'refused'), options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message,
    });
  });
});

/** Returns the URL of a path at the upstream, and any other text unchanged. */
function absolute(text: string): string {
  return text.startsWith('/') ? upstream.url + text : text;
}

it('a generated server and client validate arguments as they were told', async () => {
  const output = join(folder, 'validation');
  await generateServer(document, output, { baseUrl: upstream.url, validateArguments: 'warn' });
  const { createSampleServer, createSampleClient } = await import(join(output, 'index.ts'));
  await using server = await createSampleServer();
  const [, note] = (await server.handlers.callTool('listItems', { a: 1 })).content;
  expect(note.text).toMatch(/^The call was sent although its arguments do not fit the document:\n- a: /);
  await using client = await createSampleClient({ request: { validateArguments: 'strict' } });
  await expect(client.call('listItems', { a: 1 })).rejects.toMatchObject({ code: 'ARGUMENTS_INVALID' });
});

describe('the entry of a scaffolded project', () => {
  let project: string;
  beforeAll(async () => {
    project = join(folder, 'project');
    const options = { scaffold: true, baseUrl: `${upstream.url}/default`, headers: { 'X-Tenant': 'one' } };
    await generateServer(document, project, options);
    // Older versions of Node.js do not run TypeScript.
    const tsc = join(repository, 'node_modules/typescript-7/bin/tsc');
    const flags = ['--noEmit', 'false', '--rewriteRelativeImportExtensions', '--outDir', '../built'];
    await using compiler = start(process.execPath, [tsc, '-p', '.', ...flags], { cwd: project });
    await compiler.ended;
  }, 60_000);

  it.each<[args: string[], env: Record<string, string>, expected: string]>([
    [[], {}, '/default/items one'],
    [['--base-url', '/flag', '--header', 'X-Tenant: two:2'], {}, '/flag/items two:2'],
    [
      [],
      { OPENAPI_MCP_BASE_URL: '/variable', OPENAPI_MCP_HEADERS: 'X-Tenant: 3\nX-Other: 4' },
      '/variable/items 3',
    ],
    [['--base-url', '/flag'], { OPENAPI_MCP_BASE_URL: '/variable' }, '/flag/items one'],
  ])('reads %j and %j', async (args, env, expected) => {
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(folder, 'built/main.js'), ...args.map(absolute)],
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, absolute(value)])),
    });
    await client.connect(transport);
    await client.callTool({ name: 'listItems', arguments: {} });
    await client.close();
    expect(sent()).toBe(expected);
  });

  it('has exact versions of its packages', () => {
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });
});
