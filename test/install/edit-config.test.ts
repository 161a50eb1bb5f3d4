import { describe, expect, it } from 'vitest';
import { clientIds, clientOf } from '../../src/install/clients.ts';
import { addEntry, listServers, removeEntry } from '../../src/install/edit-config.ts';
import { clientFileRows, textAfter, textBefore } from './client-files.ts';
import type { ClientId } from '../../src/install/clients.ts';
import type { ServerEntry } from '../../src/install/server-entry.ts';

const entry: ServerEntry = {
  name: 'pets',
  title: 'Pets',
  command: '/usr/bin/node',
  args: ['/opt/openapi-mcp/dist/cli.js', 'serve', '/home/ada/pets.yaml'],
  variables: ['PETS_KEY'],
};
const older: ServerEntry = { ...entry, args: ['/old/cli.js', 'serve'], variables: ['OLD_KEY', 'PETS_KEY'] };

function add(id: ClientId, text: string, added: ServerEntry = entry): Promise<string> {
  return addEntry(clientOf(id), { source: 'file', text }, added);
}

function remove(id: ClientId, text: string, name = 'pets'): Promise<string | undefined> {
  return removeEntry(clientOf(id), { source: 'file', text }, name);
}

it('every client has a row', () => {
  expect(clientFileRows.map(({ client }) => client)).toEqual(clientIds);
});

describe.each(clientFileRows)('$client', ({ client, created, existing }) => {
  const [before, after] = [textBefore(existing), textAfter(existing)];

  it('creates a file', async () => {
    expect(await add(client, '')).toBe(created);
  });

  it('adds an entry to a file, and keeps the rest to the byte', async () => {
    expect(await add(client, before)).toBe(after);
  });

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
  ])('keeps %s', async (_, convert) => {
    expect(await add(client, convert(before))).toBe(convert(after));
  });

  it('changes nothing the second time', async () => {
    const added = await add(client, before);
    expect(await add(client, added)).toBe(added);
    expect(await add(client, created)).toBe(created);
  });

  it('replaces an entry', async () => {
    const replaced = await add(client, await add(client, before, older));
    expect(replaced).toBe(await add(client, before));
  });

  it('removes an entry, and restores the file', async () => {
    expect(await remove(client, after)).toBe(before);
  });

  it('leaves out no server that another tool wrote', async () => {
    const listed = await listServers(clientOf(client), { source: 'file', text: await add(client, before) });
    expect(listed.find(({ name }) => name === 'pets')).toEqual({
      name: 'pets',
      command: '/usr/bin/node',
      args: entry.args,
    });
  });

  it('does not find an entry that is not there', async () => {
    expect(await remove(client, before, 'other')).toBeUndefined();
    expect(await remove(client, '')).toBeUndefined();
  });
});

const mcpServers = (inner: string): string => `{\n  "mcpServers": {${inner}}\n}\n`;

describe('JSON', () => {
  it.each<[title: string, before: string, after: string]>([
    [
      'an object on one line',
      '{ "a": 1 }',
      '{ "a": 1, "mcpServers": { "x": { "command": "c", "args": [] } } }',
    ],
    [
      'an empty object',
      '{}',
      '{\n  "mcpServers": {\n    "x": {\n      "command": "c",\n      "args": []\n    }\n  }\n}',
    ],
    [
      'an entry among others',
      mcpServers('\n    "w": {},\n    "x": { "command": "b" }, // old\n    "y": {}\n  '),
      mcpServers(
        '\n    "w": {},\n    "x": {\n      "command": "c",\n      "args": []\n    }, // old\n    "y": {}\n  ',
      ),
    ],
    [
      'an entry on the line of another',
      mcpServers('"w": {}, "x": 1'),
      mcpServers('"w": {}, "x": { "command": "c", "args": [] }'),
    ],
    [
      'the last of two keys of one name, which JSON.parse reads',
      '{\n  "mcpServers": {},\n  "mcpServers": {\n    "w": {}\n  }\n}\n',
      '{\n  "mcpServers": {},\n  "mcpServers": {\n    "w": {},\n    "x": {\n      "command": "c",\n      "args": []\n    }\n  }\n}\n',
    ],
    [
      'keys that a program could mistake',
      '{\n  "__proto__": {},\n  "constructor": 1,\n  "mcpServers": {\n    "__proto__": {}\n  }\n}\n',
      '{\n  "__proto__": {},\n  "constructor": 1,\n  "mcpServers": {\n    "__proto__": {},\n    "x": {\n      "command": "c",\n      "args": []\n    }\n  }\n}\n',
    ],
  ])('adds to %s', async (_, before, after) => {
    expect(
      await add('mcp-json', before, { name: 'x', title: 'X', command: 'c', args: [], variables: [] }),
    ).toBe(after);
  });

  it.each<[title: string, before: string, after: string]>([
    [
      'the first',
      mcpServers('\n    "pets": {}, // out\n    "b": {} // b\n  '),
      mcpServers('\n    "b": {} // b\n  '),
    ],
    [
      'the last',
      mcpServers('\n    "a": {}, // a\n    "pets": {} // out\n  '),
      mcpServers('\n    "a": {} // a\n  '),
    ],
    [
      'the last with a comma',
      mcpServers('\n    "a": {},\n    "pets": {},\n  '),
      mcpServers('\n    "a": {},\n  '),
    ],
    ['the only one', mcpServers('\n    "pets": {}\n  '), mcpServers('')],
    [
      'the only one below a comment',
      mcpServers('\n    // a\n    "pets": {}\n  '),
      mcpServers('\n    // a\n  '),
    ],
    ['the first on one line', mcpServers(' "pets": {}, "b": {} '), mcpServers(' "b": {} ')],
    [
      'the middle on one line',
      mcpServers(' "a": {}, "pets": {}, "b": {} '),
      mcpServers(' "a": {}, "b": {} '),
    ],
    ['the last on one line', mcpServers(' "a": {}, "pets": {} '), mcpServers(' "a": {} ')],
    [
      'one before a line with a bracket',
      mcpServers('\n    "a": {},\n    "pets": {}'),
      mcpServers('\n    "a": {}'),
    ],
  ])('removes %s', async (_, before, after) => {
    expect(await remove('mcp-json', before)).toBe(after);
  });

  it('keeps an input of VS Code that another server uses', async () => {
    const shared = await add('vscode', await add('vscode', ''), { ...entry, name: 'other' });
    const text = await remove('vscode', shared);
    expect(text).toContain('"id": "PETS_KEY"');
    expect(await remove('vscode', text ?? '', 'other')).not.toContain('PETS_KEY');
  });

  it('removes the inputs of variables that an entry no longer has', async () => {
    expect(await add('vscode', await add('vscode', '', older))).not.toContain('OLD_KEY');
  });
});

describe('TOML', () => {
  it.each<[title: string, before: string, after: string]>([
    [
      'an entry with tables below it',
      '[mcp_servers.pets]\ncommand = "a"\n\n[mcp_servers.pets.env]\nA = "1"\n\n# tui\n[tui]\n',
      '\n# tui\n[tui]\n',
    ],
    ['an entry with a quoted name', 'a = 1\n\n[mcp_servers."pets"] # ours\ncommand = "a"\n', 'a = 1\n'],
    [
      'an entry between others',
      '[mcp_servers.a]\ncommand = "a"\n\n[mcp_servers.pets]\nargs = [\n "]", # ]\n]\n\n[mcp_servers.b]\ncommand = "b"\n',
      '[mcp_servers.a]\ncommand = "a"\n\n[mcp_servers.b]\ncommand = "b"\n',
    ],
  ])('removes %s', async (_, before, after) => {
    expect(await remove('codex', before)).toBe(after);
  });

  it('adds a line end to a file without one', async () => {
    expect(await add('codex', 'a = 1')).toMatch(/^a = 1\n\n\[mcp_servers\.pets\]\n/);
  });
});

describe('YAML', () => {
  it.each<[title: string, before: string, start: string]>([
    ['a key without a value', 'extensions: # mine\n', 'extensions: # mine\n  pets:\n    name: pets\n'],
    ['an empty mapping', 'extensions: {} # mine\nA: 1\n', 'extensions: # mine\n  pets:\n    name: pets\n'],
    [
      'a flow mapping',
      'extensions: { a: { type: builtin } }\n',
      'extensions: { a: { type: builtin }, "pets": {"name":"pets",',
    ],
    ['a file without the key', 'A: 1', 'A: 1\nextensions:\n  pets:\n    name: pets\n'],
    ['a file of comments', '# goose\n', '# goose\nextensions:\n  pets:\n    name: pets\n'],
    ['a file with a document start', '---\nA: 1\n', '---\nA: 1\nextensions:\n  pets:\n'],
  ])('adds to %s', async (_, before, start) => {
    expect((await add('goose', before)).slice(0, start.length)).toBe(start);
  });

  it.each<[title: string, before: string, after: string]>([
    ['the only entry', 'extensions:\n  pets:\n    type: stdio\nA: 1\n', 'extensions: {}\nA: 1\n'],
    ['an entry of a flow mapping', 'extensions: { a: 1, pets: { b: 2 } }\n', 'extensions: { a: 1 }\n'],
    ['the first of a flow mapping', 'extensions: { pets: { b: 2 }, a: 1 }\n', 'extensions: { a: 1 }\n'],
    [
      'an entry with a text of lines',
      'extensions:\n  pets:\n    x: |\n      a\n      b\n  c: 1\n',
      'extensions:\n  c: 1\n',
    ],
  ])('removes %s', async (_, before, after) => {
    expect(await remove('goose', before)).toBe(after);
  });
});

describe('a broken file', () => {
  it.each<[client: ClientId, text: string, reason: string, line: number, column: number]>([
    ['cursor', '{\n  "mcpServers": {\n    "a" {}\n  }\n}\n', 'not JSON: colon expected', 3, 9],
    ['cursor', '{\n  "a": 1\n', 'not JSON: close brace expected', 3, 1],
    ['cursor', '[]\n', 'the file holds no object', 1, 1],
    ['cursor', '{\n  "mcpServers": []\n}\n', 'the value of "mcpServers" is not an object', 2, 17],
    ['vscode', '{\n  "inputs": {}\n}\n', 'the value of "inputs" is not an array', 2, 13],
    ['codex', 'a = 1\n[mcp_servers\n', 'not TOML: ', 2, 13],
    ['codex', 'a = 1\nmcp_servers.pets.command = "a"\n', 'mcp_servers.pets is not a table of its own', 2, 13],
    ['goose', 'a: 1\n b: [\n', 'not YAML', 1, 4],
    ['goose', '- a\n', 'the file holds no mapping', 1, 1],
    ['goose', 'extensions: 5\n', 'the value of "extensions" is not a mapping', 1, 13],
  ])('of %s: %j', async (client, text, reason, line, column) => {
    await expect(add(client, text)).rejects.toMatchObject({
      code: 'CLIENT_CONFIG_INVALID',
      message: expect.stringContaining(reason),
      location: { source: 'file', line, column },
    });
  });
});
