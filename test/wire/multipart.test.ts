import { describe, expect, it } from 'vitest';
import { compareParts, refuse, refused } from './body.ts';
import { fileRows, mixedRows, multipartRows, refusedMultipartRows } from './multipart.ts';
import { titled } from './rows.ts';

describe('multipart/form-data', () => {
  it.each(titled(multipartRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a file in multipart/form-data', () => {
  it.each(titled(fileRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

describe('other multipart types', () => {
  it.each(titled(mixedRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a multipart body that is refused', () => {
  it.each(titled(refusedMultipartRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});
