import { expect, it } from 'vitest';
import { isMultiple } from '../../src/schema/is-multiple.ts';
import { callOnce } from '../support/call.ts';
import { documentOf } from '../support/document.ts';

it.each<[value: number, divisor: number, expected: boolean]>([
  [0.07, 0.01, true],
  [19.99, 0.01, true],
  [2.34, 0.01, true],
  [1.1, 0.1, true],
  [-0.3, 0.1, true],
  [0, 0.01, true],
  [1e21, 0.1, true],
  [1e-7, 1e-7, true],
  [3e-7, 1e-7, true],
  [1.5, 0.5, true],
  [6, 3, true],
  [19.995, 0.01, false],
  [0.1, 0.03, false],
  [7, 3, false],
  [1e-8, 1e-7, false],
  [1.5, 1, false],
])('%d of %d: %s', (value, divisor, expected) => {
  expect(isMultiple(value, divisor)).toBe(expected);
});

it('holds for arguments', async () => {
  const document = documentOf({ method: 'post', body: { schema: { type: 'number', multipleOf: 0.01 } } });
  expect((await callOnce(document, { body: 19.99 })).requests.map(({ body }) => String(body))).toEqual([
    '19.99',
  ]);
  const { requests, result } = await callOnce(document, { body: 19.995 });
  expect(requests).toEqual([]);
  expect(JSON.stringify(result)).toContain('body: must be multiple of 0.01, got 19.995');
});
