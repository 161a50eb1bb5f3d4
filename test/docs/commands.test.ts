import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import {
  connectSpawned,
  listening,
  petstorePath,
  repository,
  requireBuild,
  serveCliHttp,
  start,
} from '../support/cli.ts';
import { codeBlocks, shellCommands } from '../support/markdown.ts';
import { startPetstore } from '../support/petstore.ts';
import { startUpstream } from '../support/upstream.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess, StdioCommand } from '../support/cli.ts';
import type { Petstore } from '../support/petstore.ts';
import type { Upstream } from '../support/upstream.ts';

const client2026 = clientKinds[2];
const ci = readFileSync(join(repository, '.ci/run'), 'utf8').split('\n');

/** Stands for a clone that has the reader's own document in it. */
const clone = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
let petstore: Petstore;
let website: Upstream;
let started: RunningProcess & { url: string };

beforeAll(async () => {
  requireBuild();
  petstore = await startPetstore();
  const document = readFileSync(petstorePath, 'utf8').replace('http://127.0.0.1:4010/v1', petstore.url);
  website = await startUpstream({ body: document });
  writeFileSync(join(clone, 'openapi.yaml'), document);
  for (const name of ['dist', 'specs', 'bench', 'package.json'])
    symlinkSync(join(repository, name), join(clone, name));
  mkdirSync(join(clone, 'node_modules'));
  symlinkSync(repository, join(clone, 'node_modules/openapi-mcp'));
  // As `npm start` does it.
  started = await serveCliHttp([petstorePath, '--mock']);
});
afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await petstore[Symbol.asyncDispose]();
  await website.close();
  rmSync(clone, { recursive: true });
});

async function countTools(client: InteropClient): Promise<number> {
  const { length } = await client.listTools();
  await client.close();
  return length;
}

/** A line of a shell, kept on this machine. */
function shell(command: string, cwd: string): RunningProcess {
  const local = command
    .replaceAll('https://api.example.com', website.url)
    .replaceAll('http://127.0.0.1:3000/mcp', started.url);
  return start('sh', ['-c', local], { cwd, group: true });
}

/** Starts a server that tells its URL, lists its tools and ends it. */
async function listOverHttp(command: string, cwd: string): Promise<number> {
  await using running = shell(command, cwd);
  const tools = await countTools(await connectHttp(client2026, await running.printed(listening)));
  running.signal('SIGTERM');
  await running.ended;
  return tools;
}

async function runToEnd(command: string, cwd: string) {
  await using running = shell(command, cwd);
  running.child.stdin.end();
  return { code: await running.ended, stdout: running.stdout(), stderr: running.stderr() };
}

function isHttpServer(command: string): boolean {
  return command.startsWith('npm start') || /cli\.js serve .*--transport http/.test(command);
}

function isStdioServer(command: string): boolean {
  return /cli\.js serve /.test(command) && !isHttpServer(command);
}

/** What the output of a command is to show, by its first word. */
const outputs: Record<string, RegExp> = { curl: /"name":"Mabel"/ };

describe.each([
  { file: 'README.md', cwd: clone },
  { file: 'CONTRIBUTING.md', cwd: repository },
])('a command of $file', ({ file, cwd }) => {
  // Those that CI itself runs are held to .ci/run by test/package.
  const commands = shellCommands(readFileSync(join(repository, file), 'utf8')).filter(
    (command) => !ci.some((line) => line === command || line.startsWith(`${command} -- `)),
  );
  const others = commands.filter((command) => !isHttpServer(command) && !isStdioServer(command));

  it.each(commands.filter(isHttpServer))('serves over HTTP: %s', async (command) => {
    const onFreePort = `${command} ${command === 'npm start' ? '-- ' : ''}--port 0`;
    expect(await listOverHttp(onFreePort, cwd)).toBeGreaterThan(0);
  });

  it.each(commands.filter(isStdioServer))('serves over stdio: %s', async (command) => {
    await using running = shell(command, cwd);
    expect(await countTools(await running.connect(client2026))).toBeGreaterThan(0);
    expect(await running.ended).toBe(0);
  });

  it.each(others)('succeeds: %s', async (command) => {
    const [program = ''] = command.split(' ');
    const quickly = command.startsWith('node bench/startup.js ') ? `${command} --runs 1` : command;
    const { code, stdout, stderr } = await runToEnd(quickly, cwd);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(outputs[program] ?? /./);
  });
});

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

describe('a configuration of README.md', () => {
  const configured = codeBlocks(readme)
    .filter(({ language }) => language === 'json')
    .flatMap(({ text }): [string, Partial<StdioCommand> & { url?: string }][] => {
      const { mcpServers, servers } = JSON.parse(text);
      return Object.entries(mcpServers ?? servers);
    })
    .map(([name, server]) => ({ name, ...server }));

  it.each(configured.filter(({ url }) => url === undefined))(
    'starts $name',
    async ({ command = '', args = [], env = {} }) => {
      const local = args.map((argument) =>
        argument.replace('/path/to/openapi-mcp', clone).replace('/path/to', clone),
      );
      expect(await countTools(await connectSpawned(client2026, { command, args: local, env }))).toBe(25);
    },
  );

  it.each(configured.filter(({ url }) => url !== undefined))('finds $name', ({ url }) => {
    expect(url).toBe('http://127.0.0.1:3000/mcp');
  });
});

describe('a program of README.md', () => {
  const programs = codeBlocks(readme).filter(({ language }) => language === 'js');
  const write = (index: number): void =>
    writeFileSync(join(clone, 'program.mjs'), programs[index]?.text.replace('port: 3000', 'port: 0') ?? '');

  it('serves', async () => {
    write(0);
    expect(await listOverHttp('node program.mjs', clone)).toBeGreaterThan(0);
  });

  it('calls', async () => {
    write(1);
    expect(await runToEnd('node program.mjs', clone)).toEqual({
      code: 0,
      stdout: expect.stringContaining("name: 'Biscuit'"),
      stderr: '',
    });
  });

  it('is one of these', () => {
    expect(programs).toHaveLength(2);
  });
});
