// Calls a second, latency and CPU of one tool, over stdio and HTTP: `ours`, the `floor` of a bare SDK server that makes
// the same request, a `constant` without a request, and the API called `direct`. All take turns, so that a busy machine
// slows all. `metrics`, `logs` (a line for each call) and `traces` (which a receiver gets) are ours with that part of the
// telemetry; `telemetry` is ours with metrics, traces and the default log.
// node bench/calls.js [--calls N] [--rounds N] [--in-flight N] [--only LABEL]... [--peer NAME=COMMAND]...
// A peer is a server of the document in $DOCUMENT, for the API at $UPSTREAM, with one tool, for getPet: over HTTP at /mcp if
// its command has $PORT, otherwise over stdio.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectDirect, connectHttp, connectStdio } from './calls/connect.js';
import { documentOf } from './calls/document.js';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    'in-flight': { type: 'string', default: '16' },
    only: { type: 'string', multiple: true, default: [] },
    peer: { type: 'string', multiple: true, default: [] },
  },
});
const [calls, rounds, inFlight] = [values.calls, values.rounds, values['in-flight']].map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'calls-'));
const upstream = spawnBeside('calls/upstream.js');
const receiver = spawnBeside('calls/receiver.js');
const ofTelemetry = new Set(['metrics', 'logs', 'traces', 'telemetry']);
const subjects = [];
try {
  const [url, otlp] = await Promise.all([upstream, receiver].map(urlOf));
  const document = join(folder, 'document.json');
  writeFileSync(document, JSON.stringify(documentOf(url)));
  await connectAll(url, document, otlp);
  for (const subject of subjects) await run(subject, calls / 4);
  // The order changes, since each has the memory and the heat of the one before.
  for (let round = 0; round < rounds; round += 1)
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed())
      subject.samples.push(await run(subject, calls));
  print();
} finally {
  for (const { connection } of subjects) connection.close();
  upstream.kill();
  receiver.kill();
  rmSync(folder, { recursive: true });
}

function spawnBeside(path) {
  return spawn(process.execPath, [here(path)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function urlOf({ stdout }) {
  return String((await once(stdout, 'data'))[0]).trim();
}

async function add(label, transport, connect) {
  if (values.only.length > 0 && !values.only.includes(label)) return;
  subjects.push({ label, transport, connection: await connect(), samples: [] });
}

async function connectAll(url, document, otlp) {
  const ours = [here('../dist/cli.js'), 'serve', document];
  for (const transport of ['stdio', 'http']) {
    const connect = transport === 'stdio' ? connectStdio : connectHttp;
    const listen = transport === 'stdio' ? [] : ['--transport', 'http', '--port', '0'];
    await add('ours', transport, () => connect([...ours, ...listen]));
    const metrics = ['--metrics', '127.0.0.1:0'];
    const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: otlp };
    await add('metrics', transport, () => connect([...ours, ...listen, ...metrics]));
    await add('logs', transport, () => connect([...ours, ...listen, '--log-level', 'info']));
    await add('traces', transport, () => connect([...ours, ...listen], traces));
    await add('telemetry', transport, () => connect([...ours, ...listen, ...metrics], traces));
    for (const kind of ['floor', 'constant'])
      await add(kind, transport, () => connect([here('calls/floor.js'), kind, transport, url]));
  }
  for (const peer of values.peer) {
    const [label, command] = peer.split(/=(.*)/s);
    const port = String(await freePort());
    const words = command
      .split(' ')
      .map((word) => word.replace('$DOCUMENT', document).replace('$UPSTREAM', url).replace('$PORT', port));
    if (command.includes('$PORT')) {
      const own = new URL(`http://127.0.0.1:${port}/mcp`);
      await add(label, 'http', () => connectHttp(words, {}, own));
    } else await add(label, 'stdio', () => connectStdio(words));
  }
  await add('direct', '', () => connectDirect(url));
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Makes calls, a fixed number of them at a time. Returns calls a second, latencies and CPU time a call. */
async function run({ connection: { call, child } }, count) {
  const latencies = [];
  let left = count;
  const before = cpuOf(child);
  const start = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        const begin = performance.now();
        await call();
        latencies.push(performance.now() - begin);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const sorted = latencies.sort((a, b) => a - b);
  return {
    rate: count / seconds,
    p50: sorted[Math.floor(sorted.length * 0.5)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
    cpu: ((cpuOf(child) - before) * 1_000_000) / count,
  };
}

/** Returns the CPU seconds of a process so far. Linux only; not a number elsewhere. */
function cpuOf(child) {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

function print() {
  console.log(
    `${calls} calls, ${inFlight} in flight, median of ${rounds} rounds; in brackets the median ratio to the floor, of telemetry and its parts to ours`,
  );
  for (const { label, transport, samples } of subjects) {
    // The cost of telemetry is its distance from ours.
    const base = ofTelemetry.has(label) ? 'ours' : 'floor';
    const floor = subjects.find((subject) => subject.label === base && subject.transport === transport);
    const cell = (key, unit, digits) => {
      const value = median(samples, key);
      const ratio = floor === undefined ? '' : ` (${medianRatio(samples, floor.samples, key).toFixed(2)})`;
      return `${value.toFixed(digits).padStart(8)} ${unit}${ratio}`;
    };
    console.log(
      `${label.padEnd(10)} ${transport.padEnd(5)} ${cell('rate', 'calls/s', 0)}  p50 ${cell('p50', 'ms', 2)}  ` +
        `p99 ${cell('p99', 'ms', 2)}  CPU ${cell('cpu', 'µs', 0)}`,
    );
  }
}

/** Returns the median of the ratios of the rounds: what slows a whole round changes none. */
function medianRatio(samples, base, key) {
  return median(
    samples.map((sample, round) => ({ ratio: sample[key] / base[round][key] })),
    'ratio',
  );
}

function median(samples, key) {
  const sorted = samples.map((sample) => sample[key]).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
