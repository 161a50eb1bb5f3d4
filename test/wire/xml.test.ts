import { describe, it } from 'vitest';
import { expectBody, expectRefusal } from './body.ts';
import { titled } from './rows.ts';
import { refusedXmlRows, xmlRows } from './xml.ts';

describe('an XML body', () => {
  it.each(titled(xmlRows))('%s', (_, row) => expectBody(row));
});

describe('an XML body that is refused', () => {
  it.each(titled(refusedXmlRows))('%s', (_, row) => expectRefusal(row));
});
