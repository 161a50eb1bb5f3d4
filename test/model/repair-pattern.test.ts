import { describe, expect, it } from 'vitest';
import { repairPattern } from '../../src/model/repair-pattern.ts';

describe('a valid pattern of ECMA-262', () => {
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
  ])('stays: %s', (pattern) => {
    expect(repairPattern(pattern)).toBe(pattern);
  });
});

describe('a pattern that only the u flag forbids', () => {
  it.each<[pattern: string, repaired: string, fits: string, not: string]>([
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
  ])('is repaired: %s', (pattern, repaired, fits, not) => {
    expect(repairPattern(pattern)).toBe(repaired);
    expect(fits).toMatch(new RegExp(repaired, 'u'));
    expect(not).not.toMatch(new RegExp(repaired, 'u'));
    // The pattern is valid without the flag, and means the same.
    expect(fits).toMatch(new RegExp(pattern));
    expect(not).not.toMatch(new RegExp(pattern));
  });

  it.each<[pattern: string, inner: string | undefined]>([
    ['/^[a-z]+$/', '^[a-z]+$'],
    ['/^a\\-b$/', '^a-b$'],
    ['/^[a-z]+$/i', undefined],
    ['/pets/', '/pets/'],
  ])('is read without the slashes of a literal: %s', (pattern, inner) => {
    expect(repairPattern(pattern)).toBe(inner);
  });
});

describe('a pattern of another flavour', () => {
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
  ])('is rejected: %s', (pattern) => {
    expect(repairPattern(pattern)).toBeUndefined();
  });
});
