import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';

/** A text of a prefix, a repeated part, and a suffix. */
export interface Attack {
  prefix: string;
  pump: string;
  suffix: string;
  length: number;
}

/** An expression, and the texts that attack it. */
export interface AttackedExpression {
  pattern: string;
  flags: string;
  attacks: Attack[];
}

/** The slowest attack on an expression. */
export interface Slowest extends Attack {
  milliseconds: number;
}

const alone = [...'a0 \n"\\/.-_{}[]<>=;,:%#&\'`!*()@\té\u0301\u{1f600}'];

/** Returns texts that could slow down an expression: its own characters and words, repeated and at random. */
export function attacksOn(pattern: string, length: number): Attack[] {
  const words = pattern
    .replace(/\\[sS]/g, ' ')
    .replace(/\\[dD]/g, '1')
    .replace(/\\[wW]/g, 'a')
    .replace(/\\n/g, '\n')
    .replace(/\\([^\w\s])/g, '$1')
    .split(/[()|?*+[\]^$]+/)
    .filter((word) => word !== '');
  const letters = [...new Set([...words.join(''), ...alone])];
  const piece = fc.constantFrom(...words, ...letters);
  const text = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
  const attack = fc.record({
    prefix: fc.oneof(fc.constant(''), text),
    pump: text,
    suffix: fc.oneof(fc.constantFrom('', '!', '\n', '\0'), text),
    length: fc.constant(length),
  });
  return [
    ...[...words, ...letters].flatMap((pump) =>
      ['', '\n\0'].map((suffix) => ({ prefix: '', pump, suffix, length })),
    ),
    ...fc.sample(attack, { numRuns: 60, seed: 8 }),
  ];
}

/** The code of a thread, which can be terminated while an expression runs. */
const code = `
const { parentPort, workerData } = require('node:worker_threads');
for (const { pattern, flags, attacks } of workerData.expressions) {
  const expression = new RegExp(pattern, flags.includes('g') ? flags : flags + 'g');
  let slowest = { milliseconds: -1 };
  for (const attack of attacks) {
    const { prefix, pump, suffix, length } = attack;
    const text = prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix;
    const started = performance.now();
    text.replace(expression, '');
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds) slowest = { ...attack, milliseconds };
    if (milliseconds > workerData.longest) break;
  }
  parentPort.postMessage(slowest);
}`;

/** Returns the slowest attack on each expression, in order. An expression that takes ten times the limit is aborted. */
export async function slowestAttacks(
  expressions: AttackedExpression[],
  longest: number,
): Promise<(Slowest | 'given up')[]> {
  const results: (Slowest | 'given up')[] = [];
  while (results.length < expressions.length) {
    const rest = expressions.slice(results.length);
    const worker = new Worker(code, { eval: true, workerData: { expressions: rest, longest } });
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        results.push('given up');
        void worker.terminate().then(() => resolve());
      };
      let timer = setTimeout(giveUp, longest * 10);
      worker.on('error', reject);
      worker.on('message', (slowest: Slowest) => {
        results.push(slowest);
        clearTimeout(timer);
        if (results.length === expressions.length) resolve();
        else timer = setTimeout(giveUp, longest * 10);
      });
    });
    await worker.terminate();
  }
  return results;
}
