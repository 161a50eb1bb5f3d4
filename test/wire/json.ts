import type { BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/runtime/types.ts';
import { boolean, integer, open, text, texts, type Row } from './rows.ts';

/** A body and its bytes; `contentType` is `application/json` unless given. */
export interface JsonRow extends Row {
  body?: BodySource;
  value: Json;
  bytes: string;
  contentType?: string;
  method?: string;
}

/** Calls whose request has neither a body nor a Content-Type. */
export interface NoBodyRow extends Row {
  method: string;
  body?: BodySource;
  args?: JsonObject;
}

const exact = 'RFC 8259, OpenAPI 3.1.1 §4.8.14';
const nullable = { type: ['object', 'null'] };

// prettier-ignore
export const jsonRows: JsonRow[] = [
  { title: 'object', value: { name: 'Rex', age: 3 }, bytes: '{"name":"Rex","age":3}', source: exact },
  { title: 'keys keep the order of the argument', value: { z: 1, a: 2 }, bytes: '{"z":1,"a":2}', source: exact },
  { title: 'empty object', value: {}, bytes: '{}', source: exact },
  { title: 'empty object in a required body', body: { required: true, schema: open }, value: {}, bytes: '{}', source: exact },
  { title: 'null', body: { schema: nullable }, value: null, bytes: 'null', source: 'RFC 8259 §3' },
  { title: 'null in a required body', body: { required: true, schema: nullable }, value: null, bytes: 'null', source: 'RFC 8259 §3' },
  { title: 'zero', body: { schema: integer }, value: 0, bytes: '0', source: 'RFC 8259 §6' },
  { title: 'fraction', body: { schema: { type: 'number' } }, value: -0.5, bytes: '-0.5', source: 'RFC 8259 §6' },
  { title: 'false', body: { schema: boolean }, value: false, bytes: 'false', source: 'RFC 8259 §3' },
  { title: 'true', body: { schema: boolean }, value: true, bytes: 'true', source: 'RFC 8259 §3' },
  { title: 'string keeps its quotes', body: { schema: text }, value: 'hello', bytes: '"hello"', source: 'RFC 8259 §7' },
  { title: 'empty string', body: { schema: text }, value: '', bytes: '""', source: 'RFC 8259 §7' },
  { title: 'string that looks like JSON', body: { schema: text }, value: '{"a":1}', bytes: '"{\\"a\\":1}"', source: 'RFC 8259 §7' },
  { title: 'string that looks like a number', body: { schema: text }, value: '5', bytes: '"5"', source: 'RFC 8259 §7' },
  { title: 'array', body: { schema: texts }, value: ['a', 'b'], bytes: '["a","b"]', source: 'RFC 8259 §5' },
  { title: 'empty array', body: { schema: texts }, value: [], bytes: '[]', source: 'RFC 8259 §5' },
  { title: 'array of objects', body: { schema: { type: 'array', items: open } }, value: [{ a: 1 }, {}], bytes: '[{"a":1},{}]', source: 'RFC 8259 §5' },
  { title: 'nested', value: { a: { b: [{ c: [[1], []] }] } }, bytes: '{"a":{"b":[{"c":[[1],[]]}]}}', source: exact },
  { title: 'nulls inside stay', value: { a: null, b: [null] }, bytes: '{"a":null,"b":[null]}', source: 'RFC 8259 §3' },
  { title: 'empty values inside stay', value: { a: '', b: [], c: {}, d: 0, e: false }, bytes: '{"a":"","b":[],"c":{},"d":0,"e":false}', source: exact },
  { title: 'Unicode as UTF-8', value: { é: '日本 🎈' }, bytes: '{"é":"日本 🎈"}', source: 'RFC 8259 §8.1' },
  { title: 'quotes, backslashes and control characters', value: { a: '"\\\n\t\u0001' }, bytes: '{"a":"\\"\\\\\\n\\t\\u0001"}', source: 'RFC 8259 §7' },
  { title: 'nothing is escaped that need not be', value: { a: '</script>&\u2028+ %' }, bytes: '{"a":"</script>&\u2028+ %"}', source: 'RFC 8259 §7' },
  { title: 'keys that are words of JSON Schema', value: { $ref: '#/x', type: 'file', nullable: true }, bytes: '{"$ref":"#/x","type":"file","nullable":true}', source: exact },
  { title: 'keys of Object.prototype', value: JSON.parse('{"__proto__":{"a":1},"constructor":2}') as JsonObject, bytes: '{"__proto__":{"a":1},"constructor":2}', source: exact },
  { title: 'key named body', value: { body: { body: 1 } }, bytes: '{"body":{"body":1}}', source: exact },
  { title: 'text that looks like a template', value: { a: '{id}$&' }, bytes: '{"a":"{id}$&"}', source: exact },
  { title: 'no schema at all', body: {}, value: [1, 'a'], bytes: '[1,"a"]', source: 'OpenAPI 3.1.1 §4.8.14' },
  { title: 'JSON text for an object is understood', body: { schema: open }, value: '{"a": 1}', bytes: '{"a":1}', source: 'design: Arguments' },
  { title: 'JSON text for an array is understood', body: { schema: texts }, value: '["a"]', bytes: '["a"]', source: 'design: Arguments' },

  { title: 'vendor JSON', body: { mediaType: 'application/vnd.api+json' }, value: { a: 1 }, bytes: '{"a":1}', contentType: 'application/vnd.api+json', source: 'RFC 6839 §3.1' },
  { title: 'merge patch', method: 'patch', body: { mediaType: 'application/merge-patch+json' }, value: { a: null }, bytes: '{"a":null}', contentType: 'application/merge-patch+json', source: 'RFC 7396' },
  { title: 'JSON patch', method: 'patch', body: { mediaType: 'application/json-patch+json' }, value: [{ op: 'remove', path: '/a' }], bytes: '[{"op":"remove","path":"/a"}]', contentType: 'application/json-patch+json', source: 'RFC 6902' },
  { title: 'a media type keeps its parameters', body: { mediaType: 'application/json; charset=utf-8' }, value: { a: 'é' }, bytes: '{"a":"é"}', contentType: 'application/json; charset=utf-8', source: 'OpenAPI 3.1.1 §4.8.13 content' },
  { title: 'PUT', method: 'put', value: { a: 1 }, bytes: '{"a":1}', source: exact },
  { title: 'DELETE with a body', method: 'delete', value: { a: 1 }, bytes: '{"a":1}', source: 'OpenAPI 3.1.1 §4.8.10 requestBody' },
];

const absent = 'RFC 9110 §8.3 (Content-Type describes content)';

// prettier-ignore
export const noBodyRows: NoBodyRow[] = [
  { title: 'GET', method: 'get', source: absent },
  { title: 'DELETE', method: 'delete', source: absent },
  { title: 'POST without a request body', method: 'post', source: absent },
  { title: 'POST with an optional body that is not given', method: 'post', body: {}, source: absent },
  { title: 'POST with a body that says it is optional', method: 'post', body: { required: false, schema: open }, source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'PATCH with an optional body that is not given', method: 'patch', body: { schema: open }, source: absent },
];
