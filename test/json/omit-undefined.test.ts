import { expect, it } from 'vitest';
import { omitUndefined } from '../../src/json/omit-undefined.ts';

it('drops undefined properties and keeps the order of the others', () => {
  const source = { b: 1, a: undefined, c: null, d: '', e: false };
  expect(JSON.stringify(omitUndefined(source))).toBe('{"b":1,"c":null,"d":"","e":false}');
  expect('a' in omitUndefined(source)).toBe(false);
});
