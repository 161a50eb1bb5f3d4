import { describe, it } from 'vitest';
import { expectParts, expectRefusal } from './body.ts';
import { fileRows, mixedRows, multipartRows, refusedMultipartRows } from './multipart.ts';
import { titled } from './rows.ts';

describe('multipart/form-data', () => {
  it.each(titled(multipartRows))('%s', (_, row) => expectParts(row));
});

describe('a file in multipart/form-data', () => {
  it.each(titled(fileRows))('%s', (_, row) => expectParts(row));
});

describe('other multipart types', () => {
  it.each(titled(mixedRows))('%s', (_, row) => expectParts(row));
});

describe('a multipart body that is refused', () => {
  it.each(titled(refusedMultipartRows))('%s', (_, row) => expectRefusal(row));
});
