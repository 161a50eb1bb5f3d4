import { isDeepStrictEqual } from 'node:util';
import { isOpenApiMcpError } from '../src/errors.ts';
import { ProtocolFault } from '../src/runtime/protocol.ts';

/** Milliseconds of computing within which each input must be read. */
const longest = 1_000;

/** The result of reading an input: a value, or the message of an error that is thrown on purpose. */
export type Outcome<Value> = { value: Value } | { refusal: string };

/** Reads an input. Throws if that throws an error that is not ours, or takes long. */
export async function outcomeOf<Value>(read: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  const started = process.cpuUsage();
  const outcome = await attempt(read);
  if (computedSince(started) < longest) return outcome;
  // The first input waits for code that is loaded on first use.
  const again = process.cpuUsage();
  await attempt(read);
  expectThat(computedSince(again) < longest, 'An input takes longer than a second');
  return outcome;
}

async function attempt<Value>(read: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isOpenApiMcpError(error) || error instanceof ProtocolFault) return { refusal: error.message };
    throw error;
  }
}

/** Returns the milliseconds of computing since a measurement. */
function computedSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}

/** Reads an input twice, and returns the outcome. Throws if the second one differs. */
export async function stableOutcomeOf<Value>(read: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  const first = await outcomeOf(read);
  expectSame(await outcomeOf(read), first, 'The same input has two outcomes');
  return first;
}

/** Throws unless a condition holds. */
export function expectThat(condition: boolean, broken: string): asserts condition {
  if (!condition) throw new Error(`Invariant: ${broken}`);
}

/** Throws unless two values are deeply equal. */
export function expectSame(actual: unknown, expected: unknown, broken: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`Invariant: ${broken}: ${textOf(actual)} is not ${textOf(expected)}`);
}

function textOf(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 2_000) ?? 'undefined';
}

/** Returns the lines of an input: targets that take several texts read one from each. */
export function linesOf(data: Buffer): string[] {
  return data.toString('latin1').split('\n');
}
