import type { BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { BodyRow, RefusedBodyRow } from './body.ts';
import { open, text } from './rows.ts';

const octets = 'application/octet-stream';
const png = 'iVBORw0KGgo=';
const pngBytes = Buffer.from(png, 'base64');
const binary = { type: 'string', format: 'binary' };
const raw = 'OpenAPI 3.1.1 §4.4.2 (raw binary), §4.8.14.2';
const encoded =
  'OpenAPI 3.1.0 §4.8.14.3 (“the payload is transferred as text”), 3.1.1 §4.4.2 (encoded binary)';
const old = 'OpenAPI 3.0.4 §4.4.2, §4.7.13.2';
const dataUrl = 'RFC 2397, design: Arguments';

function row(
  title: string,
  mediaType: string,
  schema: Json | undefined,
  value: string,
  bytes: string | Buffer,
  source: string,
  rest: Partial<BodyRow> = {},
): BodyRow {
  // A Media Type Object without a schema is not one whose schema is empty.
  const body: BodySource =
    schema === undefined ? { mediaType, content: { [mediaType]: {} } } : { mediaType, schema };
  return { title, body, value, bytes, source, ...rest };
}

/** Returns a body of text or of octets, as Docker's engine declares an image. */
function either(
  title: string,
  value: string,
  contentType: string,
  bytes: string | Buffer,
  rest: Partial<BodyRow> = {},
): BodyRow {
  const body = { mediaType: octets, content: { 'text/plain': { schema: text }, [octets]: { schema: text } } };
  return { title, body, value, bytes, source: dataUrl, contentType, ...rest };
}

// prettier-ignore
export const bytesRows: BodyRow[] = [
  row('octet-stream without a schema', octets, undefined, png, pngBytes, raw),
  row('octet-stream, schema without a type', octets, {}, png, pngBytes, raw),
  row('octet-stream, format binary', octets, binary, png, pngBytes, old, { openapi: '3.0.3' }),
  row('octet-stream, contentMediaType', octets, { contentMediaType: octets }, png, pngBytes, raw),
  row('octet-stream, only a string', octets, text, png, pngBytes, 'practice: bytes cannot be given otherwise'),
  row('octet-stream, limits of length are of the bytes', octets, { ...binary, maxLength: 8 }, png, pngBytes, 'OpenAPI 3.2.0 §4.14.3.2'),
  row('PNG', 'image/png', undefined, png, pngBytes, raw),
  row('JPEG', 'image/jpeg', binary, '/9j/', Buffer.from('/9j/', 'base64'), old),
  row('audio', 'audio/mpeg', binary, 'SUQz', 'ID3', old),
  row('video', 'video/mp4', undefined, png, pngBytes, raw),
  row('PDF', 'application/pdf', binary, 'JVBERi0=', '%PDF-', old),
  row('ZIP', 'application/zip', binary, 'UEsDBA==', 'PK\x03\x04', old),
  row('gzip', 'application/gzip', undefined, png, pngBytes, raw),
  row('Office document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', binary, 'UEsDBA==', 'PK\x03\x04', old),
  row('protobuf', 'application/x-protobuf', binary, 'CAE=', Buffer.from([8, 1]), old),
  row('CBOR', 'application/cbor', undefined, 'oA==', Buffer.from([0xa0]), raw),
  row('+zip', 'application/epub+zip', undefined, 'UEs=', 'PK', 'RFC 6839 §3.6'),
  row('a type nobody knows, format binary', 'application/vnd.acme.blob', binary, png, pngBytes, old),
  row('a type nobody knows, no schema', 'application/vnd.acme.blob', undefined, png, pngBytes, raw),
  row('CSV as a file', 'text/csv', binary, 'YSxiCjEsMgo=', 'a,b\n1,2\n', old),
  row('CSV as a file, given as text', 'text/csv', binary, 'a,b\n1,2\n', 'a,b\n1,2\n', 'design: Arguments'),
  row('XML as a file, given as text', 'application/xml', binary, '<a/>', '<a/>', 'design: Arguments'),
  row('every byte', octets, undefined, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), raw),
  row('no bytes', octets, undefined, '', '', 'RFC 4648 §10'),
  row('base64 without padding', octets, undefined, 'iVBORw0KGgo', pngBytes, 'RFC 4648 §3.2'),
  row('base64 in lines', octets, undefined, 'iVBORw0K\r\nGgo=\r\n', pngBytes, 'RFC 2045 §6.8'),
  row('base64url', octets, undefined, '-_-_', Buffer.from([0xfb, 0xff, 0xbf]), 'RFC 4648 §5'),
  row('the media type’s parameters stay', 'image/png; v=1', undefined, png, pngBytes, 'OpenAPI 3.1.1 §4.8.13 content'),

  row('contentEncoding base64: text', 'image/png', { type: 'string', contentMediaType: 'image/png', contentEncoding: 'base64' }, png, png, encoded),
  row('contentEncoding base64url: text', octets, { type: 'string', contentEncoding: 'base64url' }, 'AP8_', 'AP8_', encoded),
  row('format byte: text', 'image/jpeg', { type: 'string', format: 'byte' }, png, png, 'OpenAPI 3.0.4 §4.4.2 (base64-encoded characters)', { openapi: '3.0.3' }),
  row('format byte under octet-stream: octets', octets, { type: 'string', format: 'byte' }, png, pngBytes, 'practice: what takes octets means them (Xero)', { openapi: '3.0.3' }),
  row('format byte under text: the text', 'text/plain', { type: 'string', format: 'byte' }, 'mem,host=a value=1', 'mem,host=a value=1', 'practice: line protocols (InfluxDB)', { openapi: '3.0.3' }),
  row('format base64 under a token: the token', 'application/jwt', { type: 'string', format: 'base64' }, 'a.b-_.c', 'a.b-_.c', 'RFC 7519 §3', { openapi: '3.0.3' }),
  row('contentEncoding base64 from a data: URL', octets, { type: 'string', contentEncoding: 'base64' }, 'data:text/plain,hi', 'aGk=', dataUrl),

  row('data: URL', octets, undefined, `data:image/png;base64,${png}`, pngBytes, dataUrl),
  row('data: URL, percent-encoded', octets, undefined, 'data:,%89PNG%0d%0A%1A%0A', pngBytes, dataUrl),
  row('data: URL in capitals, with a name', octets, undefined, `DATA:image/png;name=a.png;BASE64,${png}`, pngBytes, dataUrl),
  row('data: URL, base64 percent-encoded', octets, undefined, 'data:image/png;base64,iVBORw0KGgo%3D', pngBytes, dataUrl),
  row('data: URL does not change a type that is declared', 'image/png', undefined, `data:image/gif;base64,${png}`, pngBytes, 'OpenAPI 3.1.1 §4.8.13 content'),

  row('image/*: the type of the data: URL', 'image/*', undefined, `data:image/webp;base64,${png}`, pngBytes, 'OpenAPI 3.1.1 §4.8.13 content (media type range)', { contentType: 'image/webp' }),
  row('image/*: octets where nobody says', 'image/*', binary, png, pngBytes, 'RFC 9110 §8.3 (a range is no type)', { contentType: octets }),
  row('*/*, format binary', '*/*', binary, png, pngBytes, old, { contentType: octets }),
  row('*/*, format binary, the type of the data: URL', '*/*', binary, `data:application/pdf;base64,${png}`, pngBytes, dataUrl, { contentType: 'application/pdf' }),
  row('a type nobody knows, a string: a data: URL', 'application/vnd.acme.blob', text, `data:application/vnd.acme.blob;base64,${png}`, pngBytes, dataUrl),
  row('a type nobody knows, a string: text', 'application/vnd.acme.blob', text, 'aGk=', 'aGk=', 'practice: the document says text'),
  row('text, a data: URL of its type', 'text/csv', text, 'data:text/csv;base64,YSxi', 'a,b', dataUrl),
  row('text, a data: URL of another type', 'text/csv', text, 'data:image/png;base64,AA==', 'data:image/png;base64,AA==', 'the text may be any URL'),
  either('text before octets: a data: URL of any type', `data:application/x-tar;base64,${png}`, octets, pngBytes),
  either('text before octets: a data: URL of text', 'data:text/plain;base64,aGk=', 'text/plain', 'hi'),
  either('text before octets: text', 'hello', 'text/plain', 'hello'),
  either('text before octets: the caller’s choice', 'aGk=', octets, 'hi', { args: { bodyContentType: octets } }),
  row('Swagger 2.0 type file in a body of bytes', octets, { type: 'file' }, png, pngBytes, 'Swagger 2.0, Schema of a file', { openapi: '3.0.3' }),
];

// prettier-ignore
export const refusedBytesRows: RefusedBodyRow[] = [
  { title: 'no base64', body: { mediaType: octets }, value: 'hello world!', names: 'body: must be base64 or a data: URL, but character 12 is "!"', source: 'RFC 4648 §3.3' },
  { title: 'base64 with padding within', body: { mediaType: 'image/png' }, value: 'iVBO==iV', names: 'body: must be base64 or a data: URL, but it has padding in the middle', source: 'RFC 4648 §3.3' },
  { title: 'truncated base64', body: { mediaType: 'image/png' }, value: 'iVBOR', names: 'body: must be base64 or a data: URL, but it has 5 characters', source: 'RFC 4648 §3.3' },
  { title: 'a number', body: { mediaType: octets, schema: binary }, value: 5, names: 'body: must be string', source: 'design: Arguments' },
  { title: 'a file: URL', body: { mediaType: octets }, value: 'file:///etc/passwd', names: 'this server reads no files', source: 'design: Arguments' },
];

const fileNotation = 'a file as a data: URL (data:image/png;name=photo.png;base64,…).';

/** The schema of an argument that stands for bytes, in each dialect. */
export const argumentRows: { title: string; body: BodySource; openapi?: string; schema: JsonObject }[] = [
  {
    title: 'format binary',
    body: { mediaType: octets, schema: { type: 'string', format: 'binary', description: 'A picture.' } },
    openapi: '3.0.3',
    schema: { type: 'string', contentMediaType: octets, description: described('A picture. ') },
  },
  {
    title: 'contentMediaType',
    body: { mediaType: 'image/png', schema: { type: 'string', contentMediaType: 'image/png', maxLength: 5 } },
    schema: { type: 'string', contentMediaType: 'image/png', description: described() },
  },
  {
    title: 'contentEncoding',
    body: { mediaType: octets, schema: { type: 'string', contentEncoding: 'base64' } },
    schema: {
      type: 'string',
      contentEncoding: 'base64',
      description: 'Bytes, as base64 or as a data: URL.',
    },
  },
  {
    title: 'format byte',
    body: { mediaType: 'image/png', schema: { type: 'string', format: 'byte' } },
    openapi: '3.0.3',
    schema: {
      type: 'string',
      contentEncoding: 'base64',
      description: 'Bytes, as base64 or as a data: URL.',
    },
  },
  { title: 'no bytes', body: { mediaType: octets }, schema: { description: described() } },
  {
    title: 'a multipart form without a schema',
    body: { mediaType: 'multipart/form-data', content: { 'multipart/form-data': {} } },
    schema: { type: 'object', description: `An object, one property a part; ${fileNotation}` },
  },
  {
    title: 'a multipart form of any object',
    body: { mediaType: 'multipart/form-data', schema: { type: 'object', description: 'The upload.' } },
    schema: { type: 'object', description: `The upload. An object, one property a part; ${fileNotation}` },
  },
  {
    title: 'another multipart body without a schema',
    body: { mediaType: 'multipart/mixed', content: { 'multipart/mixed': {} } },
    schema: { description: `The parts as a list, or as an object by their names; ${fileNotation}` },
  },
  {
    title: 'a media type as format',
    body: {
      mediaType: 'multipart/form-data',
      schema: { type: 'object', properties: { file: { type: 'string', format: 'text/csv' } } },
    },
    schema: {
      type: 'object',
      properties: {
        file: {
          type: 'string',
          description:
            'A file: its text, or its bytes as base64 or as a data: URL (data:text/plain;name=notes.txt;base64,…).',
        },
      },
    },
  },
  {
    title: 'a file of a multipart form with a description that is no sentence',
    body: {
      mediaType: 'multipart/form-data',
      schema: {
        type: 'object',
        properties: {
          a: { type: 'string', format: 'text/csv', description: 'The file (CSV)' },
          b: { type: 'string', format: 'text/csv', description: 'The file!' },
        },
      },
    },
    schema: {
      type: 'object',
      properties: {
        a: {
          type: 'string',
          description:
            'The file (CSV). A file: its text, or its bytes as base64 or as a data: URL (data:text/plain;name=notes.txt;base64,…).',
        },
        b: {
          type: 'string',
          description:
            'The file! A file: its text, or its bytes as base64 or as a data: URL (data:text/plain;name=notes.txt;base64,…).',
        },
      },
    },
  },
  {
    title: 'binary in JSON is text',
    body: { schema: { type: 'object', properties: { a: { type: 'string', format: 'binary' } } } },
    schema: { type: 'object', properties: { a: { type: 'string' } } },
  },
  {
    title: 'a part of a multipart form',
    body: {
      mediaType: 'multipart/form-data',
      schema: { type: 'object', properties: { meta: open, file: binary }, required: ['file'] },
    },
    schema: {
      type: 'object',
      properties: { meta: open, file: { type: 'string', description: described() } },
      required: ['file'],
    },
  },
];

function described(before = ''): string {
  return `${before}Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).`;
}
