import { describe, expect, it } from 'vitest';
import { attacksOn, slowestAttacks } from './attack-expressions.ts';
import { madeExpressions, ownExpressions } from './own-expressions.ts';

/** The length of the attacking text, in characters, as documents, arguments and responses can have it. */
const length = 50_000;

/** The time limit of one attack in milliseconds, generous for a busy machine. */
const longest = 1_000;

/** The limit of undici and Node.js for all headers of a message, in bytes. */
const ofHeaders = 16_384;

/** Files whose input is shorter, with its maximum length. */
const bounds: Record<string, number> = {
  // The input is a module of this package that is copied.
  'emit/copy-library.ts': 15_000,
  'mock/prefer-header.ts': ofHeaders,
  'http/link-header.ts': ofHeaders,
  'runtime/response/response-meta.ts': ofHeaders,
  // The input is the beginning of a text, which declares its charset.
  'runtime/response/decode-text.ts': 1_024,
  // Longer JMESPath expressions are refused.
  'runtime/result/filter.ts': 2_000,
};

/** Files that create expressions from text, and the reason why these are fast. */
const made: Record<string, string> = {
  'mock/matches-pattern.ts': 'only if the estimated cost is low',
  'mock/parse-multipart.ts': 'the name is a constant, and Node.js limits the header',
  'mock/pattern-parser.ts': 'one character',
  'mock/router.ts': 'slow only with many variables in a path segment: a mock runs for its own user',
  'mock/sample-pattern.ts': 'only if the estimated cost is low',
  'model/pattern-notation.ts': 'only compiled, never matched',
  'operation-pattern.ts': 'written by the operator of the server',
  'prompts/find-prompt-files.ts': 'written by the operator of the server',
  'runtime/security/redact.ts': 'literals, and a character class that excludes its delimiter',
  'schema/native-pattern.ts': 'only if the estimated cost is low',
};

describe('a regular expression in the source', () => {
  const expressions = ownExpressions();

  it('is found', () => {
    expect(expressions.length).toBeGreaterThan(300);
    expect(Object.keys(bounds).filter((file) => !expressions.some((each) => each.file === file))).toEqual([]);
  });

  it('is fast by its estimated cost, or every attack on it ends in time', { timeout: 120_000 }, async () => {
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

  it('that is created from text is listed', () => {
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

  it('after a slow one is reported too', async () => {
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
