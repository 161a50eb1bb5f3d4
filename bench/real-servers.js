// Does tasks of users with servers that others wrote, through `serve` and a client: installs the servers from PyPI, npm and
// Debian, starts them on loopback, and prints the result of each step as a table.
// node bench/real-servers.js [--folder FOLDER] [--only NAME] [--docker-document FILE]
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { servers } from './real/servers.js';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'real-servers') },
    only: { type: 'string' },
    // The document of Docker's engine, in place of a part of it.
    'docker-document': { type: 'string' },
  },
});
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const rows = [];
for (const server of servers) {
  if (values.only !== undefined && server.name !== values.only) continue;
  try {
    await tryServer(server);
  } catch (error) {
    rows.push([server.name, 'start', `FAILED: ${error.message.split('\n')[0]}`]);
  }
}
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
process.exitCode = rows.some(([, , result]) => result.startsWith('FAILED')) ? 1 : 0;

async function tryServer(server) {
  const bin = install(server);
  const folder = mkdtempSync(join(tmpdir(), 'real-server-'));
  const [port, free] = [String(await freePort()), String(await freePort())];
  for (const [name, text] of Object.entries(server.files ?? {}))
    writeFileSync(join(folder, name), text({ port }));
  const place = { bin, port, folder, free };
  const env = { ...process.env, ...server.environment?.(place) };
  for (const [command, args] of server.prepare?.(place) ?? [])
    execFileSync(command, args, { cwd: folder, env, stdio: 'ignore' });
  const { command, args } = server.start(place);
  const child = spawn(command, args, { cwd: folder, env, stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  try {
    if (server.socket === undefined) await untilReady(origin + (server.ready ?? '/'));
    else await until(() => existsSync(join(folder, server.socket)), server.socket);
    await server.setUp?.(origin);
    await doTasks(server, { ORIGIN: origin, FOLDER: folder });
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs a server, and returns the folder of its programs. */
function install({ name, python, npm, debian }) {
  if (debian !== undefined) {
    execFileSync('apt-get', ['install', '-y', '-qq', ...debian], { stdio: 'ignore' });
    return '/usr/bin';
  }
  const folder = join(values.folder, name.replace(/\W+/g, '-'));
  const bin = join(folder, npm === undefined ? 'bin' : 'node_modules/.bin');
  const done = join(folder, 'installed');
  if (existsSync(done)) return bin;
  mkdirSync(values.folder, { recursive: true });
  if (npm === undefined) {
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(join(bin, 'pip'), ['install', '-q', ...python], { stdio: 'ignore' });
  } else {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, ...npm], { stdio: 'ignore' });
  }
  writeFileSync(done, '');
  return bin;
}

async function doTasks({ name, document, args = [], env = {}, tasks }, places) {
  const file = name === 'Podman' ? (values['docker-document'] ?? document) : document;
  const source = document.startsWith('/') ? places.ORIGIN + document : file;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      cli,
      'serve',
      source,
      ...args.map((arg) => arg.replaceAll(/ORIGIN|FOLDER/g, (word) => places[word])),
    ],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', OPENAPI_MCP_CACHE: 'off', ...env },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'real-servers', version: '1.0.0' });
  await client.connect(transport);
  rows.push([name, 'list the tools', `${(await client.listTools()).tools.length} tools`]);
  let notes = '';
  const call = Object.assign(
    async (tool, given = {}) => {
      const result = await client.callTool({ name: tool, arguments: given });
      const text = result.content.map((item) => item.text ?? '').join('\n');
      if (result.isError === true) throw new Error(text);
      notes = result.content
        .slice(1)
        .map((item) => item.text ?? '')
        .join('\n');
      return result.structuredContent ?? (text === '' ? { kind: result.content[0]?.type } : text);
    },
    { notes: () => notes },
  );
  for (const [title, run] of tasks)
    rows.push([
      name,
      title,
      await run(call).then(
        (result) => String(result).replaceAll('|', '/'),
        (error) => `FAILED: ${error.message.split('\n').slice(0, 4).join(' / ')}`,
      ),
    ]);
  await client.close();
}

function untilReady(url) {
  return until(async () => (await fetch(url).catch(() => undefined)) !== undefined, url);
}

async function until(isReady, what) {
  for (let tries = 0; tries < 240; tries++) {
    if (await isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what} does not respond`);
}

/** Returns a port that nothing listens on. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
