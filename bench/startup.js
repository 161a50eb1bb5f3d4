// Measures the time from the start of our server to its response to tools/list, as a ratio to a bare SDK server that lists
// the same tools: `cold` without a cache, `warm` with the cache of an earlier start. The servers start in turn, so that a
// busy machine slows all of them alike.
// --generated also starts the generated server of the document, and --search starts search mode.
// node bench/startup.js <spec> [--runs N] [--generated] [--search]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '15' },
    generated: { type: 'boolean', default: false },
    search: { type: 'boolean', default: false },
  },
});
const [spec] = positionals;
const runs = Number(values.runs);
if (spec === undefined || !Number.isInteger(runs) || runs < 1) {
  console.error('Usage: node bench/startup.js <spec> [--runs N] [--generated] [--search]');
  process.exit(2);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'startup-'));
try {
  await compare();
} finally {
  rmSync(folder, { recursive: true });
}

async function compare() {
  const toolsFile = join(folder, 'tools.json');
  const serve = [here('../dist/cli.js'), 'serve', spec];
  const cold = { label: 'cold', command: serve, env: { OPENAPI_MCP_CACHE: 'off' }, samples: [] };
  const warmth = { OPENAPI_MCP_CACHE: 'on', XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
  const warm = { label: 'warm', command: serve, env: warmth, samples: [] };
  const floor = { label: 'floor', command: [here('floor-server.js'), toolsFile], env: {}, samples: [] };

  const kinds = [cold, warm, floor];
  if (values.generated) {
    const { main } = await (await import('./generated.js')).buildGenerated(spec, folder);
    kinds.splice(2, 0, { label: 'generated', command: [main], env: {}, samples: [] });
  }

  if (values.search) {
    const search = [...serve, '--expose', 'search'];
    kinds.push({ label: 'search cold', command: search, env: cold.env, samples: [] });
    kinds.push({ label: 'search warm', command: search, env: warmth, samples: [] });
  }

  const { pages } = await startAndList(cold);
  writeFileSync(toolsFile, JSON.stringify(pages));
  await startAndList(warm);
  await startAndList(floor);

  for (let run = 0; run < runs; run += 1) {
    for (const kind of kinds) {
      const { milliseconds, peakKilobytes } = await startAndList(kind);
      kind.samples.push({ milliseconds, peakKilobytes });
    }
  }

  console.log(`${pages.flat().length} tools on ${pages.length} pages, median of ${runs} runs`);
  for (const { label, samples } of kinds) {
    const time = median(samples, 'milliseconds');
    const memory = median(samples, 'peakKilobytes') / 1024;
    const times = `${time.toFixed(1).padStart(8)} ms ${ratio(samples, floor, 'milliseconds')}`;
    const sizes = `${memory.toFixed(1).padStart(8)} MiB peak ${ratio(samples, floor, 'peakKilobytes')}`;
    console.log(`${label.padEnd(11)}  ${times}${Number.isFinite(memory) ? sizes : ''}`);
  }
}

function ratio(samples, floor, key) {
  return `(${(median(samples, key) / median(floor.samples, key)).toFixed(2)})`;
}

/** Starts a server, lists all its tools, and stops it. */
async function startAndList({ command, env }) {
  const start = performance.now();
  const child = spawn(process.execPath, command, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const exited = once(child, 'exit');
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errorOutput += text;
  });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  async function ask(id, method, params) {
    send({ id, method, params });
    for (;;) {
      const { value, done } = await lines.next();
      if (done)
        throw new Error(`${command.join(' ')} ended before it responded to ${method}\n${errorOutput}`);
      const response = JSON.parse(value);
      if (response.id !== id) continue;
      if (response.error !== undefined) throw new Error(`${method}: ${response.error.message}`);
      return response.result;
    }
  }

  await ask(0, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'startup', version: '1.0.0' },
  });
  send({ method: 'notifications/initialized' });
  const pages = [];
  let cursor;
  do {
    const { tools, nextCursor } = await ask(
      pages.length + 1,
      'tools/list',
      cursor === undefined ? {} : { cursor },
    );
    pages.push(tools);
    cursor = nextCursor;
  } while (cursor !== undefined);
  const milliseconds = performance.now() - start;

  const peakKilobytes = peakMemory(child.pid);
  child.stdin.end();
  const timer = setTimeout(() => child.kill(), 5000);
  await exited;
  clearTimeout(timer);
  return { milliseconds, peakKilobytes, pages };
}

/** Returns the largest resident set of a process in kilobytes, which only Linux reports. */
function peakMemory(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

function median(samples, key) {
  const sorted = samples.map((sample) => sample[key]).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
