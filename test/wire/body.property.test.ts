import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, textOf, type OpenApi } from '../support/call.ts';
import { documentOf, tool, type BodySource } from '../support/document.ts';
import { startUpstream, type RecordedRequest, type Upstream } from '../support/upstream.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import { open } from './rows.ts';

/** The decoders of Node.js must read the arguments back from the request. */

let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream();
});

afterAll(() => upstream.close());

async function withApi(body: BodySource, task: (send: Send) => Promise<void>): Promise<void> {
  await using api = await openApi(documentOf({ method: 'post', body }), {
    request: { baseUrl: upstream.url },
  });
  await task((args) => send(api, args));
}

type Send = (args: JsonObject) => Promise<RecordedRequest>;

async function send(api: OpenApi, args: JsonObject): Promise<RecordedRequest> {
  const count = upstream.requests.length;
  const result = await api.call(tool, args);
  const [request, another] = upstream.requests.slice(count);
  if (result.isError || request === undefined || another !== undefined) throw new Error(textOf(result));
  // No value may leave the body.
  expect(request.method).toBe('POST');
  expect(request.target).toBe('/things');
  expect(request.headers.map(([name]) => name.toLowerCase()).toSorted()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ]);
  return request;
}

async function formDataOf(request: RecordedRequest): Promise<FormData> {
  const headers = { 'content-type': request.header('content-type') ?? '' };
  return new Response(new Uint8Array(request.body), { headers }).formData();
}

const characters = fc.string({ unit: 'binary', maxLength: 20 });
/** Decoders unescape these sequences, and remove a byte order mark. */
const names = characters.filter((name) => !/%(22|0A|0D)/i.test(name) && !name.startsWith('\uFEFF'));
const values = characters.filter((value) => !value.startsWith('\uFEFF'));
/** Control characters in the header of a part arrive percent-encoded. */
const plainNames = names.map((name) => name.replace(/\p{Cc}|\\+$/gu, ''));
const bytes = fc.uint8Array({ maxLength: 200 });

it('a form: URLSearchParams reads the argument back', () =>
  withApi({ mediaType: 'application/x-www-form-urlencoded', schema: open }, (send_) =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(characters, fc.oneof(characters, fc.array(characters))),
        async (fields) => {
          const request = await send_({ body: fields });
          const given = Object.entries(fields).flatMap(([name, value]) =>
            [value].flat().map((item) => [name, item]),
          );
          expect([...new URLSearchParams(request.body.toString('utf8'))]).toEqual(given);
        },
      ),
    ),
  ));

it('a multipart form: Response#formData reads the argument back', () =>
  withApi({ mediaType: 'multipart/form-data', schema: open }, (send_) =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(plainNames, fc.oneof(values, fc.array(values)), { minKeys: 1 }),
        async (fields) => {
          const given = Object.entries(fields).flatMap(([name, value]) =>
            [value].flat().map((item) => [name, item]),
          );
          // undici refuses a form without parts.
          if (given.length === 0) return;
          const form = await formDataOf(await send_({ body: fields }));
          expect([...form]).toEqual(given);
        },
      ),
    ),
  ));

it('a file: Response#formData reads its bytes, name and type', () => {
  const file = { type: 'string', format: 'binary' };
  const body = {
    mediaType: 'multipart/form-data',
    schema: { type: 'object', properties: { file, note: { type: 'string' } } },
  };
  return withApi(body, (send_) =>
    fc.assert(
      fc.asyncProperty(bytes, plainNames, values, async (data, filename, note) => {
        const encoded = Buffer.from(data).toString('base64');
        const url = `data:image/png;name=${encodeURIComponent(filename)};base64,${encoded}`;
        const form = await formDataOf(await send_({ body: { file: url, note } }));
        const sent = form.get('file');
        if (!(sent instanceof File)) throw new Error('no file arrived');
        expect(Buffer.from(await sent.arrayBuffer()).equals(data)).toBe(true);
        expect(sent.name).toBe(filename === '' ? 'file.png' : filename);
        expect(sent.type).toBe('image/png');
        expect(form.get('note')).toBe(note);
      }),
    ),
  );
});

it('bytes: they arrive in every notation', () =>
  withApi({ mediaType: 'application/octet-stream' }, (send_) =>
    fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom<(data: Buffer) => string>(
          (data) => data.toString('base64'),
          (data) => data.toString('base64').replaceAll('=', ''),
          (data) => data.toString('base64url'),
          (data) => data.toString('base64').replace(/.{8}/g, '$&\r\n'),
          (data) => `data:;base64,${data.toString('base64')}`,
          (data) => `data:,${[...data].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
        ),
        async (data, write) => {
          const request = await send_({ body: write(Buffer.from(data)) });
          expect(request.body.equals(data)).toBe(true);
        },
      ),
    ),
  ));

it('JSON: JSON.parse reads the argument back', () =>
  withApi({}, (send_) =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const request = await send_({ body: value as Json });
        expect(request.body.toString('utf8')).toBe(JSON.stringify(value));
      }),
    ),
  ));

it('JSON: an integer of any length retains its digits', () => {
  const schema = {
    type: 'object',
    properties: { id: { type: 'integer' }, ids: { type: 'array', items: { type: 'integer' } } },
  };
  return withApi({ schema }, (send_) =>
    fc.assert(
      fc.asyncProperty(fc.bigInt(), fc.array(fc.bigInt()), async (id, ids) => {
        const request = await send_({ body: { id: String(id), ids: ids.map(String) } });
        expect(request.body.toString('utf8')).toBe(`{"id":${id},"ids":[${ids.join(',')}]}`);
      }),
    ),
  );
});

it('coercion changes no valid value', () => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: 'string' },
      number: { type: 'number' },
      flag: { type: 'boolean' },
      list: { type: 'array', items: { type: ['string', 'integer', 'null'] } },
      either: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }] },
    },
    additionalProperties: true,
  };
  const looksLike = fc.constantFrom(
    '1',
    'true',
    'null',
    '{"a":1}',
    '["x"]',
    '9007199254740993',
    'data:,x',
    'file:///a',
  );
  const text = fc.oneof(characters, looksLike);
  const lawful = fc.record(
    {
      text,
      number: fc.double({ noNaN: true, noDefaultInfinity: true }),
      flag: fc.boolean(),
      list: fc.array(fc.oneof(text, fc.maxSafeInteger(), fc.constant(null))),
      either: fc.oneof(text, fc.dictionary(characters, text)),
      other: fc.oneof(text, fc.array(text)),
    },
    { requiredKeys: [] },
  );
  return withApi({ schema }, (send_) =>
    fc.assert(
      fc.asyncProperty(lawful, async (value) => {
        const request = await send_({ body: value });
        expect(request.body.toString('utf8')).toBe(JSON.stringify(value));
      }),
    ),
  );
});
