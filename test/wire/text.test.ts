import { describe, expect, it } from 'vitest';
import { compareBody, refuse, refused } from './body.ts';
import { titled } from './rows.ts';
import { refusedTextRows, textRows } from './text.ts';

describe('a text body', () => {
  it.each(titled(textRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareBody(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a text body that is refused', () => {
  it.each(titled(refusedTextRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});
