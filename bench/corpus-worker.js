// Loads and describes documents for bench/corpus.js, one after another, and checks their tools.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeApi, loadDocument } from '../dist/index.js';
import { countOperations } from './count.js';
import { createToolChecker } from './check-tools.js';

const checkTools = createToolChecker({ patience: Number(process.argv[2]) });

process.on('message', async (path) => {
  process.send(await examine(path));
});

async function examine(path) {
  const counted = countOperations(JSON.parse(readFileSync(path, 'utf8')));
  globalThis.gc?.();
  resetPeak();
  const start = performance.now();
  const cost = () => ({ milliseconds: performance.now() - start, peakKilobytes: peak() });
  try {
    const { descriptor, findings } = describeApi(await loadDocument(path));
    const described = cost();
    process.send({ described: path });
    const skipped = findings.filter(({ kind }) => kind === 'skipped').map(({ message }) => message);
    const faults = checkTools(descriptor);
    return {
      path,
      counted,
      tools: descriptor.operations.length,
      faults,
      skipped,
      findings: findings.length,
      ...described,
    };
  } catch (error) {
    const reason = error.code === 'SELECTION_EMPTY' ? undefined : (error.stack ?? String(error));
    return { path, counted, tools: 0, faults: [], skipped: [], findings: 0, refusal: reason, ...cost() };
  }
}

/** Resets the largest resident set of this process, which only Linux can do. */
function resetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere the peak is that of all documents so far.
  }
}

function peak() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
