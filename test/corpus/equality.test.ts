import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareDocument } from './compare-document.ts';
import { corpusDocuments } from './documents.ts';

/** Larger documents take long. They are compared by `equality.system.test.ts`. */
const longest = 700_000;

/** The most schemas of a document. */
const limit = 60;

/** The YAML files that repeat a JSON document are left out. */
const documents = corpusDocuments().filter(
  ({ name, path }) => statSync(path).size < longest && !/\/yaml\/|^@okta.*yaml$|^rclone.*yaml$/.test(name),
);

const total = { valid: 0, invalid: 0, repaired: 0 };

it.each(documents)('$name: values are judged as its own schemas judge them', async ({ path }) => {
  const { unexplained, ...counts } = await compareDocument(path, limit);
  for (const key of ['valid', 'invalid', 'repaired'] as const) total[key] += counts[key];
  expect(unexplained).toEqual([]);
});

it('at least ten thousand values of each kind are compared, and few are judged by a repaired schema', () => {
  const { valid, invalid, repaired } = total;
  expect({ valid: valid >= 10_000, invalid: invalid >= 10_000, repaired }).toEqual({
    valid: true,
    invalid: true,
    repaired: 170,
  });
});
