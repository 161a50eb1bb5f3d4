// Prints the functions that take most of the time of our server's calls, by self time.
// node bench/profile.js [stdio|http] [--calls N] [--telemetry]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectHttp, connectStdio } from './calls/connect.js';
import { documentOf } from './calls/document.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { calls: { type: 'string', default: '10000' }, telemetry: { type: 'boolean', default: false } },
});
const [transport = 'stdio'] = positionals;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'profile-'));
const [upstream, receiver] = ['calls/upstream.js', 'calls/receiver.js'].map((path) =>
  spawn(process.execPath, [here(path)], { stdio: ['ignore', 'pipe', 'inherit'] }),
);
try {
  const [url, otlp] = await Promise.all(
    [upstream, receiver].map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
  );
  const document = join(folder, 'document.json');
  writeFileSync(document, JSON.stringify(documentOf(url)));
  const command = ['--cpu-prof', `--cpu-prof-dir=${folder}`, here('../dist/cli.js'), 'serve', document];
  if (values.telemetry) command.push('--log-level', 'info', '--metrics', '127.0.0.1:0');
  const variables = values.telemetry ? { OTEL_EXPORTER_OTLP_ENDPOINT: otlp } : {};
  const connection = await (transport === 'http'
    ? connectHttp([...command, '--transport', 'http', '--port', '0'], variables)
    : connectStdio(command, variables));
  await callMany(connection.call, Number(values.calls));
  const ended = once(connection.child, 'exit');
  connection.child.kill('SIGTERM');
  await ended;
  print();
} finally {
  upstream.kill();
  receiver.kill();
  rmSync(folder, { recursive: true });
}

async function callMany(call, count) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

function print() {
  const profiles = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const times = new Map();
  for (const name of profiles) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const labels = new Map(nodes.map(({ id, callFrame }) => [id, labelOf(callFrame)]));
    for (const [index, id] of samples.entries()) {
      const label = labels.get(id);
      times.set(label, (times.get(label) ?? 0) + timeDeltas[index]);
    }
  }
  const perCall = Number(values.calls);
  const rows = [...times].filter(([label]) => !label.startsWith('(')).sort((a, b) => b[1] - a[1]);
  console.log(`Microseconds a call over ${transport}, ${values.calls} calls; the start is included`);
  for (const [label, time] of rows.slice(0, 40))
    console.log(`${(time / perCall).toFixed(1).padStart(7)}  ${label}`);
}

function labelOf({ functionName, url, lineNumber }) {
  const place = url.startsWith('file:') ? relative(here('..'), fileURLToPath(url)) : url;
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`.trim();
}
