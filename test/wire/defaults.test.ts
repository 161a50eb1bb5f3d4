import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { acceptRows, defaultsRows, methodRows } from './defaults.ts';
import { titled } from './rows.ts';

describe('an argument that is left out', () => {
  it.each(titled(defaultsRows))('%s', async (_, { operation, args, target, body = '' }) => {
    const request = await requestOf(documentOf(operation), args);
    expect(request.target).toBe(target);
    expect(request.body.toString('utf8')).toBe(body);
  });
});

describe('the method', () => {
  it.each(titled(methodRows))('%s', async (_, { method, sent }) => {
    expect((await requestOf(documentOf({ method }), {})).method).toBe(sent);
  });
});

describe('headers of every request', () => {
  it.each(titled(acceptRows))('Accept: %s', async (_, { responses, accept }) => {
    const request = await requestOf(documentOf({ responses }), {});
    expect(request.header('accept')).toBe(accept);
  });

  it('User-Agent names this package and its version', async () => {
    const file = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(file) as { version: string };
    const request = await requestOf(documentOf({}), {});
    expect(request.header('user-agent')).toBe(`openapi-mcp/${version}`);
  });

  it('have no cookie, no authorization and nothing else', async () => {
    const request = await requestOf(documentOf({}), {});
    expect(request.header('cookie')).toBeUndefined();
    expect(request.header('authorization')).toBeUndefined();
  });
});
