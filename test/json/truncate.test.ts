import { expect, it } from 'vitest';
import { truncate } from '../../src/json/truncate.ts';

it.each([
  ['stays where it fits', 'abcd', 4, 'abcd'],
  ['ends in an ellipsis', 'abcde', 4, 'abc…'],
  ['is cut between characters', 'ab😀cd', 4, 'ab…'],
  ['has no space before the ellipsis', 'ab cde', 4, 'ab…'],
])('text %s', (_, text, limit, short) => {
  expect(truncate(text, limit)).toBe(short);
});
