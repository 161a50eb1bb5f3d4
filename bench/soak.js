// Calls a server over HTTP for some minutes: quick, failing, slow, cancelled and big calls. Writes its memory after forced
// collections, its sockets, the lag of its event loop and the latency of calls: soak.csv, soak.md and soak.png.
// Fails if the heap is not flat.
// node bench/soak.js [--minutes N] [--in-flight N] [--out FOLDER] [-- FLAGS OF SERVE]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { documentOf, startCalls } from './soak/calls.js';
import { drawChart, renderPng } from './soak/chart.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    'in-flight': { type: 'string', default: '8' },
    out: { type: 'string', default: join(tmpdir(), 'openapi-mcp-soak') },
  },
});
const minutes = Number(values.minutes);
const sampleCount = 60;
/** Megabytes that the heap may differ from its median after the first tenth of the time. */
const tolerance = 10;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const upstream = spawn(process.execPath, [here('soak/upstream.js')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let server;
try {
  const api = String((await once(upstream.stdout, 'data'))[0]).trim();
  const document = join(folder, 'document.json');
  writeFileSync(document, JSON.stringify(documentOf(api)));
  const url = await startServer(document);
  const samples = await measure(url);
  mkdirSync(values.out, { recursive: true });
  await report(samples);
} finally {
  server?.kill('SIGKILL');
  upstream.kill();
  rmSync(folder, { recursive: true });
}

/** Starts the server with the probe, and returns its URL. */
async function startServer(document) {
  const command = [
    '--expose-gc',
    '--import',
    here('soak/probe.js'),
    here('../dist/cli.js'),
    'serve',
    document,
  ];
  const flags = [
    '--transport',
    'http',
    '--port',
    '0',
    '--metrics',
    'on',
    '--audit-log',
    join(folder, 'audit.jsonl'),
  ];
  server = spawn(process.execPath, [...command, ...flags, ...positionals], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let text = '';
  return new Promise((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (chunk) => {
      text += text.length < 10_000 ? chunk : '';
      const found = /^Listening on (\S+)$/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.on('exit', () => reject(new Error(text)));
  });
}

/** Makes calls, and returns samples of the server at equal times. */
async function measure(url) {
  const calls = startCalls(url, Number(values['in-flight']));
  const samples = [];
  const pause = (minutes * 60_000) / sampleCount;
  for (let index = 1; index <= sampleCount; index += 1) {
    await Promise.race([wait(pause), calls.running]);
    samples.push({ minute: (index * minutes) / sampleCount, ...(await sample(calls.take(), pause)) });
    if (process.stderr.isTTY) process.stderr.write(`\r${index}/${sampleCount}`);
  }
  await calls.stop();
  return samples;
}

async function sample(latencies, pause) {
  server.send('sample');
  const [{ heapUsed, external, rss, sockets, lag }] = await once(server, 'message');
  const all = Object.values(latencies).flat();
  return {
    'calls/s': all.length / (pause / 1_000),
    'heap MB': heapUsed / 1e6,
    'external MB': external / 1e6,
    'RSS MB': rss / 1e6,
    sockets,
    'lag p99 ms': Math.max(0, lag.p99),
    'lag max ms': Math.max(0, lag.max),
    'quick p50 ms': percentile(latencies.quick, 0.5),
    'quick p99 ms': percentile(latencies.quick, 0.99),
    'big p50 ms': percentile(latencies.big, 0.5),
  };
}

function percentile(list = [], share) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}

function wait(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function line(row) {
  return `| ${row.join(' | ')} |`;
}

async function report(samples) {
  const columns = Object.keys(samples[0]);
  const cells = samples.map((row) => columns.map((column) => row[column].toFixed(1)));
  writeFileSync(
    join(values.out, 'soak.csv'),
    `${[columns, ...cells].map((row) => row.join(',')).join('\n')}\n`,
  );
  const table = [line(columns), line(columns.map(() => '---:')), ...cells.map(line)].join('\n');
  const settled = samples.slice(sampleCount / 10).map((row) => row['heap MB']);
  const median = percentile(settled, 0.5);
  const deviation = Math.max(...settled.map((value) => Math.abs(value - median)));
  const verdict = `Heap after collections: median ${median.toFixed(1)} MB, at most ${deviation.toFixed(1)} MB from it in ${minutes} minutes.`;
  writeFileSync(join(values.out, 'soak.md'), `${verdict}\n\n${table}\n`);
  const svg = drawChart(`openapi-mcp over HTTP, ${minutes} minutes`, samples, [
    { label: 'Heap after collections, MB', columns: ['heap MB', 'external MB'] },
    { label: 'Resident memory, MB', columns: ['RSS MB'] },
    { label: 'Sockets', columns: ['sockets'] },
    { label: 'Event-loop lag, ms', columns: ['lag p99 ms', 'lag max ms'] },
    { label: 'Latency, ms', columns: ['quick p50 ms', 'quick p99 ms', 'big p50 ms'] },
    { label: 'Calls a second', columns: ['calls/s'] },
  ]);
  await renderPng(svg, join(values.out, 'soak.png'));
  console.log(`${verdict} See ${values.out}`);
  if (deviation > tolerance) process.exitCode = 1;
}
