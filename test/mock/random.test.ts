import { assert, integer, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../../src/mock/random.ts';

it('the same seed gives the same random numbers', () => {
  assert(
    property(integer(), string(), (seed, text) => {
      const [one, other] = [createRandom(seed, text), createRandom(seed, text)];
      const numbers = Array.from({ length: 5 }, () => one.next());
      expect(Array.from({ length: 5 }, () => other.next())).toEqual(numbers);
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    }),
  );
});
