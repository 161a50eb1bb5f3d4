import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { cliPath, start } from '../support/cli.ts';
import { schemaDocument } from '../support/describe.ts';
import { billionLaughs, fan, getA, head, jsonHead, nested, refTo } from './bomb.ts';
import type { JsonObject } from '../../src/json/value.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-command-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The limit of the heap in megabytes. A process that exceeds it ends by a signal, not with an exit code. */
const heap = 512;
/** The time limit in milliseconds, generous for a busy machine. */
const longest = 60_000;

/** The time-out of the test, longer than the limit, so that the assertion fails first. */
vi.setConfig({ testTimeout: longest + 10_000 });

/** The outcome of a command. */
interface Ran {
  code: number | NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  isInTime: boolean;
}

async function run(args: string[]): Promise<Ran> {
  const started = performance.now();
  await using running = start(process.execPath, [`--max-old-space-size=${heap}`, cliPath, ...args]);
  running.child.stdin.end();
  const code = await running.ended;
  const isInTime = performance.now() - started < longest;
  return { code, stdout: running.stdout(), stderr: running.stderr(), isInTime };
}

function write(name: string, content: string | JsonObject): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function operations(count: number): JsonObject {
  const paths = Array.from({ length: count }, (_, index): [string, JsonObject] => [`/${index}`, { get: {} }]);
  return { openapi: '3.1.0', info: { title: 'Bomb', version: '1' }, paths: Object.fromEntries(paths) };
}

const refused: [title: string, content: () => string, cause: string][] = [
  ['a billion laughs', billionLaughs, 'expands to more than 4000000 values'],
  ['an alias of itself', () => `${head}x-bomb: &a [*a]\n${getA}`, 'is cyclic: it contains itself'],
  ['100,000 levels of YAML', () => `${head}x: ${nested(100_000, '[', ']')}\n${getA}`, 'nesting exceeded maxDepth'],
  ['only brackets', () => '['.repeat(1_000_000), 'is not valid JSON'],
  ['only braces', () => '{"a":'.repeat(200_000), 'is not valid JSON'],
  ['only dashes', () => '- '.repeat(500_000), 'is not valid YAML'],
  ['only NUL', () => '\0'.repeat(1_000_000), 'is not valid YAML'],
  ['one text of ten megabytes', () => JSON.stringify('a'.repeat(10_000_000)), 'has a string at its root'],
  ['four million numbers', () => `[${'1,'.repeat(4_000_000)}1]`, 'has a list at its root'],
  ['an empty file', () => '', 'is empty'],
  ['a document of another kind', () => '<html>'.repeat(100_000), 'is an HTML page'],
]; // prettier-ignore

const served: [title: string, content: () => string | JsonObject][] = [
  ['references that double by properties', () => schemaDocument(refTo('L0'), fan('properties', 10))],
  ['references that double by allOf', () => schemaDocument(refTo('L0'), fan('allOf', 10))],
  ['references that double by anyOf', () => schemaDocument(refTo('L0'), fan('anyOf', 10))],
  ['a cycle of references', () => schemaDocument(refTo('A'), { A: refTo('B'), B: refTo('A') })],
  ['a reference to the document', () => schemaDocument({ $ref: '#' })],
  ['an enum of 100,000', () => schemaDocument({ enum: Array.from({ length: 100_000 }, (_, index) => `v${index}`) })],
  ['10,000 operations', () => operations(10_000)],
  ['100,000 levels of JSON', () => `{${jsonHead},"x":${nested(100_000, '[', ']')},"paths":{"/a":{"get":{}}}}`],
  ['repeated keys', () => `{${jsonHead},"paths":{"/a":{"get":{}},"/a":{"get":{"operationId":"second"}}}}`],
  ['a pattern that never ends', () => schemaDocument({ type: 'string', pattern: '^(a+)+$' })],
]; // prettier-ignore

/** Runs both commands in parallel. */
async function runEach(commands: string[][], title: string, content: string | JsonObject): Promise<Ran[]> {
  const file = write(title, content);
  return Promise.all(commands.map(([command = '', ...args]) => run([command, file, ...args])));
}

const trouble = /^\s+at |node:internal|heap out of memory|RangeError/m;

describe('validate and serve refuse with a short message', () => {
  it.each(refused)('%s', async (title, content, cause) => {
    const ran = await runEach([['validate'], ['serve']], title, content());
    for (const { code, stdout, stderr, isInTime } of ran) {
      expect([code, stdout, isInTime]).toEqual([1, '', true]);
      expect(stderr).toContain(cause);
      expect(stderr).not.toMatch(trouble);
      expect(stderr.trimEnd().length).toBeLessThan(1_000);
      expect(stderr.trimEnd()).not.toContain('\n\n');
    }
  });
});

describe('validate and serve do not crash', () => {
  it.each(served)('%s', async (title, content) => {
    const [validated, serving] = await runEach([['validate'], ['serve']], title, content());
    expect(serving?.code).toBe(0);
    // `validate` reports violations of the specification.
    expect([0, 1]).toContain(validated?.code);
    for (const { code, stderr, isInTime } of [validated, serving].filter((ran) => ran !== undefined)) {
      expect(code).toBeTypeOf('number');
      expect(isInTime).toBe(true);
      expect(stderr).not.toMatch(trouble);
      expect(stderr.length).toBeLessThan(20_000);
    }
  });
});
