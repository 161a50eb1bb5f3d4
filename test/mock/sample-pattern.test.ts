import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/mock/random.ts';
import { samplePattern } from '../../src/mock/sample-pattern.ts';

describe('a sample of a pattern matches', () => {
  it.each([
    '^PS-[0-9]+$',
    '^[0-9]{15}$',
    '^(a|bc)+$',
    '^[^/]+/[^/]+$',
    '^\\w+([-+.]\\w+)*@\\w+$',
    '^#?([a-fA-F0-9]{6}|[a-fA-F0-9]{3})$',
    '^(?<year>\\d{4})-\\k<year>$',
    '^(["\']).*\\1$',
    '^\\p{Lu}\\p{Ll}{2,}$',
    '^[\\w.\\-]{1,5}$',
    '^(?!-)[a-z-]{3}$',
    '^\\u{1F600}?x$',
    '[^\\s]',
    '',
  ])('%s', (pattern) => {
    const expression = new RegExp(pattern, 'u');
    for (let seed = 0; seed < 30; seed++)
      expect(samplePattern(pattern, createRandom(seed))).toMatch(expression);
  });

  it('is undefined for a pattern that is invalid or matches nothing', () => {
    expect(samplePattern('(', createRandom(1))).toBeUndefined();
    expect(samplePattern('^(?!)$', createRandom(1))).toBeUndefined();
  });
});
