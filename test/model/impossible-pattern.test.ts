import { describe, expect, it } from 'vitest';
import { isImpossible } from '../../src/model/impossible-pattern.ts';
import { readSchema } from '../support/read-schema.ts';

const impossible = [
  '^[0-9a-f]{32}$"',
  '^[a-z]+$/',
  '^a$b|^c$d',
  '"^[a-z]+$',
  'a^b',
  '^$[a-z]+$',
  '(?:^a$)b',
  '(^a|^b)(^c)',
  '^(?<name>a$)\\d',
  'a(?:^b)+',
  '^a$\\u{1F600}',
  '^a$[\\]]',
];

describe('a pattern that no text matches', () => {
  it.each(impossible)('is reported and not checked: %s', (pattern) => {
    expect(isImpossible(pattern)).toBe(true);
    expect(new RegExp(pattern, 'u').test('ab')).toBe(false);
    const { schema, findings } = readSchema({ type: 'string', pattern });
    expect(schema).toEqual({ type: 'string' });
    expect(findings).toEqual([
      {
        kind: 'relaxed',
        pointer: '/schema/pattern',
        message: `pattern ${JSON.stringify(pattern)} is not checked: no text can match it`,
      },
    ]);
  });

  it('allows any name in patternProperties', () => {
    const { schema } = readSchema({ patternProperties: { '^a$"': false } });
    expect(schema).toEqual({ patternProperties: { '': {} } });
  });
});

describe('a pattern that a text matches', () => {
  it.each<[pattern: string, text: string]>([
    ['^[0-9a-f]{2}$', 'ab'],
    ['^$', ''],
    ['^a$b|^c$', 'c'],
    ['^a$b?', 'a'],
    ['^a$b*', 'a'],
    ['^a$b{0,2}', 'a'],
    ['b?^a', 'a'],
    ['(?:a$)?b', 'b'],
    ['(?:^a|b)c', 'bc'],
    ['(?:^|,)a(?:$|,)', 'a'],
    ['a|^b', 'b'],
    ['^a\\$b$', 'a$b'],
    ['^[$]b$', '$b'],
    ['a[^b]', 'ac'],
    ['^a$(?!b)', 'a'],
    ['(?=a)^a$', 'a'],
    ['(?<!a)^b', 'b'],
    ['^(a)\\1$', 'aa'],
    ['(?:^)^a$$', 'a'],
    ['^a$\\b', 'a'],
    ['\\p{L}$', 'a'],
    ['', ''],
  ])('stays: %s', (pattern, text) => {
    expect(new RegExp(pattern, 'u').test(text)).toBe(true);
    expect(isImpossible(pattern)).toBe(false);
  });
});
