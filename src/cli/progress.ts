import { Worker } from 'node:worker_threads';
import type { Terminal } from './terminal.ts';

/** Writes the seconds that a command takes. It is a thread, because the command may be busy. */
const program = `
const { writeSync } = require('node:fs');
const { workerData: { label, state } } = require('node:worker_threads');
const started = Date.now();
const show = () => {
  if (Atomics.load(state, 0) !== 0) return;
  Atomics.store(state, 1, 1);
  const seconds = Math.round((Date.now() - started) / 1000);
  writeSync(2, '\\r\\u001b[K' + label + ' ' + seconds + ' s');
};
while (Atomics.wait(state, 0, 0, 1000) === 'timed-out') show();
`;

/** Runs a command, and shows on a terminal that it works, from its second second until its first output. */
export async function withProgress(
  label: string,
  terminal: Terminal,
  run: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  if (terminal.isInteractive !== true) return run(terminal);
  const state = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(program, { eval: true, workerData: { label, state } });
  worker.unref();
  worker.on('error', () => undefined);
  let isShown = true;
  function end(): void {
    if (!isShown) return;
    isShown = false;
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    if (Atomics.load(state, 1) === 1) terminal.clearLine?.();
  }
  try {
    await run({
      ...terminal,
      out(data) {
        end();
        terminal.out(data);
      },
      error(text) {
        end();
        terminal.error(text);
      },
    });
  } finally {
    end();
  }
}
