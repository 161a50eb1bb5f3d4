import { describe, it } from 'vitest';
import { expectBody, expectRefusal } from './body.ts';
import { titled } from './rows.ts';
import { refusedTextRows, textRows } from './text.ts';

describe('a text body', () => {
  it.each(titled(textRows))('%s', (_, row) => expectBody(row));
});

describe('a text body that is refused', () => {
  it.each(titled(refusedTextRows))('%s', (_, row) => expectRefusal(row));
});
