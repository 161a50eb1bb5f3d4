import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generateServer, readPrompts } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { connectSpawned, petstorePath, runCli, serveCliHttp, serveCommand } from '../support/cli.ts';
import type { InteropClient } from '../interop/clients.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-prompts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

write('prompts/adopt.md', '---\ntitle: Adopt\narguments: { pet: { required: true } }\n---\nAdopt {{pet}}.\n');
write('shared/report.md', '---\n---\nWrite a report.\n');
write(
  'complete/feed.md',
  '---\narguments:\n  pet: { completion: { operation: listPets, value: /items/*/id } }\n  when: { enum: [now, later] }\n---\nFeed {{pet}} {{when}}.\n',
);
const config = write(
  'two.config.yaml',
  `prompts: [shared]
apis:
  pets: { document: ${petstorePath}, prompts: ['prompts/*.md'] }
  copy: { document: ${petstorePath} }
`,
);
const single = write('one.config.yaml', `document: ${petstorePath}\nprompts: [prompts/adopt.md, shared]\n`);

const adopt = { name: 'adopt', title: 'Adopt', arguments: [{ name: 'pet', required: true }] };

async function namesAndText(client: InteropClient, name: string): Promise<unknown> {
  const prompts = await client.listPrompts();
  const { messages } = await client.getPrompt(name, { pet: '7' });
  await client.close();
  return { names: prompts.map((prompt) => prompt['name']), messages };
}

const adopted = [{ role: 'user', content: { type: 'text', text: 'Adopt 7.' } }];

describe.each(clientKinds)('$label', (kind) => {
  it('gets the prompts of files over stdio', async () => {
    const args = [
      petstorePath,
      '--prompts',
      join(folder, 'prompts'),
      '--prompts',
      join(folder, 'shared/*.md'),
    ];
    const client = await connectSpawned(kind, serveCommand(args));
    expect(client.capabilities).toMatchObject({ prompts: {} });
    expect(await client.listPrompts()).toEqual([adopt, { name: 'report' }]);
    expect((await client.getPrompt('adopt', { pet: '7' }))['messages']).toEqual(adopted);
    await expect(client.getPrompt('adopt')).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('gets the prompts of several APIs over HTTP, under their names', async () => {
    await using server = await serveCliHttp(['--config', config]);
    expect(server.stderr()).toContain('1 prompt of the server');
    const all = await connectHttp(kind, server.url);
    expect(await namesAndText(all, 'pets_adopt')).toEqual({
      names: ['report', 'pets_adopt'],
      messages: adopted,
    });
    const one = await connectHttp(kind, `${server.url}/pets`);
    expect(await namesAndText(one, 'pets_adopt')).toEqual({
      names: ['report', 'pets_adopt'],
      messages: adopted,
    });
    const other = await connectHttp(kind, `${server.url}/copy`);
    expect((await other.listPrompts()).map(({ name }) => name)).toEqual(['report']);
    await other.close();
  });
});

const api = `openapi: 3.1.0
info: { title: Pets, version: '1' }
paths: { /pets: { get: { operationId: listPets, responses: {} } } }
`;

describe.each(clientKinds)('completions for a $label', (kind) => {
  it('come from enums and from operations, with the credentials and the base URL of their API', async () => {
    await using upstream = await startUpstream(jsonAnswer({ items: [{ id: 7 }, { id: 8 }] }));
    write('api.yaml', api);
    const path = write(
      `complete-${kind.label.replaceAll(' ', '-')}.config.yaml`,
      `apis:
  pets: { document: api.yaml, prompts: [complete], baseUrl: '${upstream.url}/v2', header: { X-Key: secret } }
  other: { document: ${petstorePath}, resources: 'off' }
`,
    );
    await using server = await serveCliHttp(['--config', path]);
    const client = await connectHttp(kind, server.url);
    expect(client.capabilities).toMatchObject({ completions: {} });
    expect(await client.completePrompt('pets_feed', 'pet', '7')).toEqual({
      values: ['7'],
      total: 1,
      hasMore: false,
    });
    expect(await client.completePrompt('pets_feed', 'when', '')).toMatchObject({ values: ['now', 'later'] });
    await expect(client.completePrompt('feed', 'pet', '')).rejects.toMatchObject({ code: -32602 });
    expect(upstream.requests.map((request) => [request.target, request.header('x-key')])).toEqual([
      ['/v2/pets', 'secret'],
    ]);
    await client.close();
  });

  it('are there without resources', async () => {
    const args = [petstorePath, '--prompts', join(folder, 'complete'), '--resources', 'off'];
    const client = await connectSpawned(kind, serveCommand(args));
    expect(client.capabilities).toMatchObject({ completions: {} });
    expect(client.capabilities).not.toHaveProperty('resources');
    expect(await client.completePrompt('feed', 'when', 'l')).toMatchObject({ values: ['later'] });
    await client.close();
  });
});

it.each<[label: string, args: string[], names: string[]]>([
  ['the config file', ['--config', single], ['adopt', 'report']],
  ['an API of the config file', ['pets', '--config', config], ['adopt']],
  ['an API without prompts', ['copy', '--config', config], []],
  ['a flag in place of the file', ['--config', single, '--prompts', join(folder, 'shared')], ['report']],
  ['a flag for one API', ['copy', '--config', config, '--prompts', join(folder, 'shared')], ['report']],
])('inspect shows the prompts of %s', async (_, args, names) => {
  const { stdout } = await runCli(['inspect', ...args, '--json']);
  const { prompts } = JSON.parse(stdout) as { prompts: { name: string }[] };
  expect(prompts.map(({ name }) => name)).toEqual(names);
});

it('inspect prints each prompt with its arguments', async () => {
  const { stdout } = await runCli(['inspect', '--config', single]);
  expect(stdout).toContain('\nPrompts (2)\n  adopt pet*\n  report\n');
});

it('a flag gives several APIs prompts of the server', async () => {
  const args = [`one=${petstorePath}`, `two=${petstorePath}`, '--prompts', join(folder, 'shared')];
  const client = await connectSpawned(clientKinds[0], serveCommand(args));
  expect(await client.listPrompts()).toEqual([{ name: 'report' }]);
  await client.close();
});

it('refuses equal names of several APIs without a prefix', async () => {
  const two = write(
    'equal.config.yaml',
    `prompts: [prompts]\nprefix: 'off'\napis:\n  pets: { document: ${petstorePath}, prompts: [prompts], include: [listPets] }\n  copy: { document: ${petstorePath}, include: [getPet] }\n`,
  );
  const { code, stderr } = await runCli(['serve', '--config', two]);
  expect(code).toBe(2);
  expect(stderr).toContain('two prompts have the name adopt\n  Give each prompt a name of its own.');
});

it('generate writes the prompts as data, and their code only where there are any', async () => {
  const prompts = await readPrompts([join(folder, 'prompts')]);
  const { changes } = await generateServer(petstorePath, join(folder, 'with'), { prompts });
  const code = 'lib/runtime/prompts/open-prompts.ts';
  expect(changes.map(({ path }) => path)).toContain(code);
  expect(readFileSync(join(folder, 'with/descriptor.json'), 'utf8')).toContain('"Adopt "');
  const without = await generateServer(petstorePath, join(folder, 'without'));
  expect(without.changes.map(({ path }) => path)).not.toContain(code);
});
