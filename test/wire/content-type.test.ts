import { describe, expect, it } from 'vitest';
import { callOnce, openApi, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { contentTypeRows, offerRows, refusedContentTypeRows } from './content-type.ts';
import { titled } from './rows.ts';

describe('one of several media types', () => {
  it.each(titled(contentTypeRows))('%s', async (_, { body, args, contentType, bytes }) => {
    const request = await requestOf(documentOf({ method: 'post', body }), args);
    expect(request.header('content-type') ?? '').toBe(contentType);
    expect(request.body.toString('utf8')).toBe(bytes);
  });
});

describe('what is offered', () => {
  it.each(titled(offerRows))('%s', async (_, { body, types, schema }) => {
    await using api = await openApi(documentOf({ method: 'post', body }));
    const properties = api.descriptor.operations[0]?.inputSchema['properties'];
    expect(properties).toHaveProperty('body', schema ?? expect.anything());
    if (types === undefined) expect(properties).not.toHaveProperty('_contentType');
    else {
      expect(properties).toHaveProperty('_contentType.enum', types);
      expect(properties).toHaveProperty('_contentType.default', types[0]);
    }
  });
});

describe('arguments that fit no media type', () => {
  it.each(titled(refusedContentTypeRows))('%s', async (_, { body, args, names }) => {
    const { result, requests } = await callOnce(documentOf({ method: 'post', body }), args);
    expect(requests.map(({ target }) => target)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
