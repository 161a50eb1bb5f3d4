import { describe, it } from 'vitest';
import { expectBody } from './body.ts';
import { linesRows } from './lines.ts';
import { titled } from './rows.ts';

describe('a sequence of documents', () => {
  it.each(titled(linesRows))('%s', (_, row) => expectBody(row));
});
