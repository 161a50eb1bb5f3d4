// Searches for inputs that break what stands at a border, guided by coverage: each file of `targets` reads one kind of
// input. Prints a table, and keeps the inputs that were found.
// node fuzz/run.js [--minutes N] [--only NAME]… [--folder FOLDER]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'rolldown';
import { loaderVariables } from './older-glibc.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    folder: { type: 'string', default: join(tmpdir(), 'openapi-mcp-fuzz') },
  },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const jazzer = 'node_modules/@jazzer.js/core/dist/cli.js';
const mostFindings = 10;

install();
const env = { ...process.env, ...loaderVariables(values.folder) };
const names = readdirSync(join(here, 'targets')).map((file) => file.replace(/\.ts$/, ''));
const chosen = names.filter((name) => values.only?.includes(name) ?? true);
if (chosen.length === 0) throw new Error(`--only must be one of ${names.join(', ')}`);
console.log('| target | minutes | executions | coverage | findings |\n| --- | --- | --- | --- | --- |');
let total = 0;
// All are compiled first: sources may change during a long run.
const targets = await Promise.all(chosen.map(async (name) => [name, await compile(name)]));
for (const [name, target] of targets) {
  const { minutes, executions, coverage, findings } = await search(name, target);
  console.log(`| ${[name, minutes.toFixed(1), executions, coverage, findings.length].join(' | ')} |`);
  for (const finding of findings) console.error(`${name}: ${finding}`);
  total += findings.length;
}
process.exitCode = total > 0 ? 1 : 0;

/** Installs the fuzzer into the folder, where later runs find it. */
function install() {
  mkdirSync(values.folder, { recursive: true });
  if (existsSync(join(values.folder, jazzer))) return;
  const flags = ['--no-audit', '--no-fund', '--prefix', values.folder];
  execFileSync('npm', ['install', ...flags, '@jazzer.js/core@4.0.0'], { stdio: 'inherit' });
}

/** Runs a target until its time is over, anew after each finding. */
async function search(name, target) {
  const [corpus, found] = ['corpus', 'findings'].map((kind) => join(values.folder, kind, name));
  for (const folder of [corpus, found]) mkdirSync(folder, { recursive: true });
  const started = Date.now();
  const end = started + Number(values.minutes) * 60_000;
  const findings = new Set();
  let [executions, coverage] = [0, 0];
  while (Date.now() < end && findings.size < mostFindings) {
    const run = await runFuzzer(
      target,
      [corpus, join(here, 'corpus', name)],
      found,
      (end - Date.now()) / 1_000,
    );
    executions += run.executions;
    coverage = Math.max(coverage, run.coverage);
    if (run.finding !== undefined) findings.add(run.finding);
  }
  return { minutes: (Date.now() - started) / 60_000, executions, coverage, findings: [...findings] };
}

/** Writes a target and what it imports, packages among it, into one file: the fuzzer counts the branches of all. */
async function compile(name) {
  const file = join(values.folder, 'targets', `${name}.cjs`);
  rmSync(file, { force: true });
  await build({
    input: join(here, 'targets', `${name}.ts`),
    platform: 'node',
    logLevel: 'silent',
    transform: { target: 'es2022' },
    resolve: { mainFields: ['module', 'main'] },
    output: { file, format: 'cjs', codeSplitting: false },
  });
  return file;
}

/** Runs the fuzzer once, and returns its counts, and the first line of what it found. */
async function runFuzzer(target, corpora, found, seconds) {
  const options = [
    `-max_total_time=${Math.ceil(seconds)}`,
    `-artifact_prefix=${found}/`,
    '-max_len=2048',
    '-timeout=20',
    '-rss_limit_mb=4096',
  ];
  // A target may connect to its own server on loopback.
  const flags = ['--includes', target, '--timeout', '20000', '--disableBugDetectors', 'ssrf'];
  const child = spawn(
    process.execPath,
    [join(values.folder, jazzer), target, ...corpora, ...flags, '--', ...options],
    {
      cwd: values.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (data) => {
    text = (text + data).slice(-100_000);
    // The server of a target would keep the process alive. After a finding, the fuzzer ends it.
    if (/^Done \d+ runs/m.test(text)) setTimeout(() => child.kill(), 5_000);
  });
  const [status, signal] = await once(child, 'close');
  const code = signal === 'SIGTERM' ? 0 : status;
  const counts = [...text.matchAll(/^#(\d+)\s.*?\bcov: (\d+)/gm)].at(-1) ?? [];
  const broken = /^(?:==\d+== ?(?:Uncaught Exception|ERROR).*|.*(?:Invariant: |Error: ).*)$/gm;
  const lines = [...text.matchAll(broken)].map(([line]) => line.slice(0, 400));
  if (code !== 0) writeFileSync(join(found, `report-${Date.now()}.txt`), text);
  return {
    executions: Number(counts[1] ?? 0),
    coverage: Number(counts[2] ?? 0),
    finding: code === 0 ? undefined : lines.slice(0, 2).join(' ') || text.slice(-400),
  };
}
