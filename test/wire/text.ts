import type { Json } from '../../src/json/value.ts';
import type { BodyRow, RefusedBodyRow } from './body.ts';
import { integer, open, text } from './rows.ts';

const asIs = 'OpenAPI 3.1.1 §4.8.14 schema (a string is its own text)';
const charset = 'RFC 2046 §4.1.2';
const conversion = 'OpenAPI 3.1.1 appendix B';

function row(
  title: string,
  mediaType: string,
  schema: Json,
  value: Json,
  bytes: string | Buffer,
  source: string,
  rest: Partial<BodyRow> = {},
): BodyRow {
  return { title, body: { mediaType, schema }, value, bytes, source, ...rest };
}

// prettier-ignore
export const textRows: BodyRow[] = [
  row('text/plain', 'text/plain', text, 'hello', 'hello', asIs),
  row('text/plain without a schema', 'text/plain', {}, 'hello', 'hello', asIs),
  row('empty text', 'text/plain', text, '', '', asIs),
  row('white space and line breaks stay', 'text/plain', text, ' a\r\nb\n\t', ' a\r\nb\n\t', asIs),
  row('text that looks like JSON', 'text/plain', text, '{"a":1}', '{"a":1}', asIs),
  row('text that looks like base64', 'text/plain', text, 'aGk=', 'aGk=', asIs),
  row('text that looks like a data: URL', 'text/plain', text, 'data:,x', 'data:,x', asIs),
  row('text that looks like a number', 'text/plain', text, '007', '007', asIs),
  row('text that looks like a template', 'text/plain', text, '{id}$&', '{id}$&', asIs),
  row('text/csv', 'text/csv', text, 'a,b\r\n1,2\r\n', 'a,b\r\n1,2\r\n', asIs),
  row('text/html', 'text/html', text, '<p>a</p>', '<p>a</p>', asIs),
  row('text/markdown', 'text/markdown', text, '# a', '# a', asIs),
  row('YAML', 'application/yaml', text, 'a: 1\n', 'a: 1\n', 'RFC 9512'),
  row('YAML from an object: JSON is YAML', 'application/x-yaml', open, { a: [1] }, '{"a":[1]}', 'YAML 1.2.2 §1.2'),
  row('GraphQL', 'application/graphql', text, '{ me { id } }', '{ me { id } }', asIs),
  row('a type nobody knows, text', 'application/vnd.acme', text, 'hello', 'hello', asIs),
  row('a type nobody knows, object: JSON', 'application/vnd.acme', open, { a: 1 }, '{"a":1}', 'design: nothing lost'),
  row('number', 'text/plain', integer, 5, '5', conversion),
  row('a 64-bit integer given as text', 'text/plain', integer, '9223372036854775807', '9223372036854775807', 'design: Arguments'),
  row('boolean', 'text/plain', { type: 'boolean' }, false, 'false', conversion),
  row('object: JSON', 'text/plain', open, { a: 1 }, '{"a":1}', conversion),
  row('Unicode as UTF-8, and says so', 'text/plain', text, 'é日🎈', 'é日🎈', `${charset} (the default is US-ASCII)`, { contentType: 'text/plain; charset=utf-8' }),
  row('ASCII says nothing', 'text/plain', text, 'e', 'e', charset),
  row('charset utf-8', 'text/plain; charset=utf-8', text, 'é', 'é', charset),
  row('charset iso-8859-1', 'text/plain; charset=ISO-8859-1', text, 'é', Buffer.from([0xe9]), charset),
  row('charset us-ascii', 'text/plain;charset="us-ascii"', text, 'e', 'e', charset),
  row('charset utf-16', 'text/plain; charset=utf-16', text, 'é', Buffer.from([0x00, 0xe9]), 'RFC 2781 §4.3'),
  row('charset utf-16le', 'text/plain; charset=utf-16le', text, 'é', Buffer.from([0xe9, 0x00]), 'RFC 2781 §4.2'),
  row('other parameters stay', 'text/plain; format=flowed', text, 'a', 'a', 'OpenAPI 3.1.1 §4.8.13 content'),
  row('text/*', 'text/*', text, 'a', 'a', 'RFC 9110 §8.3 (a range is no type)', { contentType: 'text/plain' }),
  row('null is a word', 'text/plain', { type: ['string', 'null'] }, null, 'null', conversion),
];

// prettier-ignore
export const refusedTextRows: RefusedBodyRow[] = [
  { title: 'a character that the charset lacks', body: { mediaType: 'text/plain; charset=iso-8859-1', schema: text }, value: 'a €', names: 'body: contains "€", which iso-8859-1 cannot encode', source: charset },
  { title: 'an unknown charset', body: { mediaType: 'text/plain; charset=ebcdic', schema: text }, value: 'a', names: 'text cannot be written in ebcdic', source: charset },
  { title: 'a list for text', body: { mediaType: 'text/plain', schema: text }, value: ['a'], names: 'body: must be string', source: 'OpenAPI 3.1.1 §4.8.24' },
];
