import { describe, expect, it } from 'vitest';
import { compareBody } from './body.ts';
import { linesRows } from './lines.ts';
import { titled } from './rows.ts';

describe('a sequence of documents', () => {
  it.each(titled(linesRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareBody(row);
    expect(sent).toEqual(wanted);
  });
});
