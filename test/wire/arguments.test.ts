import { describe, expect, it } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { argumentRows, emptyBodyRows, optionalPet, refusedArgumentRows } from './arguments.ts';
import { titled } from './rows.ts';

describe('arguments', () => {
  it.each(titled(argumentRows))('%s', async (_, { operation, args, target, headers = {}, body = '' }) => {
    const request = await requestOf(documentOf(operation), args);
    expect(request.target).toBe(target);
    expect(request.body.toString('utf8')).toBe(body);
    const sent = Object.keys(headers).map((name) => [name, request.header(name)]);
    expect(Object.fromEntries(sent)).toEqual(headers);
    expect(request.header('authorization')).toBeUndefined();
  });
});

describe('a required body without required properties is sent empty when it is left out', () => {
  it.each(titled(emptyBodyRows))(
    '%s',
    async (_, { method = 'post', mediaType, schema = optionalPet, contentType, bytes }) => {
      const body = { required: true, mediaType, schema };
      const request = await requestOf(documentOf({ method, body, schemas: { Pet: optionalPet } }), {});
      expect(request.header('content-type')).toMatch(contentType);
      expect(request.body.toString('utf8')).toMatch(bytes);
      expect(request.header('content-length')).toBe(String(request.body.byteLength));
    },
  );
});

describe('arguments that are refused', () => {
  it.each(titled(refusedArgumentRows))('%s', async (_, { operation, args, names }) => {
    const { result, requests } = await callOnce(documentOf(operation), args);
    expect(requests.map(({ target }) => target)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toBeUndefined();
    expect(textOf(result)).toContain(names);
  });
});
