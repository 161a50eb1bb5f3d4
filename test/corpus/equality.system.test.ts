import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareDocument } from './compare-document.ts';
import { corpusDocuments } from './documents.ts';

/** `equality.test.ts` compares smaller documents. */
const shortest = 700_000;

const documents = corpusDocuments().filter(
  ({ name, path }) => statSync(path).size >= shortest && !/\/yaml\/|^@okta.*yaml$/.test(name),
);

it.each(documents)(
  '$name: values are judged as its own schemas judge them',
  { timeout: 120_000 },
  async ({ path }) => {
    const { unexplained } = await compareDocument(path, 120);
    expect(unexplained).toEqual([]);
  },
);
