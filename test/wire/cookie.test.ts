import { describe, expect, it } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { cookieRows, refusedCookieRows, severalCookieRows } from './cookie.ts';
import { titled } from './rows.ts';

describe('a cookie parameter', () => {
  it.each(titled(cookieRows))('%s', async (_, { openapi = '3.1.0', parameter, value, cookie }) => {
    const request = await requestOf(documentOf({ openapi, parameters: [parameter] }), { color: value });
    expect(request.header('cookie')).toBe(cookie);
    expect(request.target).toBe('/things');
  });
});

describe('several cookies', () => {
  it.each(titled(severalCookieRows))('%s', async (_, { parameters, args, cookie }) => {
    const request = await requestOf(documentOf({ parameters }), args);
    expect(request.header('cookie')).toBe(cookie);
  });
});

describe('an argument of style cookie that is refused', () => {
  it.each(titled(refusedCookieRows))('%s', async (_, { parameters, args, names }) => {
    const { result, requests } = await callOnce(documentOf({ openapi: '3.2.0', parameters }), args);
    expect(requests.map(({ headers }) => headers)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
