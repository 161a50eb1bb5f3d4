import { describe, expect, it } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { pathRows, refusedPathRows, severalPathRows } from './path.ts';
import { titled } from './rows.ts';

describe('a path parameter', () => {
  it.each(titled(pathRows))(
    '%s',
    async (_, { path, parameter, argument = parameter.name, value, target }) => {
      const document = documentOf({ ...(path && { path }), parameters: [parameter] });
      const request = await requestOf(document, { [argument]: value });
      expect(request.target).toBe(target);
    },
  );
});

describe('several path parameters', () => {
  it.each(titled(severalPathRows))('%s', async (_, { path, args, target }) => {
    const document = documentOf({
      path,
      parameters: [
        { name: 'first', in: 'path' },
        { name: 'second', in: 'path' },
      ],
    });
    expect((await requestOf(document, args)).target).toBe(target);
  });
});

describe('a path argument that is refused', () => {
  it.each(titled(refusedPathRows))('%s', async (_, { path, parameters, args, names }) => {
    const { result, requests } = await callOnce(documentOf({ ...(path && { path }), parameters }), args);
    expect(requests.map(({ target }) => target)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
