import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { defineConfig, loadConfig } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { connectSpawned, petstorePath, runCli, serveCliHttp, serveCommand } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

function write(text: string): string {
  const path = join(folder, `code-${(count += 1)}.mjs`);
  writeFileSync(path, text);
  return path;
}

const hooks = (value: string): string =>
  `{ beforeRequest: (request) => ({ ...request, headers: [...request.headers, ['X-Hook', '${value}']] }) }`;

it.each(clientKinds)('serve runs hooks and offers custom tools ($label)', async (kind) => {
  await using upstream = await startUpstream();
  const config = write(`export default {
    document: ${JSON.stringify(petstorePath)}, baseUrl: '${upstream.url}', include: ['getPet'],
    hooks: ${hooks('root')}, tools: [{ name: 'greet', call: () => 'hello' }] };`);
  const client = await connectSpawned(kind, serveCommand(['--config', config]));
  expect((await client.listTools()).map(({ name }) => name)).toEqual(['getPet', 'greet']);
  expect((await client.callTool('greet', {}))['content']).toEqual([{ type: 'text', text: 'hello' }]);
  await client.callTool('getPet', { petId: 7 });
  await client.close();
  expect(upstream.requests.map((request) => request.header('x-hook'))).toEqual(['root']);
});

it('a change of the file replaces hooks and custom tools with --watch, over HTTP', async () => {
  await using upstream = await startUpstream();
  const text = (value: string): string =>
    `export default {
    document: ${JSON.stringify(petstorePath)}, baseUrl: '${upstream.url}', include: ['getPet'],
    hooks: ${hooks('VALUE')}, tools: [{ name: 'VALUE', call: () => 'hello' }] };`.replaceAll('VALUE', value);
  const config = write(text('one'));
  await using server = await serveCliHttp(['--config', config, '--watch']);
  for (const value of ['one', 'two']) {
    if (value === 'two') {
      writeFileSync(config, text(value));
      await server.printed(/^Reloaded/m);
    }
    const client = await connectHttp(clientKinds[0], server.url);
    expect((await client.listTools()).map(({ name }) => name)).toEqual(['getPet', value]);
    expect((await client.callTool(value, {}))['content']).toEqual([{ type: 'text', text: 'hello' }]);
    await client.callTool('getPet', { petId: 7 });
    await client.close();
  }
  expect(upstream.requests.map((request) => request.header('x-hook'))).toEqual(['one', 'two']);
});

it('hooks of an API replace those of the file', async () => {
  await using upstream = await startUpstream();
  const api = `document: ${JSON.stringify(petstorePath)}, baseUrl: '${upstream.url}', include: ['getPet']`;
  const config =
    write(`export default { hooks: ${hooks('root')}, tools: [{ name: 'greet', call: () => 'hello' }],
    apis: { a: { ${api} }, b: { ${api}, hooks: ${hooks('own')} } } };`);
  const client = await connectSpawned(clientKinds[0], serveCommand(['--config', config]));
  expect((await client.listTools()).map(({ name }) => name)).toEqual(['a_getPet', 'b_getPet', 'greet']);
  await client.callTool('a_getPet', { petId: 7 });
  await client.callTool('b_getPet', { petId: 7 });
  await client.close();
  expect(upstream.requests.map((request) => request.header('x-hook'))).toEqual(['root', 'own']);
  const { stdout } = await runCli(['config', 'print', '--config', config]);
  expect(stdout).toContain('hooks: "code: beforeRequest"');
  expect(stdout).toContain('tools: "code: greet"');
  expect(stdout).toContain('apis.b.hooks: "code: beforeRequest"');
  const loaded = await loadConfig(config, {});
  expect(defineConfig(loaded ?? {}).apis?.['b']?.hooks?.beforeRequest).toBeTypeOf('function');
});

it.each([
  ['hooks: 1', 'hooks must be a map of keys to functions'],
  ['hooks: { before() {} }', 'hooks.before is not a key'],
  ['hooks: { beforeRequest: 1 }', 'hooks.beforeRequest must be a function'],
  ['tools: {}', 'tools must be a list'],
  ['tools: [1]', 'tools[0] must be a map of keys to values'],
  ['tools: [{ call() {} }]', 'tools[0] needs a name'],
  ["tools: [{ name: 'a' }]", 'tools[0] needs the function call'],
  ["tools: [{ name: 'a', call() {} }, { name: 'a', call() {} }]", 'tools[1].name is a, as of another tool'],
  ['apis: { a: { hooks: [] } }', 'apis.a.hooks must be a map of keys to functions'],
  ["tools: [{ name: 'getPet', call() {} }]", '"getPet" is the name of two tools'],
])('%s is a mistake', async (text, sentence) => {
  const config = write(`export default { ${text} };`);
  const { code, stderr } = await runCli(['serve', petstorePath, '--config', config]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(sentence);
});
