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

it('operations have hooks of their own, the nearest of which run first, in one API and in several', async () => {
  await using upstream = await startUpstream();
  const document = `document: ${JSON.stringify(petstorePath)}, baseUrl: '${upstream.url}', include: ['getPet', 'listPets']`;
  const operations = `{ GET: { hooks: ${hooks('method')} }, 'GET /pets/**': { title: 'A pet', hooks: ${hooks('path')} }, getPet: { hooks: ${hooks('name')} } }`;
  for (const text of [
    `${document}, operations: ${operations}`,
    `apis: { a: { ${document}, operations: ${operations} } }`,
  ]) {
    const config = write(`export default { ${text}, hooks: ${hooks('all')} };`);
    const client = await connectSpawned(clientKinds[0], serveCommand(['--config', config]));
    const sent = upstream.requests.length;
    const names = (await client.listTools()).map(({ name }) => String(name));
    for (const name of ['getPet', 'listPets'])
      await client.callTool(
        names.find((each) => each.endsWith(name)) ?? '',
        name === 'getPet' ? { petId: 7 } : {},
      );
    await client.close();
    const values = upstream.requests
      .slice(sent)
      .map(({ headers }) => headers.filter(([name]) => name === 'X-Hook').map(([, value]) => value));
    expect(values).toEqual([
      ['name', 'path', 'method', 'all'],
      ['method', 'all'],
    ]);
  }
});

const codeOf = (name: string): string =>
  `resources: ['off', { uri: '${name}://page/{page}', name: 'page', read: ({ page }) => page, complete: () => ['one'] }],
  prompts: ['${name}.md', { name: '${name}', get: () => 'code' }], tools: [{ name: '${name}', call: () => '${name}' }]`;

it.each(clientKinds)('serve offers resources, and prompts beside those of files ($label)', async (kind) => {
  writeFileSync(join(folder, 'team.md'), '---\nname: file\n---\nfile');
  const document = `document: ${JSON.stringify(petstorePath)}, include: ['getPet']`;
  const client = await connectSpawned(
    kind,
    serveCommand(['--config', write(`export default { ${document}, ${codeOf('team')} };`)]),
  );
  expect(await client.listResources()).toEqual([]);
  expect(await client.listResourceTemplates()).toEqual([{ uriTemplate: 'team://page/{page}', name: 'page' }]);
  expect((await client.readResource('team://page/7'))['contents']).toEqual([
    { uri: 'team://page/7', text: '7' },
  ]);
  expect(await client.complete('team://page/{page}', 'page', 'o')).toMatchObject({ values: ['one'] });
  expect((await client.listPrompts()).map(({ name }) => name)).toEqual(['file', 'team']);
  for (const name of ['file', 'team'])
    expect((await client.getPrompt(name))['messages']).toEqual([
      { role: 'user', content: { type: 'text', text: name === 'team' ? 'code' : name } },
    ]);
  await client.close();
});

async function seen(url: string): Promise<unknown> {
  const client = await connectHttp(clientKinds[0], url);
  const lists = {
    tools: (await client.listTools()).map(({ name }) => name),
    templates: (await client.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate),
    prompts: (await client.listPrompts()).map(({ name }) => name),
  };
  await client.close();
  return lists;
}

it('each API has code of its own beside that of the file', async () => {
  for (const name of ['team', 'own'])
    writeFileSync(join(folder, `${name}.md`), `---\nname: ${name}-file\n---\nx`);
  const api = `document: ${JSON.stringify(petstorePath)}, include: ['getPet']`;
  const config = write(
    `export default { ${codeOf('team')}, apis: { a: { ${api}, ${codeOf('own')} }, b: { ${api} } } };`,
  );
  await using server = await serveCliHttp(['--config', config]);
  expect(await seen(server.url)).toEqual({
    tools: ['a_getPet', 'b_getPet', 'team', 'a_own'],
    templates: ['team://page/{page}', 'own://page/{page}'],
    prompts: ['team-file', 'a_own-file', 'team', 'a_own'],
  });
  expect(await seen(`${server.url}/a`)).toEqual({
    tools: ['a_getPet', 'team', 'a_own'],
    templates: ['team://page/{page}', 'own://page/{page}'],
    prompts: ['team-file', 'a_own-file', 'team', 'a_own'],
  });
  expect(await seen(`${server.url}/b`)).toEqual({
    tools: ['b_getPet', 'team'],
    templates: ['team://page/{page}'],
    prompts: ['team-file', 'team'],
  });
  const { stdout } = await runCli(['config', 'print', '--config', config]);
  expect(stdout).toContain('resources: "off" # ');
  expect(stdout).toContain('resources: "code: team://page/{page}"');
  expect(stdout).toContain('apis.a.prompts: "code: own"');
  const loaded = await loadConfig(config, {});
  expect(loaded?.apis?.['a']?.prompts).toMatchObject(['own.md', { name: 'own' }]);
  expect(loaded?.resources).toMatchObject(['off', { name: 'page' }]);
});

it('a change of the file replaces hooks and custom tools with --watch, over HTTP', async () => {
  await using upstream = await startUpstream();
  const text = (value: string): string =>
    `export default {
    document: ${JSON.stringify(petstorePath)}, baseUrl: '${upstream.url}', include: ['getPet'],
    resources: [{ uri: 'VALUE:x', name: 'VALUE', read: () => '' }], prompts: [{ name: 'VALUE', get: () => '' }],
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
    expect((await client.listPrompts()).map(({ name }) => name)).toEqual([value]);
    expect((await client.readResource(`${value}:x`))['contents']).toHaveLength(1);
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
  ['tools: [1]', 'tools[0] is no tool'],
  ['tools: [{ call() {} }]', 'tools[0] needs a name'],
  ["tools: [{ name: 'a' }]", 'tools[0] needs the function call'],
  [
    "tools: [{ name: 'a', call() {}, inputSchema: { properties: { a: { type: 'object', 'x-mcp-header': 'A' } } } }]",
    'tools[0].inputSchema breaks a rule of headers, so that clients leave the tool out: x-mcp-header of a is on no string, integer or boolean',
  ],
  ["tools: [{ name: 'a', call() {} }, { name: 'a', call() {} }]", 'tools[1].name is a, as of another tool'],
  ["resources: ['on', 'off']", 'resources has two modes'],
  ["resources: ['of']", 'resources must be on or off'],
  ['resources: [1]', 'resources[0] is no resource'],
  ["resources: [{ name: 'a', read() {} }]", 'resources[0] needs a uri'],
  ["resources: [{ uri: 'a:b', name: 'a' }]", 'resources[0] needs the function read'],
  ["resources: [{ uri: 'a b', name: 'a', read() {} }]", '"a b" is no URI of a resource'],
  [
    "resources: ['off', { uri: 'a:b', name: 'a', read() {} }, { uri: 'a:b', name: 'b', read() {} }]",
    'resources[2].uri is a:b, as of another resource',
  ],
  ["prompts: ['x.md', 1]", 'prompts[1] is no prompt'],
  ["prompts: [{ name: 'a' }]", 'prompts[0] needs the function get'],
  ['apis: { a: { prompts: [{ get() {} }] } }', 'apis.a.prompts[0] needs a name'],
  ["apis: { a: { tools: [{ name: 'a' }] } }", 'apis.a.tools[0] needs the function call'],
  ['apis: { a: { hooks: [] } }', 'apis.a.hooks must be a map of keys to functions'],
  ["tools: [{ name: 'getPet', call() {} }]", '"getPet" is the name of two tools'],
])('%s is a mistake', async (text, sentence) => {
  const config = write(`export default { ${text} };`);
  const { code, stderr } = await runCli(['serve', petstorePath, '--config', config]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(sentence);
});
