import zlib from 'node:zlib';
import { blob, latin1 } from './result-row.ts';
import type { ResultRow } from './result-row.ts';
import type { Answer } from '../support/upstream.ts';

const text = '{"id":1,"name":"é"}';
const value = { id: 1, name: 'é' };

function coded(coding: string | string[], body: Uint8Array, type = 'application/json'): Answer {
  return { headers: { 'content-type': type, 'content-encoding': coding }, body };
}

function json(title: string, coding: string | string[], body: Uint8Array): ResultRow {
  return { title, answer: coded(coding, body), content: [text], structured: value };
}

const zstd = latin1('(\xb5/\xfd\x00\x01');
const lines = Array.from({ length: 200 }, (_, index) => `line ${index * 7919}`).join('\n');
const cutLines = zlib
  .gunzipSync(zlib.gzipSync(lines).subarray(0, -12), { finishFlush: zlib.constants.Z_SYNC_FLUSH })
  .toString();
const gzip = zlib.gzipSync(text);
const broken =
  'The API responded with 200 OK, but the connection closed before the response was complete.\nIt is safe to try again';

// prettier-ignore
export const codingRows: ResultRow[] = [
  json('gzip', 'gzip', gzip),
  json('GZIP in capitals', 'GZIP', gzip),
  json('x-gzip', 'x-gzip', gzip),
  json('gzip in two members', 'gzip', Buffer.concat([zlib.gzipSync(text.slice(0, 5)), zlib.gzipSync(text.slice(5))])),
  json('deflate', 'deflate', zlib.deflateSync(text)),
  json('deflate without the header of zlib', 'deflate', zlib.deflateRawSync(text)),
  json('brotli', 'br', zlib.brotliCompressSync(text)),
  json('identity', 'identity', Buffer.from(text)),
  json('two codings in one header', 'deflate, gzip', zlib.gzipSync(zlib.deflateSync(text))),
  json('two codings in two headers', ['br', 'gzip'], zlib.gzipSync(zlib.brotliCompressSync(text))),
  json('a charset where the coding belongs', 'utf-8', Buffer.from(text)),
  { title: 'gzip of nothing', answer: coded('gzip', zlib.gzipSync('')), content: ['200 OK: no content'] },
  { title: 'gzip declared, but no body', answer: { headers: { 'content-encoding': 'gzip' }, status: 204 }, content: ['204 No Content: no content'], meta: { status: 204 } },
  { title: 'gzip of a response to HEAD', method: 'head', answer: coded('gzip', Buffer.alloc(0)), content: ['200 OK: no content\ncontent-type: application/json\ncontent-encoding: gzip'] },
  { title: 'gzip of an event stream', answer: coded('gzip', zlib.gzipSync('data: 1\n\n'), 'text/event-stream'), content: ['data: 1\n\n'] },
  { title: 'an unknown coding', answer: coded('compress', latin1('\x1f\x9d\x90\xff')), content: [blob('application/octet-stream', latin1('\x1f\x9d\x90\xff'))] },
  json('what is no gzip', 'gzip', Buffer.from(text)),
  json('what is gzip but once of two', 'gzip, gzip', gzip),
  { title: 'gzip with an invalid second half', answer: coded('gzip', Buffer.concat([zlib.gzipSync(text), Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255])]), 'text/plain'), isError: true, content: [`${broken}; the received part of the response follows.`, text] },
  { title: 'truncated gzip', answer: { ...coded('gzip', zlib.gzipSync(lines).subarray(0, -12), 'text/plain'), ending: 'cut' }, isError: true, content: [`${broken}; the received part of the response follows.`, cutLines] },
  { title: 'gzip without its check', answer: coded('gzip', gzip.subarray(0, -8)), content: [text], structured: value },
  { title: 'invalid brotli', answer: coded('br', Buffer.concat([zlib.brotliCompressSync(text).subarray(0, -1), Buffer.from([255, 255, 255])]), 'text/plain'), isError: true, content: [`${broken}; the received part of the response follows.`, text] },
  { title: 'a body that is not deflate', answer: coded('deflate', Buffer.from([0x78, 0xff, 1, 2, 3])), isError: true, content: [`${broken}.`] },
  ...('zstdCompressSync' in zlib
    ? [json('zstd', 'zstd', (zlib.zstdCompressSync as (body: string) => Buffer)(text))]
    : [{ title: 'zstd, which this version of Node.js cannot decode', answer: coded('zstd', zstd), content: [blob('application/octet-stream', zstd)] }]),
];

function inCharset(title: string, type: string, body: Uint8Array, content: string): ResultRow {
  return { title, answer: { headers: { 'content-type': type }, body }, content: [content] };
}

const utf16be = Buffer.from('\ufeffé', 'utf16le').swap16();

// prettier-ignore
export const charsetRows: ResultRow[] = [
  inCharset('ISO-8859-1', 'text/plain; charset=ISO-8859-1', latin1('caf\xe9'), 'café'),
  inCharset('a quoted charset', 'text/plain; charset="iso-8859-1"', latin1('caf\xe9'), 'café'),
  inCharset('windows-1252', 'text/csv;charset=windows-1252', latin1('\x80 1'), '€ 1'),
  inCharset('UTF-16 with a byte order mark', 'text/plain; charset=utf-16', Buffer.from('\ufeffé', 'utf16le'), 'é'),
  inCharset('big-endian UTF-16 with a byte order mark', 'text/plain; charset=utf-16', utf16be, 'é'),
  inCharset('UTF-16LE', 'text/plain; charset=utf-16le', Buffer.from('hé', 'utf16le'), 'hé'),
  inCharset('the byte order mark wins', 'text/plain; charset=iso-8859-1', Buffer.from('\ufeffé'), 'é'),
  inCharset('Shift_JIS', 'text/html; charset=Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本'),
  inCharset('EUC-KR', 'text/plain; charset=euc-kr', Buffer.from([0xc7, 0xd1]), '한'),
  inCharset('GB18030', 'text/plain; charset=gb18030', Buffer.from([0xd6, 0xd0]), '中'),
  inCharset('an unknown charset of ASCII', 'text/plain; charset=klingon', Buffer.from('plain'), 'plain'),
  { title: 'an unknown charset with bytes that are not UTF-8', answer: { headers: { 'content-type': 'text/plain; charset=klingon' }, body: latin1('\xe9\xff') }, content: [blob('text/plain', latin1('\xe9\xff'))] },
  inCharset('no charset, bytes of windows-1252', 'text/plain', latin1('caf\xe9 \x80'), 'café €'),
  inCharset('UTF-8 with one broken byte', 'text/plain; charset=utf-8', Buffer.concat([Buffer.from('né'), latin1('\xff')]), 'né\ufffd'),
  inCharset('the charset that XML declares', 'application/xml', latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>'), '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'),
  inCharset('the charset that HTML declares', 'text/html', Buffer.concat([Buffer.from('<meta charset="shift_jis">'), Buffer.from([0x93, 0xfa])]), '<meta charset="shift_jis">日'),
];
