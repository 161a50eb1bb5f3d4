// Measures how much longer the first call over stdio takes than later ones, if it comes 500 ms after the list of tools.
// The server loads the code of calls in that time. The difference is to be at most 60 ms.
// node bench/first-call.js [--runs N] [--wait MS] [--limit MS]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectStdio } from './calls/connect.js';
import { documentOf } from './calls/document.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    wait: { type: 'string', default: '500' },
    limit: { type: 'string', default: '60' },
  },
});
const [runs, wait, limit] = [values.runs, values.wait, values.limit].map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'first-call-'));
const upstream = spawn(process.execPath, [here('calls/upstream.js')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = String((await once(upstream.stdout, 'data'))[0]).trim();
  const document = join(folder, 'document.json');
  writeFileSync(document, JSON.stringify(documentOf(url)));
  const samples = [];
  for (let run = 0; run < runs; run += 1) samples.push(await measure(document));
  const [first, later] = ['first', 'later'].map((key) => median(samples.map((sample) => sample[key])));
  const extra = first - later;
  console.log(
    `first call ${first.toFixed(1)} ms, later ones ${later.toFixed(1)} ms, difference ${extra.toFixed(1)} ms, median of ${runs} runs`,
  );
  if (extra > limit) process.exitCode = 1;
} finally {
  upstream.kill();
  rmSync(folder, { recursive: true });
}

/** Returns the milliseconds of the first call, and the median of ten later ones. */
async function measure(document) {
  const { call, close } = await connectStdio([here('../dist/cli.js'), 'serve', document]);
  await pause(wait);
  const first = await timeOf(call);
  const later = [];
  for (let index = 0; index < 10; index += 1) later.push(await timeOf(call));
  close();
  return { first, later: median(later) };
}

async function timeOf(call) {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
