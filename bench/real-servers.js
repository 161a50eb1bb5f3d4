// Does tasks of users with servers that others wrote, through `serve` and a client: installs the servers from PyPI and
// Debian, starts them on loopback, and prints the result of each step as a table.
// node bench/real-servers.js [--folder FOLDER] [--only NAME]
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
  options: { folder: { type: 'string', default: join(tmpdir(), 'real-servers') }, only: { type: 'string' } },
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
  if (server.prepare !== undefined) execFileSync(...server.prepare({ folder }), { stdio: 'ignore' });
  const { command, args, env = {} } = server.start({ bin, port, folder, free });
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilReady(origin + (server.ready ?? '/'));
    await doTasks(server, origin);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs a server, and returns the folder of its programs. */
function install({ name, python, debian }) {
  if (debian !== undefined) {
    execFileSync('apt-get', ['install', '-y', '-qq', ...debian], { stdio: 'ignore' });
    return '/usr/bin';
  }
  const folder = join(values.folder, name.replace(/\W+/g, '-'));
  const bin = join(folder, 'bin');
  const done = join(folder, 'installed');
  if (existsSync(done)) return bin;
  mkdirSync(values.folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(join(bin, 'pip'), ['install', '-q', ...python], { stdio: 'ignore' });
  writeFileSync(done, '');
  return bin;
}

async function doTasks({ name, document, args = [], env = {}, tasks }, origin) {
  const source = document.startsWith('/') ? origin + document : document;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, 'serve', source, ...args.map((arg) => arg.replace('ORIGIN', origin))],
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

async function untilReady(url) {
  for (let tries = 0; tries < 240; tries++) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${url} does not respond`);
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
