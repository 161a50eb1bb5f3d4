import { describe, expect, it } from 'vitest';
import { readResponse } from '../../../src/runtime/response/read-response.ts';

/** The kind and media type of a response, and its text or bytes. */
function read(contentType: string | undefined, body: string | Uint8Array): string[] {
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const answer = readResponse({ headers, body: Buffer.from(body) });
  if (answer.kind === 'empty') return ['empty'];
  return [
    answer.kind,
    answer.mediaType,
    answer.kind === 'bytes' ? answer.data.toString('latin1') : answer.text,
  ];
}

const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

describe('a response is', () => {
  it.each<[title: string, type: string | undefined, body: string | Uint8Array, answer: string[]]>([
    ['empty', 'application/json', '', ['empty']],
    ['JSON', 'application/json', '{"a":1}', ['json', 'application/json', '{"a":1}']],
    [
      'JSON by its suffix',
      'Application/Problem+JSON; charset=utf-8',
      '{}',
      ['json', 'application/problem+json', '{}'],
    ],
    ['JSON that is broken, as text', 'application/json', '{"a":', ['text', 'application/json', '{"a":']],
    ['JSON without a type', undefined, '[1]', ['json', 'application/json', '[1]']],
    ['text without a type', undefined, 'hello', ['text', 'text/plain', 'hello']],
    ['text', 'text/csv', 'a,b', ['text', 'text/csv', 'a,b']],
    [
      'text in another charset',
      'text/plain; charset=iso-8859-1',
      Buffer.from([0xe9]),
      ['text', 'text/plain', 'é'],
    ],
    ['XML', 'application/xml', '<a/>', ['text', 'application/xml', '<a/>']],
    ['an image', 'image/png', png, ['bytes', 'image/png', png.toString('latin1')]],
    ['an image without a type', undefined, png, ['bytes', 'image/png', png.toString('latin1')]],
    [
      'bytes',
      'application/octet-stream',
      Buffer.from([0, 255]),
      ['bytes', 'application/octet-stream', '\0\xff'],
    ],
    [
      'bytes without a type',
      undefined,
      Buffer.from([0, 255]),
      ['bytes', 'application/octet-stream', '\0\xff'],
    ],
  ])('%s', (_, type, body, answer) => {
    expect(read(type, body)).toEqual(answer);
  });
});
