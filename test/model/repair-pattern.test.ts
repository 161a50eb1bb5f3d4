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
});

describe('a pattern between delimiters', () => {
  it.each<[pattern: string, inner: string | undefined]>([
    ['/^[a-z]+$/', '^[a-z]+$'],
    ['/^a\\-b$/', '^a-b$'],
    ['/^[a-z]+/', '^[a-z]+'],
    ['/[a-z]+$/', '[a-z]+$'],
    ['/[a-z]+/', '[a-z]+'],
    ['/^\\/v\\d+$/', '^\\/v\\d+$'],
    ['/^a$/u', '^a$'],
    ['/^a$/gu', '^a$'],
    ['#^[a-z]+$#', '^[a-z]+$'],
    ['#^a\\#b$#D', '^a#b$'],
    ['~^/pets/\\d+$~', '^/pets/\\d+$'],
    ['@^a$@', '^a$'],
    ['%^a$%', '^a$'],
    ['!^a$!', '^a$'],
    ["'^a$'", '^a$'],
    ['"^a$"', '^a$'],
    ['{^a{2}$}', '^a{2}$'],
    ['<^a$>', '^a$'],
    ['m/^a$/', '^a$'],
    ['qr{^a$}', '^a$'],
    ['#^[[:upper:]]$#', '^[\\p{Lu}]$'],
  ])('is read without them: %s', (pattern, inner) => {
    expect(repairPattern(pattern)).toBe(inner);
  });

  it.each(['/^[a-z]+$/i', '/[a-z]+/i', '#^a$#i', '~^a.b$~s', '/^a b$/x', '/^a$/m', 'm{^a$}i'])(
    'with flags that change its meaning is not checked: %s',
    (pattern) => {
      expect(repairPattern(pattern)).toBeUndefined();
    },
  );

  it.each(['/pets/', '/pets/[a-z]+/i', '#[0-9a-f]{6}', '#a#', '"[a-z]+"', '%[a-z]+%', '-a$', '/^a', '^/a/$'])(
    'is none: %s',
    (pattern) => {
      expect(repairPattern(pattern)).toBe(pattern);
    },
  );
});

describe('a class of POSIX', () => {
  it.each<[pattern: string, translated: string, fits: string, not: string]>([
    ['^[[:alpha:]]+$', '^[\\p{L}]+$', 'aé', '1'],
    ['^[[:digit:]]{3}$', '^[\\p{Nd}]{3}$', '123', 'abc'],
    ['^[[:alnum:]_.-]+$', '^[\\p{L}\\p{Nd}_.-]+$', 'a1_.-', 'a b'],
    ['^[[:alnum:]-.]+$', '^[\\p{L}\\p{Nd}\\-.]+$', 'a-.', 'a,'],
    ['^[_[:lower:][:digit:]]+$', '^[_\\p{Ll}\\p{Nd}]+$', '_a1', 'A'],
    ['^[^[:space:]]+$', '^[^\\s]+$', 'ab', 'a b'],
    ['^[[:^space:]]+$', '^[\\S]+$', 'ab', 'a b'],
    ['^[[:^digit:]]+$', '^[\\P{Nd}]+$', 'ab', '1'],
    ['^[[:xdigit:]]\\-$', '^[0-9A-Fa-f]-$', 'f-', 'g-'],
    ['^[[:punct:]]$', '^[\\p{P}\\p{S}]$', '$', 'a'],
    ['^[[:print:]]+$', '^[ \\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+$', 'a 1!', '\n'],
    ['^[[:word:]]+$', '^[\\w\\p{L}\\p{Nd}]+$', 'a_1', '-'],
  ])('is written out: %s', (pattern, translated, fits, not) => {
    expect(repairPattern(pattern)).toBe(translated);
    expect(fits).toMatch(new RegExp(translated, 'u'));
    expect(not).not.toMatch(new RegExp(translated, 'u'));
  });

  it.each(['[[:unknown:]]', '[[:^alnum:]]', '[[.hyphen.]]', '[[=a=]]'])(
    'without an equal is not checked: %s',
    (pattern) => {
      expect(repairPattern(pattern)).toBeUndefined();
    },
  );

  it.each(['[[:alpha:]', '[:alpha:]', '\\[[:alpha:]\\]'])('is none: %s', (pattern) => {
    expect(repairPattern(pattern)).toBe(pattern);
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
