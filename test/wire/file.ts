import type { BodySource } from '../support/document.ts';
import type { Json } from '../../src/json/value.ts';
import type { Row } from './rows.ts';

/** A `file:` URL that is read. `URL` stands for the URL of the folder. */
export interface FileRow extends Row {
  body: BodySource;
  value: Json;
  contentType: string;
  data: string;
}

/** A `file:` URL that becomes a part. */
export interface FilePartRow extends FileRow {
  filename: string;
}

/** A `file:` URL that is refused. */
export interface RefusedFileRow extends Row {
  url: string;
  names: string;
}

const design = 'design: Arguments (--allow-files)';
const binary = { type: 'string', format: 'binary' };
const form = (schema: Json, encoding?: Json): BodySource => ({
  mediaType: 'multipart/form-data',
  schema: { type: 'object', properties: { file: schema } },
  ...(encoding !== undefined && { media: { encoding: { file: encoding } } }),
});
const octets = { mediaType: 'application/octet-stream' };

// prettier-ignore
export const fileBodyRows: FileRow[] = [
  { title: 'as a body', body: octets, value: 'URL/cat.png', contentType: 'application/octet-stream', data: 'a cat', source: design },
  { title: 'as a body of any image type', body: { mediaType: 'image/*' }, value: 'URL/cat.png', contentType: 'image/png', data: 'a cat', source: design },
  { title: 'dots that stay within', body: octets, value: 'URL/deep/../cat.png', contentType: 'application/octet-stream', data: 'a cat', source: design },
  { title: 'a link that stays within', body: octets, value: 'URL/inside.png', contentType: 'application/octet-stream', data: 'a cat', source: design },
  { title: 'beside a data: URL', body: octets, value: 'data:,hi', contentType: 'application/octet-stream', data: 'hi', source: design },
  { title: 'as text of its type', body: { mediaType: 'text/csv', schema: { type: 'string' } }, value: 'URL/deep/a.csv', contentType: 'text/csv', data: 'a,b', source: design },
  { title: 'as octets beside text', body: { mediaType: 'text/plain', content: { 'text/plain': {}, 'application/octet-stream': {} } }, value: 'URL/cat.png', contentType: 'application/octet-stream', data: 'a cat', source: design },
  { title: 'beside base64', body: octets, value: 'aGk=', contentType: 'application/octet-stream', data: 'hi', source: design },
];

// prettier-ignore
export const filePartRows: FilePartRow[] = [
  { title: 'as a part', body: form(binary), value: { file: 'URL/cat.png' }, filename: 'cat.png', contentType: 'image/png', data: 'a cat', source: design },
  { title: 'in a list', body: form({ type: 'array', items: binary }), value: { file: ['URL/cat.png'] }, filename: 'cat.png', contentType: 'image/png', data: 'a cat', source: design },
  { title: 'a type that is declared wins', body: form(binary, { contentType: 'image/jpeg' }), value: { file: 'URL/cat.png' }, filename: 'cat.png', contentType: 'image/jpeg', data: 'a cat', source: 'OpenAPI 3.1.1 §4.8.15.1 contentType' },
  { title: 'an unknown extension', body: form(binary), value: { file: 'URL/deep/a.xyz' }, filename: 'a.xyz', contentType: 'application/octet-stream', data: 'deep', source: design },
  { title: 'percent-encoded', body: form(binary), value: { file: 'URL/a%20b%C3%A9.txt' }, filename: 'a bé.txt', contentType: 'text/plain', data: 'spaced', source: 'WHATWG URL §4.4' },
];

const outside = 'is outside the folder that files may be read from';

// prettier-ignore
export const refusedFileRows: RefusedFileRow[] = [
  { title: 'another folder', url: 'file:///etc/hostname', names: outside, source: design },
  { title: 'dots that lead out', url: 'URL/../secret.txt', names: outside, source: design },
  { title: 'percent-encoded dots that lead out', url: 'URL/%2e%2e/secret.txt', names: outside, source: design },
  { title: 'a folder whose name has the same beginning', url: 'URL-other/secret.txt', names: outside, source: design },
  { title: 'a link that leads out', url: 'URL/outside.txt', names: outside, source: design },
  { title: 'a linked folder that leads out', url: 'URL/out/secret.txt', names: outside, source: design },
  { title: 'the folder itself', url: 'URL', names: outside, source: design },
  { title: 'a folder within', url: 'URL/deep', names: 'is not a file', source: design },
  { title: 'a file that does not exist', url: 'URL/none.png', names: 'cannot be read', source: design },
  { title: 'a file outside that does not exist either', url: 'URL/../none.png', names: outside, source: 'design: nothing outside is looked at' },
  { title: 'an encoded slash', url: 'URL/deep%2F..%2F..%2Fsecret.txt', names: 'does not name a file of this machine', source: 'WHATWG URL §4.4' },
  { title: 'another machine', url: 'file://server/share/a.txt', names: 'does not name a file of this machine', source: 'WHATWG URL §4.4' },
  { title: 'NUL', url: 'URL/cat.png%00.txt', names: 'cannot be read', source: design },
];
