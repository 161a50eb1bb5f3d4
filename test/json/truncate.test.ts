import { expect, it } from 'vitest';
import { truncate } from '../../src/json/truncate.ts';

it.each([
  ['stays unchanged within the limit', 'abcd', 4, 'abcd'],
  ['ends in an ellipsis', 'abcde', 4, 'abc…'],
  ['is truncated between characters', 'ab😀cd', 4, 'ab…'],
  ['has no space before the ellipsis', 'ab cde', 4, 'ab…'],
])('text %s', (_, text, limit, short) => {
  expect(truncate(text, limit)).toBe(short);
});
