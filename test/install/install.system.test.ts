import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { clientFile, scopesOf } from '../../src/install/client-file.ts';
import { clientIds, clientOf } from '../../src/install/clients.ts';
import { clientKinds } from '../interop/clients.ts';
import { cliPath, connectSpawned, petstorePath, runCli } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { readStartedEntry } from './read-entry.ts';
import type { ClientId } from '../../src/install/clients.ts';
import type { ClientMachine } from '../../src/install/client-file.ts';
import type { ClientVariables } from './read-entry.ts';

const temporary = mkdtempSync(join(tmpdir(), 'openapi-mcp-install-'));
afterAll(() => rmSync(temporary, { recursive: true }));
let home = '';
let project = '';
let count = 0;
beforeEach(() => {
  home = join(temporary, `home-${count}`);
  project = join(temporary, `project-${count++}`);
  mkdirSync(home);
  mkdirSync(project);
});

const token = 'OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN';

function runHere(args: string[], env: Record<string, string> = {}) {
  return runCli(args, { cwd: project, env: { HOME: home, PATH: '/usr/bin:/bin', ...env } });
}

function fileOf(client: ClientId): string {
  const machine: ClientMachine = { platform: process.platform, home, environment: {}, folder: project };
  return clientFile(client, scopesOf(client)[0] ?? 'user', machine);
}

/** Reads the entry of the pet store as its client does. */
function readEntry(client: ClientId, variables: ClientVariables = {}) {
  return readStartedEntry(client, readFileSync(fileOf(client), 'utf8'), 'pet-store', variables);
}

describe.each(clientIds)('an entry of %s', (client) => {
  it('starts the server, with the credentials that are set, without a secret in its file', async () => {
    await using upstream = await startUpstream(jsonAnswer([]));
    const takesFile = clientOf(client).reference.kind === 'none';
    writeFileSync(join(project, 'pets.env'), `${token}=canary-1234\n`);
    const args = ['--read-only', '--base-url', `${upstream.url}/v1`];
    const file = ['--env-file', 'pets.env'];
    const installed = await runHere(
      ['install', petstorePath, '--client', client, '--', ...args, ...(takesFile ? file : [])],
      { [token]: 'canary-1234' },
    );
    expect(installed).toMatchObject({ code: 0, stdout: expect.stringContaining(`: ${fileOf(client)}\n`) });
    expect(readFileSync(fileOf(client), 'utf8')).not.toContain('canary');
    for (const variables of takesFile ? [{}] : [{}, { [token]: 'canary-1234' }]) {
      const entry = readEntry(client, variables);
      const connected = await connectSpawned(clientKinds[0], { ...entry, cwd: temporary });
      expect((await connected.listTools()).length).toBeGreaterThan(5);
      await connected.callTool('listOrders');
      await connected.close();
    }
    expect(upstream.requests.map((request) => request.header('authorization'))).toEqual(
      takesFile ? ['Bearer canary-1234'] : [undefined, 'Bearer canary-1234'],
    );
    const { stdout } = await runHere(['install', '--list']);
    expect(stdout).toBe(`pet-store  ${client}  ${scopesOf(client)[0]}  ${fileOf(client)}\n`);
  });
});

it.each<ClientId>(['claude-desktop', 'codex', 'goose'])(
  '%s no longer has an entry that was removed',
  async (client) => {
    await runHere(['install', petstorePath, '--client', client, '--name', 'pets']);
    const removed = await runHere(['uninstall', 'pets', '--client', client]);
    expect(removed).toMatchObject({
      code: 0,
      stderr: `The file before is ${fileOf(client)}.openapi-mcp.bak\n`,
    });
    expect(readFileSync(fileOf(client), 'utf8')).not.toContain('pets');
  },
);

describe('the path of a file', () => {
  const machine: ClientMachine = { platform: 'linux', home: '/home/ada', environment: {}, folder: '/work' };
  const mac = { ...machine, platform: 'darwin', home: '/Users/ada' };
  const windows = { ...machine, platform: 'win32', home: 'C:\\Users\\ada', folder: 'C:\\work' };

  it.each<[client: ClientId, machine: ClientMachine, path: string]>([
    ['claude-desktop', mac, '/Users/ada/Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-desktop', windows, 'C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json'],
    [
      'claude-desktop',
      { ...windows, environment: { APPDATA: 'D:\\data' } },
      'D:\\data\\Claude\\claude_desktop_config.json',
    ],
    ['claude-desktop', machine, '/home/ada/.config/Claude/claude_desktop_config.json'],
    ['claude-code', machine, '/home/ada/.claude.json'],
    ['claude-code', { ...machine, environment: { CLAUDE_CONFIG_DIR: '/c' } }, '/c/.claude.json'],
    ['cursor', windows, 'C:\\Users\\ada\\.cursor\\mcp.json'],
    ['vscode', mac, '/Users/ada/Library/Application Support/Code/User/mcp.json'],
    ['vscode', windows, 'C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json'],
    ['vscode', { ...machine, environment: { XDG_CONFIG_HOME: '/x' } }, '/x/Code/User/mcp.json'],
    ['windsurf', mac, '/Users/ada/.codeium/windsurf/mcp_config.json'],
    ['codex', { ...machine, environment: { CODEX_HOME: '/codex' } }, '/codex/config.toml'],
    ['gemini-cli', machine, '/home/ada/.gemini/settings.json'],
    ['goose', windows, 'C:\\Users\\ada\\AppData\\Roaming\\Block\\goose\\config\\config.yaml'],
    ['goose', mac, '/Users/ada/.config/goose/config.yaml'],
    ['zed', windows, 'C:\\Users\\ada\\AppData\\Roaming\\Zed\\settings.json'],
    ['librechat', machine, '/work/librechat.yaml'],
    ['mcp-json', windows, 'C:\\work\\mcp.json'],
  ])('of %s', (client, on, path) => {
    expect(clientFile(client, scopesOf(client)[0] ?? 'user', on)).toBe(path);
  });

  it.each<[client: ClientId, path: string]>([
    ['claude-code', '/work/.mcp.json'],
    ['cursor', '/work/.cursor/mcp.json'],
    ['vscode', '/work/.vscode/mcp.json'],
    ['codex', '/work/.codex/config.toml'],
    ['gemini-cli', '/work/.gemini/settings.json'],
    ['zed', '/work/.zed/settings.json'],
  ])('of a project with %s', (client, path) => {
    expect(clientFile(client, 'project', machine)).toBe(path);
  });

  it('is refused for a scope that the client does not have', async () => {
    expect(
      await runHere(['install', petstorePath, '--client', 'windsurf', '--scope', 'project']),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Windsurf has no file for --scope project\n  Use --scope user.'),
    });
  });
});

async function argumentsOf(args: string[]): Promise<string[]> {
  const { code, stderr } = await runHere(['install', '--client', 'mcp-json', '--name', 'pet-store', ...args]);
  if (code !== 0) throw new Error(stderr);
  return readEntry('mcp-json').args.slice(1);
}

describe('the arguments of an entry', () => {
  it('have absolute paths, of documents and of options', async () => {
    symlinkSync(petstorePath, join(project, 'pets.yaml'));
    writeFileSync(join(project, 'pets.env'), '');
    expect(
      await argumentsOf([
        'pets.yaml',
        'shop=./pets.yaml',
        '--',
        '--env-file',
        'pets.env',
        '--confirm=write',
        '--header',
        'X-A: 1',
      ]),
    ).toEqual(
      [
        'serve',
        join(project, 'pets.yaml'),
        `shop=${join(project, 'pets.yaml')}`,
        '--confirm',
        'write',
        '--header',
        'X-A: 1',
        '--env-file',
        join(project, 'pets.env'),
      ].map((text) => expect.stringMatching(text.replaceAll(/[.*+?^$(){}|[\]\\]/g, String.raw`\$&`))),
    );
  });

  it('name the config file alone', async () => {
    writeFileSync(
      join(project, 'pets.config.yaml'),
      `document: ${petstorePath}\nheader: { X-Tenant: '\${TENANT:-a}' }\n`,
    );
    expect(await argumentsOf(['--config', 'pets.config.yaml'])).toEqual([
      'serve',
      '--config',
      expect.stringMatching(/^\/.*pets\.config\.yaml$/),
    ]);
    await runHere(['install', '--config', 'pets.config.yaml', '--client', 'cursor']);
    expect(Object.keys(readEntry('cursor').env)).toContain('TENANT');
  });

  it.each([
    [['-'], 'a client cannot give the document on standard input'],
    [[], 'missing argument <document>'],
    [[petstorePath, '--', '--transport', 'http'], 'starts the server on standard input and output'],
    [
      [petstorePath, '--', '--header', 'Authorization: Bearer secret'],
      '--header Authorization would be copied',
    ],
    [[petstorePath, '--', 'other.yaml'], 'other.yaml stands behind --'],
    [[petstorePath, '--', '--reed-only'], 'unknown option --reed-only'],
    [[petstorePath, '--read-only'], 'unknown option --read-only'],
    [['https://ada:secret@example.com/openapi.json'], 'the URL of the document contains a password'],
    [['missing.yaml'], 'missing.yaml'],
  ])('are refused: %j', async (args, message) => {
    await expect(argumentsOf(args)).rejects.toThrow(message);
    expect(existsSync(fileOf('mcp-json'))).toBe(false);
  });
});

describe('a file', () => {
  it('is kept beside its change, with its permissions, also behind a link', async () => {
    const path = fileOf('cursor');
    mkdirSync(dirname(path), { recursive: true });
    const real = join(home, 'dotfiles.json');
    writeFileSync(real, '{}\n', { mode: 0o600 });
    symlinkSync(real, path);
    await runHere(['install', petstorePath, '--client', 'cursor']);
    expect(readFileSync(`${real}.openapi-mcp.bak`, 'utf8')).toBe('{}\n');
    expect(statSync(real).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('pet-store');
  });

  it.each([
    ['{ "mcpServers": ', ':1:17: not JSON: value expected'],
    [new Uint8Array([0xff, 0xfe, 0x7b, 0]), 'it is not UTF-8'],
  ])('that is broken is not changed', async (content, message) => {
    const path = fileOf('mcp-json');
    writeFileSync(path, content);
    const before = readFileSync(path);
    const { code, stderr } = await runHere(['install', petstorePath, '--client', 'mcp-json']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.openapi-mcp.bak`)).toBe(false);
    expect((await runHere(['install', '--list'])).stderr).toContain('CLIENT_CONFIG_INVALID');
  });

  it('is not written by a dry run, which prints the change', async () => {
    const path = fileOf('mcp-json');
    writeFileSync(path, '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n');
    const { stdout } = await runHere(['install', petstorePath, '--client', 'mcp-json', '--dry-run']);
    expect(stdout).toMatch(
      /^\S+mcp\.json\n…\n {3}"a": 1,\n {3}"b": 2,\n {3}"c": 3,\n- {2}"d": 4\n\+ {2}"d": 4,\n\+ {2}"mcpServers": \{\n/,
    );
    expect(readFileSync(path, 'utf8')).not.toContain('mcpServers');
  });

  it('is unchanged the second time', async () => {
    await runHere(['install', petstorePath, '--client', 'zed']);
    const { stdout } = await runHere(['install', petstorePath, '--client', 'zed']);
    expect(stdout).toBe(`Zed has pet-store already, and ${fileOf('zed')} is unchanged.\n`);
    expect(existsSync(`${fileOf('zed')}.openapi-mcp.bak`)).toBe(false);
  });
});

/** A stand-in that records its arguments. */
function installClaude(body: string): Record<string, string> {
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'claude'), `#!/bin/sh\n${body}\n`);
  chmodSync(join(bin, 'claude'), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

describe('the command line of Claude Code', () => {
  it('adds the entry, after it has removed one of the name', async () => {
    const env = installClaude(`printf '%s\\n' "$@" >> '${home}/log'`);
    const path = join(project, '.mcp.json');
    const added = await runHere(
      ['install', petstorePath, '--client', 'claude-code', '--scope', 'project'],
      env,
    );
    expect([added.code, existsSync(path)]).toEqual([0, false]);
    const words = readFileSync(join(home, 'log'), 'utf8').split('\n');
    expect(words.slice(0, 5)).toEqual(['mcp', 'add-json', '--scope', 'project', 'pet-store']);
    expect(JSON.parse(words[5] ?? '')).toMatchObject({
      type: 'stdio',
      args: [cliPath, 'serve', petstorePath],
    });
    writeFileSync(path, JSON.stringify({ mcpServers: { 'pet-store': { command: 'old' } } }));
    const { stdout } = await runHere(
      ['install', petstorePath, '--client', 'claude-code', '--scope', 'project', '--dry-run'],
      env,
    );
    expect(stdout).toMatch(
      /^claude mcp remove --scope project pet-store\nclaude mcp add-json --scope project pet-store '\{"type"/,
    );
    writeFileSync(path, JSON.stringify({ mcpServers: { 'pet-store': JSON.parse(words[5] ?? '') } }));
    expect(
      (await runHere(['install', petstorePath, '--client', 'claude-code', '--scope', 'project'], env)).stdout,
    ).toContain('unchanged');
  });

  it('reports its failure', async () => {
    const env = installClaude('echo "no such scope" >&2; exit 1');
    expect(await runHere(['install', petstorePath, '--client', 'claude-code'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('claude mcp add-json failed: no such scope'),
    });
  });
});

describe('credentials', () => {
  it.each<[client: ClientId, hint: string | RegExp]>([
    [
      'vscode',
      /^VS Code asks for OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN, .* when it starts the server\.\n$/,
    ],
    ['codex', /^Set where Codex is started: OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN, /],
    [
      'claude-desktop',
      /^Claude Desktop passes on no variables\. Write .* install again with -- --env-file FILE\n$/,
    ],
  ])('of %s are explained', async (client, hint) => {
    expect((await runHere(['install', petstorePath, '--client', client])).stderr).toMatch(hint);
  });

  it('that a file has are not asked for', async () => {
    writeFileSync(join(project, 'pets.env'), `${token}=secret\n`);
    const { stderr } = await runHere([
      'install',
      petstorePath,
      '--client',
      'vscode',
      '--',
      '--env-file',
      'pets.env',
    ]);
    expect([stderr, readEntry('vscode').env]).toEqual(['', {}]);
  });
});

it('a server that is not there is not removed', async () => {
  await runHere(['install', petstorePath, '--client', 'zed']);
  expect(await runHere(['uninstall', 'pet-stor', '--client', 'zed'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean pet-store?'),
  });
});
