import { describe, expect, it } from 'vitest';
import { compareBody, refuse, refused } from './body.ts';
import { titled } from './rows.ts';
import { refusedXmlRows, xmlRows } from './xml.ts';

describe('an XML body', () => {
  it.each(titled(xmlRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareBody(row);
    expect(sent).toEqual(wanted);
  });
});

describe('an XML body that is refused', () => {
  it.each(titled(refusedXmlRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});
