import { describe, expect, it } from 'vitest';
import { callOnce, openApi, requestOf, textOf, type OpenApi } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { contentTypeRows, offerRows, refusedContentTypeRows } from './content-type.ts';
import { titled } from './rows.ts';
import type { JsonObject } from '../../src/json/value.ts';

describe('one of several media types', () => {
  it.each(titled(contentTypeRows))('%s', async (_, { body, args, contentType, bytes }) => {
    const request = await requestOf(documentOf({ method: 'post', body }), args);
    expect(request.header('content-type') ?? '').toBe(contentType);
    expect(request.body.toString('utf8')).toBe(bytes);
  });
});

describe('the choice of media types', () => {
  it.each(titled(offerRows))('%s', async (_, { body, types, schema }) => {
    await using api = await openApi(documentOf({ method: 'post', body }));
    const { body: argument, bodyContentType: choice = {} } = properties(api);
    expect(argument).toEqual(schema);
    expect(choice['enum'] ?? []).toEqual(types);
    expect(choice['default']).toBe(types[0]);
  });
});

function properties({ descriptor }: OpenApi): Record<string, JsonObject> {
  return descriptor.operations[0]?.inputSchema['properties'] as Record<string, JsonObject>;
}

describe('arguments that match no media type', () => {
  it.each(titled(refusedContentTypeRows))('%s', async (_, { body, args, names }) => {
    const { result, requests } = await callOnce(documentOf({ method: 'post', body }), args);
    expect(requests.map(({ target }) => target)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
