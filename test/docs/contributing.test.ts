import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../support/cli.ts';
import { tableBelow } from '../support/markdown.ts';

it('CONTRIBUTING.md has a row for every folder of src', () => {
  const contributing = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
  const rows = tableBelow(contributing, '## The house').map(([folder]) => folder?.replaceAll('`', ''));
  const folders = readdirSync(join(repository, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(rows.toSorted()).toEqual(folders.toSorted());
});
