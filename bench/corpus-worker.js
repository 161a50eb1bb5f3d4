// Loads, describes and judges one document after another for bench/corpus.js.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeApi, loadDocument } from '../dist/index.js';
import { countOperations } from './count.js';
import { createLaw } from './lawful.js';

const judge = createLaw({ patience: Number(process.argv[2]) });

process.on('message', async (path) => {
  process.send(await examine(path));
});

async function examine(path) {
  const counted = countOperations(JSON.parse(readFileSync(path, 'utf8')));
  globalThis.gc?.();
  forgetPeak();
  const start = performance.now();
  const taken = () => ({ milliseconds: performance.now() - start, peakKilobytes: peak() });
  try {
    const { descriptor, findings } = describeApi(await loadDocument(path));
    const cost = taken();
    process.send({ described: path });
    const skipped = findings.filter(({ kind }) => kind === 'skipped').map(({ message }) => message);
    const faults = judge(descriptor);
    return {
      path,
      counted,
      tools: descriptor.operations.length,
      faults,
      skipped,
      findings: findings.length,
      ...cost,
    };
  } catch (error) {
    const reason = error.code === 'SELECTION_EMPTY' ? undefined : (error.stack ?? String(error));
    return { path, counted, tools: 0, faults: [], skipped: [], findings: 0, refusal: reason, ...taken() };
  }
}

/** Linux forgets the largest resident set when it is told to. */
function forgetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Then it is that of all documents so far.
  }
}

function peak() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
