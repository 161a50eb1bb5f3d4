import { expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

async function respond(mediaType: string, media: JsonObject): Promise<[type: string | null, body: string]> {
  const document = {
    openapi: '3.2.0',
    info: { title: 'Sample', version: '1' },
    paths: { '/a': { get: { responses: { '200': { description: '', content: { [mediaType]: media } } } } } },
  };
  await using mock = await createMock(await loadDocument(document));
  const response = await fetch(`${mock.url}/a`);
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return [response.headers.get('content-type'), body];
}

const list = (example: Json[]): JsonObject => ({ schema: { type: 'array', items: {} }, example });

it.each<[title: string, mediaType: string, media: JsonObject, body: string]>([
  ['each item', 'text/event-stream', list([{ a: 1 }, 'b', 2]), 'data: {"a":1}\n\ndata: b\n\ndata: 2\n\n'],
  ['a single value', 'text/event-stream', { example: { a: 1 } }, 'data: {"a":1}\n\n'],
  ['lines', 'text/event-stream', list(['a\nb\r\nc']), 'data: a\ndata: b\ndata: c\n\n'],
  [
    'the fields of an event',
    'text/event-stream',
    list([{ data: 'a', event: 'add', id: '1' }, { data: { b: 2 } }]),
    'event: add\nid: 1\ndata: a\n\ndata: {"b":2}\n\n',
  ],
  ['other fields', 'text/event-stream', list([{ data: 1, more: 2 }]), 'data: {"data":1,"more":2}\n\n'],
  ['text that is a stream', 'text/event-stream', { example: 'data: x\n\n' }, 'data: x\n\n'],
  ['no item', 'text/event-stream', list([]), ''],
  ['each item', 'application/json-seq', list([{ a: 1 }, 2]), '\u001e{"a":1}\n\u001e2\n'],
  ['each item', 'application/geo+json-seq', list([1]), '\u001e1\n'],
  [
    'each item of a property',
    'application/x-www-form-urlencoded',
    { example: { a: 'x y', b: [44, 46], c: { d: 1 }, e: [] } },
    'a=x+y&b=44&b=46&c=%7B%22d%22%3A1%7D',
  ],
  ['each item', 'application/jsonl', list([{ a: 1 }, 2]), '{"a":1}\n2\n'],
])('writes %s as %s', async (_, mediaType, media, body) => {
  expect(await respond(mediaType, media)).toEqual([mediaType, body]);
});

it.each<[title: string, mediaType: string, media: JsonObject, type: string, body: string]>([
  [
    'properties',
    'multipart/form-data',
    { example: { name: 'Ann', tags: ['a', 'b'], pet: { id: 1 } } },
    'multipart/form-data; boundary=mock-boundary-1',
    part('name', 'text/plain', 'Ann') +
      part('tags', 'text/plain', 'a') +
      part('tags', 'text/plain', 'b') +
      part('pet', 'application/json', '{"id":1}'),
  ],
  [
    'declared types',
    'multipart/form-data; boundary=mine',
    {
      schema: { type: 'object', properties: { rows: { type: 'array', items: {} } } },
      example: { row: { a: 1 }, 'na"me': 1 },
      encoding: { row: { contentType: 'application/vnd.a+json, text/xml' } },
    },
    'multipart/form-data; boundary=mock-boundary-1',
    part('row', 'application/vnd.a+json', '{"a":1}') + part('na%22me', 'text/plain', '1'),
  ],
  [
    'items',
    'multipart/mixed',
    list([{ a: 1 }, 'text']),
    'multipart/mixed; boundary=mock-boundary-1',
    part(undefined, 'application/json', '{"a":1}') + part(undefined, 'text/plain', 'text'),
  ],
  [
    'a boundary that is in a part',
    'multipart/*',
    list(['mock-boundary-1']),
    'multipart/mixed; boundary=mock-boundary-2',
    part(undefined, 'text/plain', 'mock-boundary-1').replace('--mock-boundary-1', '--mock-boundary-2'),
  ],
])('writes %s as %s', async (_, mediaType, media, type, body) => {
  const boundary = type.split('=')[1];
  expect(await respond(mediaType, media)).toEqual([type, `${body}--${boundary}--\r\n`]);
});

function part(name: string | undefined, mediaType: string, data = ''): string {
  const disposition = name === undefined ? '' : `Content-Disposition: form-data; name="${name}"\r\n`;
  return `--mock-boundary-1\r\n${disposition}Content-Type: ${mediaType}\r\n\r\n${data}\r\n`;
}

it('writes an image in a part', async () => {
  const [type, body] = await respond('multipart/form-data', {
    schema: {
      type: 'object',
      required: ['photo'],
      properties: { photo: { type: 'string', format: 'binary' } },
    },
    encoding: { photo: { contentType: 'image/png' } },
  });
  expect(type).toBe('multipart/form-data; boundary=mock-boundary-1');
  expect(body).toContain('name="photo"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n');
});
