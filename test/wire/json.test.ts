import { describe, expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { jsonRows, noBodyRows } from './json.ts';
import { titled } from './rows.ts';

describe('a JSON body', () => {
  it.each(titled(jsonRows))(
    '%s',
    async (_, { method = 'post', body = {}, value, bytes, contentType = 'application/json' }) => {
      const request = await requestOf(documentOf({ method, body }), { body: value });
      expect(request.body.toString('utf8')).toBe(bytes);
      expect(request.header('content-type')).toBe(contentType);
      expect(request.header('content-length')).toBe(String(Buffer.byteLength(bytes)));
      expect(request.header('transfer-encoding')).toBeUndefined();
      expect(request.method).toBe(method.toUpperCase());
    },
  );
});

describe('a request without a body', () => {
  it.each(titled(noBodyRows))('%s', async (_, { method, body, args = {} }) => {
    const request = await requestOf(documentOf({ method, ...(body && { body }) }), args);
    expect(request.body.byteLength).toBe(0);
    expect(request.header('content-type')).toBeUndefined();
    expect(request.header('transfer-encoding')).toBeUndefined();
  });
});
