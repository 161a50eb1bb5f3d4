import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCatalogue } from '../../src/errors.ts';
import { repository } from '../support/cli.ts';
import { tableBelow } from '../support/markdown.ts';

it('README.md lists every error code, and no other, in the catalogue’s words', () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  expect(tableBelow(readme, '## Errors')).toEqual(
    Object.entries(errorCatalogue).map(([code, { title, fix }]) => [`\`${code}\``, title, fix]),
  );
});
