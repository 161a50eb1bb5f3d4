// Lets libraries of clients take every tool of twenty real documents, and call the pet store: installs the libraries from PyPI
// and npm, and prints the result of each as a table.
// node bench/clients.js [--folder FOLDER] [--only NAME] [--profile NAME]
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clients } from './clients/clients.js';
import { corpusDocuments } from './documents.js';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'clients') },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const programs = fileURLToPath(new URL('clients', import.meta.url));
const petStore = fileURLToPath(new URL('../specs/petstore.yaml', import.meta.url));
const documents = largestDocuments(20);
let failures = 0;

console.log('| client | version | profile | documents | tools | taken | call of the pet store |');
console.log('|---|---|---|---|---|---|---|');
for (const client of clients) {
  if (values.only !== undefined && client.name !== values.only) continue;
  try {
    const { row, refused } = tryClient(client);
    console.log(`| ${row.join(' | ')} |`);
    for (const { tool, message } of refused) console.error(`  ${client.name}, ${tool}: ${message}`);
  } catch (error) {
    failures += 1;
    console.log(`| ${client.name} | FAILED: ${error.message.split('\n')[0]} |`);
  }
}
process.exitCode = failures === 0 ? 0 : 1;

function tryClient(client) {
  const folder = install(client);
  const profile = values.profile ?? client.profile ?? 'default';
  const call = { name: 'getPet', arguments: { petId: 1 } };
  const jobs = [
    ...documents.map((path) => jobOf([path, '--profile', profile])),
    { ...jobOf([petStore, '--mock', '--profile', profile]), call },
  ];
  writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
  const results = runProgram(client, folder);
  const refused = results.flatMap(({ refused: list }) => list);
  const tools = results.reduce((sum, result) => sum + result.tools, 0);
  const text = results.at(-1).result ?? '';
  const isCalled = /\bname\b/.test(text) && !/isError[^a-z]*true/i.test(text);
  if (!isCalled || refused.length > 0) failures += 1;
  return {
    row: [
      client.name,
      versionOf(client, folder),
      profile,
      jobs.length - 1,
      tools,
      tools - refused.length,
      isCalled ? 'a pet' : `FAILED: ${text.slice(0, 200)}`,
    ],
    refused,
  };
}

/** Returns the largest real documents below 1.5 MB, each in one notation. */
function largestDocuments(count) {
  const files = corpusDocuments().map(({ path }) => ({ path, size: statSync(path).size }));
  return files
    .filter(({ path, size }) => path.endsWith('.json') && size < 1_500_000)
    .toSorted((one, other) => other.size - one.size)
    .slice(0, count)
    .map(({ path }) => path);
}

function jobOf(args) {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', OPENAPI_MCP_CACHE: 'off' };
  return { command: process.execPath, args: [cli, 'serve', ...args], env };
}

/** Installs the packages of a client, and returns their folder. */
function install({ name, packages, program }) {
  const folder = join(values.folder, name.replace(/\W+/g, '-').replace(/^-/, 'npm-'));
  const done = join(folder, 'installed');
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    if (program.endsWith('.py')) {
      execFileSync('python3', ['-m', 'venv', folder]);
      execFileSync(join(folder, 'bin/pip'), ['install', '-q', ...packages], { stdio: 'ignore' });
    } else {
      writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
      execFileSync('npm', ['install', '--prefix', folder, ...packages], { stdio: 'ignore' });
    }
    writeFileSync(done, '');
  }
  // A program finds packages beside itself only.
  for (const file of readdirSync(programs)) copyFileSync(join(programs, file), join(folder, file));
  return folder;
}

function runProgram({ program, options = [] }, folder) {
  const command = program.endsWith('.py') ? join(folder, 'bin/python') : process.execPath;
  const output = execFileSync(command, [program, 'jobs.json', ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

function versionOf({ packages: [name], program }, folder) {
  if (program.endsWith('.py')) {
    const text = execFileSync(join(folder, 'bin/pip'), ['show', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /^Version: (.*)$/m.exec(text)[1];
  }
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
