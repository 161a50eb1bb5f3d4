// Generates a server of each document of the corpus, and checks it with TypeScript 5.9 and 7 under every strict option,
// with the declarations of packages. Prints the time, the memory, the size of the generated code and every error. The exit
// code is 1 if there is an error. Small documents are checked together, because most of the time goes to the packages that
// all of them import.
// node bench/compile.js [document…] [--only 5.9|7]
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateServer } from '../dist/index.js';
import { corpusDocuments } from './documents.js';
import { strictOptions } from './strict-options.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' } },
});
const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const compilers = [
  ['5.9', 'typescript'],
  ['7', 'typescript-7'],
].filter(([version]) => values.only === '' || values.only === version);

/** The megabytes of generated code, without the runtime, from which a document is checked separately. */
const large = 2;

const folder = mkdtempSync(join(tmpdir(), 'compile-'));
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function run() {
  symlinkSync(modules, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const own = ownDocument('specs/petstore.yaml');
  const given = positionals.map((path) => ({ name: basename(path), path }));
  const emitted = [];
  for (const [index, document] of [own, ...corpusDocuments(), ...given].entries()) {
    const api = await emit(document, `api${index}`);
    if (api !== undefined) emitted.push(api);
  }
  const small = emitted.filter(({ megabytes }) => megabytes < large);
  const groups = [
    {
      name: `${small.length} others`,
      folders: small.map(({ subfolder }) => subfolder),
      megabytes: total(small),
    },
    ...emitted
      .filter(({ megabytes }) => megabytes >= large)
      .map(({ name, subfolder, megabytes }) => ({ name, folders: [subfolder], megabytes })),
  ];
  const outcomes = groups.flatMap((group) => compilers.map((compiler) => check(group, compiler)));
  return outcomes.every(Boolean);
}

function ownDocument(name) {
  return { name, path: fileURLToPath(new URL(`../${name}`, import.meta.url)) };
}

/** Returns undefined for a document without operations. All servers share one copy of the runtime, which is the same. */
async function emit({ name, path }, subfolder) {
  const output = join(folder, subfolder);
  const start = performance.now();
  try {
    await generateServer(path, output, { importExtension: '.ts' });
  } catch (error) {
    if (error.code !== 'SELECTION_EMPTY') throw error;
    return undefined;
  }
  const seconds = (performance.now() - start) / 1000;
  const shared = join(folder, 'lib');
  if (subfolder === 'api0') renameSync(join(output, 'lib'), shared);
  else rmSync(join(output, 'lib'), { recursive: true });
  for (const file of readdirSync(output)) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(output, file), 'utf8');
    writeFileSync(join(output, file), text.replaceAll("'./lib/", "'../lib/"));
  }
  const megabytes = sizeOf(output) / 1e6;
  if (megabytes >= large)
    console.log(`${name}: ${megabytes.toFixed(1)} MB generated in ${seconds.toFixed(1)} s`);
  return { name, subfolder, megabytes };
}

function sizeOf(output) {
  const files = readdirSync(output, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(output, file.name)).size, 0);
}

function total(emitted) {
  return emitted.reduce((sum, { megabytes }) => sum + megabytes, 0);
}

/** Returns true if a compiler reports no error for a group of servers. */
function check({ name, folders, megabytes }, [version, compiler]) {
  const project = join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ compilerOptions: strictOptions, include: ['lib', ...folders] }));
  const start = performance.now();
  const tsc = join(modules, compiler, 'bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project, '--diagnostics'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const errors = stdout.split('\n').filter((line) => /\berror TS\d+/.test(line));
  const memory = Number(/^Memory used:\s+(\d+)K/m.exec(stdout)?.[1]) / 1024;
  console.log(
    `${name} (${megabytes.toFixed(1)} MB), TypeScript ${version}: ${seconds} s, ${memory.toFixed(0)} MiB, ${errors.length} errors`,
  );
  for (const line of errors.slice(0, 20)) console.log(`  ${line}`);
  if (status !== 0 && errors.length === 0) console.log(stdout + stderr);
  return status === 0;
}
