import { describe, expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { compareBody, refuse, refused } from './body.ts';
import { formRows, refusedFormRows, swaggerForm } from './form.ts';
import { titled } from './rows.ts';

describe('a form', () => {
  it.each(titled(formRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareBody(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a form that is refused', () => {
  it.each(titled(refusedFormRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});

describe('a form of Swagger 2.0', () => {
  it.each([
    ['csv is the default', undefined, 'tags=a,b'],
    ['csv', 'csv', 'tags=a,b'],
    ['multi', 'multi', 'tags=a&tags=b'],
    ['pipes', 'pipes', 'tags=a%7Cb'],
    ['ssv', 'ssv', 'tags=a%20b'],
    ['tsv', 'tsv', 'tags=a%09b'],
  ])('collectionFormat: %s', async (_, collectionFormat, bytes) => {
    const request = await requestOf(swaggerForm(collectionFormat), { body: { tags: ['a', 'b'] } });
    expect(request.body.toString()).toBe(bytes);
    expect(request.header('content-type')).toBe('application/x-www-form-urlencoded');
  });
});
