import { describe, expect, it } from 'vitest';
import { repairPattern } from '../../src/model/repair-pattern.ts';

describe('a pattern of ECMA-262 stays', () => {
  it.each([
    '^[a-z]+$',
    '^\\d{3}$',
    '^\\d{3,}$',
    '^\\p{Letter}+$',
    '[\\w-]',
    '[a\\-z]',
    '^\\/pets\\/\\{id\\}$',
    '(?<year>\\d{4})-\\k<year>',
    '(?=a)(?!b)(?<=c)(?<!d)',
    '^[^\\s@]+@[^\\s@]+$',
    'a\\u{1F600}',
    '',
  ])('%s', (pattern) => {
    expect(repairPattern(pattern)).toBe(pattern);
  });
});

describe('what only the u flag forbids is mended', () => {
  it.each<[pattern: string, mended: string, fits: string, not: string]>([
    ['^\\d{3}\\-\\d{4}$', '^\\d{3}-\\d{4}$', '123-4567', '1234567'],
    ['^a\\_b$', '^a_b$', 'a_b', 'a-b'],
    ['^\\@\\#\\!\\"$', '^@#!"$', '@#!"', '@'],
    ['^[\\_\\-\\.]+$', '^[_\\-\\.]+$', '_-.', '/'],
    ['^[\\w-.]+$', '^[\\w\\-.]+$', 'a-b.c', 'a/b'],
    ['^[\\d-\\s]+$', '^[\\d\\-\\s]+$', '1 - 2', 'a'],
    ['^{[a-z]+}$', '^\\{[a-z]+\\}$', '{id}', 'id'],
    ['^a]$', '^a\\]$', 'a]', 'a'],
    ['^[{}]\\-$', '^[{}]-$', '{-', '{'],
    ['^[[]\\-$', '^[[]-$', '[-', '-'],
  ])('%s', (pattern, mended, fits, not) => {
    expect(repairPattern(pattern)).toBe(mended);
    expect(fits).toMatch(new RegExp(mended, 'u'));
    expect(not).not.toMatch(new RegExp(mended, 'u'));
    // Without the flag the pattern was lawful, and means the same.
    expect(fits).toMatch(new RegExp(pattern));
    expect(not).not.toMatch(new RegExp(pattern));
  });

  it.each<[pattern: string, inner: string | undefined]>([
    ['/^[a-z]+$/', '^[a-z]+$'],
    ['/^a\\-b$/', '^a-b$'],
    ['/^[a-z]+$/i', undefined],
    ['/pets/', '/pets/'],
  ])('a literal with slashes: %s', (pattern, inner) => {
    expect(repairPattern(pattern)).toBe(inner);
  });
});

describe('a pattern of another flavour is none', () => {
  it.each([
    '(?i)^a$',
    '(?P<year>\\d+)',
    '\\A[a-z]+\\z',
    '^\\p{IsLatin}+$',
    '[[:alpha:]]+\\z',
    '(?>a+)b',
    'a++',
    '(',
    '[',
    '*',
    '\\',
    '\\u{110000}',
  ])('%s', (pattern) => {
    expect(repairPattern(pattern)).toBeUndefined();
  });
});
