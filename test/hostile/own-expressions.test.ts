import { describe, expect, it } from 'vitest';
import { attacksOn, slowestAttacks } from './attack-expressions.ts';
import { madeExpressions, ownExpressions } from './own-expressions.ts';

/** Characters that an expression has to be quick with, as documents, arguments and answers can have them. */
const length = 50_000;

/** Milliseconds for one attack, on a machine that has other things to do. */
const longest = 1_000;

/** undici and Node.js take no more of all the headers of a message together. */
const ofHeaders = 16_384;

/** Expressions of files whose input is never that long, with the most that it can be. */
const bounds: Record<string, number> = {
  // The module of a library that is copied, which is our own.
  'emit/copy-library.ts': 15_000,
  'mock/prefer-header.ts': ofHeaders,
  'http/link-header.ts': ofHeaders,
  'runtime/response/response-meta.ts': ofHeaders,
  // The first bytes of a text, which say its charset.
  'runtime/response/decode-text.ts': 1_024,
  // Longer expressions of JMESPath are not read.
  'runtime/result/filter.ts': 2_000,
};

/** Who makes expressions of texts, and why they are quick. */
const made: Record<string, string> = {
  'mock/matches-pattern.ts': 'asks the judge first',
  'mock/parse-multipart.ts': 'the name is ours, the header is one of Node.js',
  'mock/pattern-parser.ts': 'one character',
  'mock/router.ts': 'not with many variables between two slashes: a mock is for the machine of who runs it',
  'mock/sample-pattern.ts': 'asks the judge first',
  'model/repair-pattern.ts': 'compiles it only',
  'operation-pattern.ts': 'written by who serves',
  'runtime/security/redact.ts': 'literals, and a class that ends before what may begin it',
  'schema/regular-expression.ts': 'asks the judge first',
};

describe('a regular expression of our own', () => {
  const expressions = ownExpressions();

  it('is found wherever one is written', () => {
    expect(expressions.length).toBeGreaterThan(300);
    expect(Object.keys(bounds).filter((file) => !expressions.some((each) => each.file === file))).toEqual([]);
  });

  it('is quick: our judge says so, or every attack on it ends in time', { timeout: 120_000 }, async () => {
    const doubted = expressions.filter(({ isQuick }) => !isQuick);
    const attacked = doubted.map(({ file, pattern, flags }) => ({
      pattern,
      flags,
      attacks: attacksOn(pattern, bounds[file] ?? length),
    }));
    const slowest = await slowestAttacks(attacked, longest);
    const slow = slowest.flatMap((attack, index) => {
      const { file, pattern } = doubted[index] ?? {};
      return attack === 'given up' || attack.milliseconds > longest ? [{ file, pattern, attack }] : [];
    });
    expect(slow).toEqual([]);
  });

  it('that is made of a text is known', () => {
    expect([...new Set(madeExpressions().map((text) => text.split(':')[0]))]).toEqual(Object.keys(made));
  });
});

describe('an attack', () => {
  it.each([
    ['(a+)+$', ''],
    ['\\/+$', ''],
    ['\\s*,\\s*', ''],
    ['<meta[^>]+charset', 'i'],
    ['"(?:[^"\\\\]|\\\\.)*"', 'g'],
  ])('on %s is slow, and is ended', async (pattern, flags) => {
    const [attack] = await slowestAttacks([{ pattern, flags, attacks: attacksOn(pattern, length) }], 100);
    expect(attack === 'given up' || (attack?.milliseconds ?? 0) > 100).toBe(true);
  });

  it('on what comes after a slow one is told as well', async () => {
    const attacks = attacksOn('(a+)+$', length);
    const [slow, quick] = await slowestAttacks(
      [
        { pattern: '(a+)+$', flags: '', attacks },
        { pattern: 'a', flags: '', attacks },
      ],
      100,
    );
    expect(slow).toBe('given up');
    expect(quick).toMatchObject({ milliseconds: expect.any(Number) as number });
  });
});
