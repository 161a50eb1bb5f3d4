import { afterEach, expect, it } from 'vitest';
import { fieldMessages } from '../../../src/runtime/response/field-messages.ts';
import type { JsonObject } from '../../../src/json/value.ts';

const key = 'fieldViolations';

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, key);
});

it.each<[title: string, value: JsonObject, most: number]>([
  ['an empty body', {}, 1],
  ['a body without lists', { message: 'Wrong.', code: 4 }, 1],
  ['a wrapper without lists', { error: { data: { innererror: {} } } }, 4],
  ['a map without lists', { errors: { detail: { a: {} } } }, 3],
])('reads each object once: %s', (_, value, most) => {
  let count = 0;
  // Objects that the code itself makes count too.
  Reflect.defineProperty(Object.prototype, key, {
    configurable: true,
    get() {
      count += 1;
      return undefined;
    },
  });
  expect(fieldMessages({ kind: 'json', mediaType: 'application/json', text: '', value })).toEqual([]);
  expect(count).toBeLessThanOrEqual(most);
});
