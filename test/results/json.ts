import { anyRoot, latin1, listRoot, objectRoot } from './result-row.ts';
import type { ResultRow } from './result-row.ts';
import type { Json } from '../../src/json/value.ts';
import type { Answer } from '../support/upstream.ts';

function answer(body: string | Uint8Array, type = 'application/json'): Answer {
  return { headers: { 'content-type': type }, body };
}

/** A body under no schema, under an object root and under another root: what stands as structured content. */
interface ShapeRow {
  title: string;
  body: string;
  none: Json;
  object: Json;
  other: Json;
}

// prettier-ignore
const shapes: ShapeRow[] = [
  { title: 'an object that fits', body: '{"id":1}', none: { id: 1 }, object: { id: 1 }, other: { id: 1 } },
  { title: 'an object that does not fit', body: '{"id":"x"}', none: { id: 'x' }, object: { id: 'x' }, other: { id: 'x' } },
  { title: 'an empty object', body: '{}', none: {}, object: {}, other: {} },
  { title: 'an object called result', body: '{"result":[1]}', none: { result: [1] }, object: { result: [1] }, other: { result: [1] } },
  { title: 'an array', body: '[1,2]', none: [1, 2], object: { result: [1, 2] }, other: [1, 2] },
  { title: 'an empty array', body: '[]', none: [], object: { result: [] }, other: [] },
  { title: 'an array of objects', body: '[{"id":1}]', none: [{ id: 1 }], object: { result: [{ id: 1 }] }, other: [{ id: 1 }] },
  { title: 'a text', body: '"on"', none: 'on', object: { result: 'on' }, other: 'on' },
  { title: 'an empty text', body: '""', none: '', object: { result: '' }, other: '' },
  { title: 'a number', body: '0', none: 0, object: { result: 0 }, other: 0 },
  { title: 'false', body: 'false', none: false, object: { result: false }, other: false },
  { title: 'null', body: 'null', none: null, object: { result: null }, other: null },
  { title: 'white space around', body: ' {\n "id": 1 }\n', none: { id: 1 }, object: { id: 1 }, other: { id: 1 } },
];

/** The text as it was sent, and the value as each root takes it. */
export const shapeRows: ResultRow[] = shapes.flatMap(({ title, body, none, object, other }) => [
  { title: `${title}, no output schema`, answer: answer(body), content: [body], structured: none },
  {
    title: `${title}, object root`,
    schema: objectRoot,
    answer: answer(body),
    content: [body],
    structured: object,
  },
  {
    title: `${title}, list root`,
    schema: listRoot,
    answer: answer(body),
    content: [body],
    structured: other,
  },
  {
    title: `${title}, root of any type`,
    schema: anyRoot,
    answer: answer(body),
    content: [body],
    structured: other,
  },
]);

/** Text that is no JSON under a schema that promises some: the client still gets structured content. */
// prettier-ignore
export const otherThanDeclaredRows: ResultRow[] = [
  { title: 'text, object root', schema: objectRoot, answer: answer('pong', 'text/plain'), content: ['pong'], structured: { result: 'pong' } },
  { title: 'text, list root', schema: listRoot, answer: answer('pong', 'text/plain'), content: ['pong'], structured: 'pong' },
  { title: 'text, no output schema', answer: answer('pong', 'text/plain'), content: ['pong'] },
  { title: 'nothing, object root', schema: objectRoot, answer: { status: 204 }, content: ['204 No Content: no content'], structured: { result: null }, meta: { status: 204 } },
  { title: 'nothing, list root', schema: listRoot, answer: { status: 204 }, content: ['204 No Content: no content'], structured: null, meta: { status: 204 } },
  { title: 'an error, object root', schema: objectRoot, answer: { status: 500 }, isError: true, content: ['The API responded with 500 Internal Server Error.\nThe API failed. It is safe to try again later.'], meta: { status: 500 } },
  { title: 'a reference and a recursive schema', schema: { type: 'object', properties: { next: { $ref: '#/paths/~158/get/responses/default/content/application~1json/schema' } } }, answer: answer('{"id":1}'), content: ['{"id":1}'], structured: { id: 1 } },
];

const long =
  '{"z":1,"id":9007199254740993,"a":[-12345678901234567890,1.5,0.12345678901234568,1e30,"9007199254740993"],"b":10}';
const exact = {
  z: 1,
  id: '9007199254740993',
  a: ['-12345678901234567890', 1.5, 0.12345678901234568, 1e30, '9007199254740993'],
  b: 10,
};
const deep = `${'['.repeat(600)}${']'.repeat(600)}`;
const tooDeep = `{"id":${'['.repeat(15_000)}${']'.repeat(15_000)}}`;

/** Digits, order and bytes of the text are the API's. */
// prettier-ignore
export const textRows: ResultRow[] = [
  { title: 'integers beyond 2^53: digits in the text, strings in the structure', answer: answer(long), content: [long], structured: exact },
  { title: 'a lone long integer', answer: answer('12345678901234567890'), content: ['12345678901234567890'], structured: '12345678901234567890' },
  { title: 'the largest safe integer stays a number', answer: answer('[9007199254740991]'), content: ['[9007199254740991]'], structured: [9007199254740991] },
  { title: 'key order and repeated keys in the text', answer: answer('{"b":1,"a":2,"10":3,"b":4}'), content: ['{"b":1,"a":2,"10":3,"b":4}'], structured: { b: 4, a: 2, '10': 3 } },
  { title: 'escapes in the text', answer: answer('{"a":"\\u00e9\\n\\"\\ud83d\\ude00"}'), content: ['{"a":"\\u00e9\\n\\"\\ud83d\\ude00"}'], structured: { a: 'é\n"😀' } },
  { title: 'a lone surrogate', answer: answer('{"a":"\\ud83d"}'), content: ['{"a":"\\ud83d"}'], structured: { a: '\ud83d' } },
  { title: 'a key called constructor', answer: answer('{"constructor":{"x":1}}'), content: ['{"constructor":{"x":1}}'], structured: { constructor: { x: 1 } } as unknown as Json },
  { title: 'an empty key', answer: answer('{"":{"":1}}'), content: ['{"":{"":1}}'], structured: { '': { '': 1 } } },
  { title: 'a structure that looks like a result', answer: answer('{"content":[],"isError":true,"_meta":{}}'), content: ['{"content":[],"isError":true,"_meta":{}}'], structured: { content: [], isError: true, _meta: {} } },
  { title: 'a byte order mark', answer: answer('\ufeff{"id":1}'), content: ['{"id":1}'], structured: { id: 1 } },
  { title: 'deeper than a client can read: text only', answer: answer(deep), content: [deep] },
  { title: 'deeper than a stack, object root', schema: objectRoot, answer: answer(tooDeep), content: [tooDeep], structured: { result: tooDeep } },
];

/** Rows for JSON under any media type. */
// prettier-ignore
export const typeRows: ResultRow[] = [
  ...['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;odata=verbose', 'application/hal+json', 'application/vnd.api+json; ext="x,y"', 'application/problem+json', 'text/json', 'application/x-json', 'application/dns-json', 'application/json, application/json'].map(
    (type): ResultRow => ({ title: `by name: ${type}`, answer: answer('{"id":1}', type), content: ['{"id":1}'], structured: { id: 1 } }),
  ),
  ...['text/plain', 'text/html; charset=utf-8', 'application/octet-stream', 'binary/octet-stream', 'text/javascript', 'json', 'image/png'].map(
    (type): ResultRow => ({ title: `by its bytes, under ${type}`, answer: answer('{"id":1}', type), content: ['{"id":1}'], structured: { id: 1 } }),
  ),
  { title: 'by its bytes, without a type', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[1]' }, content: ['[1]'], structured: [1] },
  { title: 'a content type that was sent twice', answer: { raw: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1' }, content: ['1'], structured: 1 },
  { title: 'a number under text/plain is text', answer: answer('42', 'text/plain'), content: ['42'] },
  { title: 'a word under text/plain is text', answer: answer('true', 'text/plain'), content: ['true'] },
  { title: 'text that only begins like JSON', answer: answer('[draft] hello', 'text/plain'), content: ['[draft] hello'] },
  { title: 'JSON under text/csv stays text', answer: answer('[1]', 'text/csv'), content: ['[1]'] },
  { title: 'JSON in ISO-8859-1', answer: answer(latin1('{"a":"é"}'), 'application/json; charset=iso-8859-1'), content: ['{"a":"é"}'], structured: { a: 'é' } },
  { title: 'JSON with a byte of ISO-8859-1 and no charset', answer: answer(latin1('{"a":"é"}')), content: ['{"a":"é"}'], structured: { a: 'é' } },
  { title: 'JSON in UTF-16', answer: answer(Buffer.from('\ufeff{"a":1}', 'utf16le')), content: ['{"a":1}'], structured: { a: 1 } },
  { title: 'a guard against scripts before it', answer: answer(")]}'\n{\"id\":9007199254740993}"), content: ['{"id":9007199254740993}'], structured: { id: '9007199254740993' } },
  { title: 'a guard with a comma', answer: answer(")]}',\r\n[1]"), content: ['[1]'], structured: [1] },
  { title: 'white space alone is nothing', answer: answer(' \r\n'), content: ['200 OK: no content'] },
  { title: 'white space alone, object root', schema: objectRoot, answer: answer('\n'), content: ['200 OK: no content'], structured: { result: null } },
  { title: 'lines of JSON under the name of JSON', answer: answer('{"a":1}\n{"a":2}\n'), content: ['{"a":1}\n{"a":2}\n'] },
];

const unreadable = (status: string): string =>
  `The API responded with ${status} and JSON that cannot be parsed.`;
const readOnly = 'It is safe to try again; the received part of the response follows.';
const write = 'The call took effect, so do not repeat it blindly; the received part of the response follows.';

/** JSON that is none. */
// prettier-ignore
export const invalidRows: ResultRow[] = [
  { title: 'invalid JSON of a read', answer: answer('{"id":'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, '{"id":'] },
  { title: 'invalid JSON of a write', method: 'post', answer: { ...answer('OK'), status: 201 }, isError: true, content: [`${unreadable('201 Created')}\n${write}`, 'OK'], meta: { status: 201 } },
  { title: 'invalid JSON under an object root', schema: objectRoot, answer: answer("{'id':1}"), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, "{'id':1}"] },
  { title: 'HTML under the name of JSON', answer: answer('<html>Hello</html>'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, '<html>Hello</html>'] },
];

const stringRoot = { type: ['string', 'null'] };

/** Text without quotes under the name of JSON, where the document declares a string. */
// prettier-ignore
export const bareRows: ResultRow[] = [
  { title: 'a bare word', schema: stringRoot, answer: answer('hello'), content: ['hello'], structured: 'hello' },
  { title: 'a bare word of a write', method: 'post', schema: stringRoot, answer: { ...answer('created'), status: 200 }, content: ['created'], structured: 'created' },
  { title: 'bare text with a long integer', schema: stringRoot, answer: answer('id 9007199254740993'), content: ['id 9007199254740993'], structured: 'id 9007199254740993' },
  { title: 'a bare identifier that may be null', schema: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] }, answer: answer('c2b1a1f0-0000-4000-8000-000000000000'), content: ['c2b1a1f0-0000-4000-8000-000000000000'], structured: 'c2b1a1f0-0000-4000-8000-000000000000' },
  { title: 'a string with quotes', schema: stringRoot, answer: answer('"hello"'), content: ['"hello"'], structured: 'hello' },
  { title: 'a string that is not closed', schema: stringRoot, answer: answer('"hello'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, '"hello'] },
  { title: 'a page where a string is declared', schema: stringRoot, answer: answer('<html>Hello</html>'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, '<html>Hello</html>'] },
  { title: 'a bare word where anything is declared', schema: {}, answer: answer('hello'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, 'hello'] },
  { title: 'a bare word where a number is declared', schema: { type: 'integer' }, answer: answer('hello'), isError: true, content: [`${unreadable('200 OK')}\n${readOnly}`, 'hello'] },
];
