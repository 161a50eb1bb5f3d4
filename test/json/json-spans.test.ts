import { describe, expect, it } from 'vitest';
import { quoteLargeIntegers } from '../../src/json/large-integers.ts';

describe('integers beyond 2^53', () => {
  it.each([
    ['are quoted', '{"id":12345678901234567890}', '{"id":"12345678901234567890"}'],
    ['are quoted where negative', '[-9007199254740993]', '["-9007199254740993"]'],
    ['are quoted at the root', '9007199254740993', '"9007199254740993"'],
    [
      'are not numbers up to 2^53',
      '[9007199254740991,-9007199254740991]',
      '[9007199254740991,-9007199254740991]',
    ],
    [
      'are not fractions and exponents',
      '[1.0000000000000000001,10000000000000000e3]',
      '[1.0000000000000000001,10000000000000000e3]',
    ],
    [
      'are not text',
      '["12345678901234567890","\\"12345678901234567890"]',
      '["12345678901234567890","\\"12345678901234567890"]',
    ],
    ['are not keys', '{"12345678901234567890":1}', '{"12345678901234567890":1}'],
    ['are quoted between white space', '[ 12345678901234567890 ,\n1 ]', '["12345678901234567890",1]'],
    ['leave other texts unchanged', '[ 1 ]', '[ 1 ]'],
  ])('%s', (_behaviour, text, quoted) => {
    expect(quoteLargeIntegers(text)).toBe(quoted);
  });

  it('are found beside a text of many megabytes', () => {
    const text = `["${'x'.repeat(9_000_000)}",12345678901234567890]`;
    expect(quoteLargeIntegers(text).endsWith(',"12345678901234567890"]')).toBe(true);
  });
});
