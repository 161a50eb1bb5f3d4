import { describe, expect, it } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { headerRows, refusedHeaderRows } from './header.ts';
import { titled } from './rows.ts';

describe('a header parameter', () => {
  it.each(titled(headerRows))('%s', async (_, { parameter, value, header }) => {
    const request = await requestOf(documentOf({ parameters: [parameter] }), { [parameter.name]: value });
    expect(request.header('X-Color')).toBe(header);
    expect(request.target).toBe('/things');
  });
});

describe('a header argument that is refused', () => {
  it.each(titled(refusedHeaderRows))('%s', async (_, { parameters, args, names }) => {
    const { result, requests } = await callOnce(documentOf({ parameters }), args);
    expect(requests.map(({ headers }) => headers)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
