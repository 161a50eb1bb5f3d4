import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import { openApi } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream, type RecordedRequest } from '../support/upstream.ts';
import { integer, open, text, titled, type Row } from './rows.ts';
import type { BodySource, ParameterSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** A body that is given beside `Content-Encoding`, and the bytes that are sent. */
interface CodingRow extends Row {
  body?: BodySource;
  args: JsonObject;
  headers?: Record<string, string>;
  sent: string | Buffer;
  coding?: string;
}

const json = '{"id":1}';
const coding: ParameterSource = { name: 'content-encoding', in: 'header', schema: text };
const object: BodySource = { schema: { type: 'object', properties: { id: integer } } };
const bytes: BodySource = { mediaType: 'application/octet-stream', schema: { ...text, format: 'binary' } };
const zipped = zlib.gzipSync('hello');
const source = 'RFC 9110 §8.4';
const given = (value: string): JsonObject => ({ 'content-encoding': value, body: { id: 1 } });

// prettier-ignore
const rows: CodingRow[] = [
  { title: 'gzip', args: given('gzip'), sent: zlib.gzipSync(json), coding: 'gzip', source },
  { title: 'x-gzip, in another case', args: given('X-GZIP'), sent: zlib.gzipSync(json), coding: 'X-GZIP', source: 'RFC 9110 §8.4.1.3' },
  { title: 'deflate', args: given('deflate'), sent: zlib.deflateSync(json), coding: 'deflate', source },
  { title: 'br', args: given('br'), sent: zlib.brotliCompressSync(json), coding: 'br', source },
  { title: 'several, in their order', args: given('gzip, br'), sent: zlib.brotliCompressSync(zlib.gzipSync(json)), coding: 'gzip, br', source },
  { title: 'identity', args: given('identity'), sent: json, coding: 'identity', source },
  { title: 'a coding that is none', args: given('UTF-8'), sent: json, coding: 'UTF-8', source: 'the document decides' },
  { title: 'one of several that is unknown', args: given('gzip, aws-chunked'), sent: json, coding: 'gzip, aws-chunked', source: 'the document decides' },
  { title: 'a header of every request', args: { body: { id: 1 } }, headers: { 'Content-Encoding': 'gzip' }, sent: zlib.gzipSync(json), coding: 'gzip', source },
  { title: 'bytes', body: bytes, args: { 'content-encoding': 'gzip', body: 'aGVsbG8=' }, sent: zipped, coding: 'gzip', source },
  { title: 'bytes that the caller has encoded', body: bytes, args: { 'content-encoding': 'gzip', body: zipped.toString('base64') }, sent: zipped, coding: 'gzip', source },
  { title: 'bytes that the caller has deflated', body: bytes, args: { 'content-encoding': 'deflate', body: zlib.deflateSync('hello').toString('base64') }, sent: zlib.deflateSync('hello'), coding: 'deflate', source },
  { title: 'text beyond ASCII', body: { schema: open }, args: { 'content-encoding': 'gzip', body: { a: 'é' } }, sent: zlib.gzipSync('{"a":"é"}'), coding: 'gzip', source },
  { title: 'no body', args: { 'content-encoding': 'gzip' }, sent: '', coding: 'gzip', source },
  { title: 'no coding', args: { body: { id: 1 } }, sent: json, source },
];

async function send(row: CodingRow, url: string): Promise<void> {
  const document = documentOf({ method: 'post', parameters: [coding], body: row.body ?? object });
  await using api = await openApi(document, { request: { baseUrl: url, headers: row.headers ?? {} } });
  expect((await api.call(tool, row.args)).isError).not.toBe(true);
}

describe('a body with Content-Encoding', () => {
  it.each(titled(rows))('%s', async (_, row) => {
    await using upstream = await startUpstream();
    await send(row, upstream.url);
    const [request] = upstream.requests as [RecordedRequest];
    expect(request.header('content-encoding')).toBe(row.coding);
    expect(request.body).toEqual(Buffer.from(row.sent));
    expect(request.header('content-length')).toBe(String(request.body.length));
  });

  it('is decoded by the mock, which refuses one that has another coding', async () => {
    const document = documentOf({
      method: 'post',
      parameters: [coding],
      body: { ...object, required: true },
    });
    await using mock = await createMock(await loadDocument(document));
    await send({ title: '', source, args: given('gzip'), sent: '' }, mock.url);
    const post = async (body: Buffer<ArrayBuffer>): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      return (await fetch(`${mock.url}/things`, { method: 'POST', headers, body })).status;
    };
    expect(await post(zlib.gzipSync(json))).toBe(200);
    expect(await post(zlib.gzipSync('{"id":"x"}'))).toBe(400);
    expect(await post(Buffer.concat([zlib.gzipSync(json).subarray(0, 12), Buffer.from('xxxx')]))).toBe(400);
  });
});
