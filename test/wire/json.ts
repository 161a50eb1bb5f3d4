import type { BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import { boolean, integer, open, text, texts, type Row } from './rows.ts';

/** A body and its bytes. The default of `contentType` is `application/json`. */
export interface JsonRow extends Row {
  body?: BodySource;
  value: Json;
  bytes: string;
  contentType?: string;
  method?: string;
}

/** Calls whose request has neither a body nor a `Content-Type`. */
export interface NoBodyRow extends Row {
  method: string;
  body?: BodySource;
  args?: JsonObject;
}

const exact = 'RFC 8259, OpenAPI 3.1.1 §4.8.14';
const nullable = { type: ['object', 'null'] };

/** Properties that are listed with other names, closed so that no other name is valid. */
const named = { _type: text, $ref: { type: ['object', 'null'] } };
const renamed = {
  type: 'object',
  properties: {
    ...named,
    $ref: { type: 'object', properties: named, additionalProperties: false },
    list: { type: 'array', items: { type: 'object', properties: named, additionalProperties: false } },
  },
  additionalProperties: false,
};

// prettier-ignore
export const jsonRows: JsonRow[] = [
  { title: 'object', value: { name: 'Rex', age: 3 }, bytes: '{"name":"Rex","age":3}', source: exact },
  { title: 'keys have the order of the argument', value: { z: 1, a: 2 }, bytes: '{"z":1,"a":2}', source: exact },
  { title: 'empty object', value: {}, bytes: '{}', source: exact },
  { title: 'empty object in a required body', body: { required: true, schema: open }, value: {}, bytes: '{}', source: exact },
  { title: 'null', body: { schema: nullable }, value: null, bytes: 'null', source: 'RFC 8259 §3' },
  { title: 'null in a required body', body: { required: true, schema: nullable }, value: null, bytes: 'null', source: 'RFC 8259 §3' },
  { title: 'zero', body: { schema: integer }, value: 0, bytes: '0', source: 'RFC 8259 §6' },
  { title: 'fraction', body: { schema: { type: 'number' } }, value: -0.5, bytes: '-0.5', source: 'RFC 8259 §6' },
  { title: 'false', body: { schema: boolean }, value: false, bytes: 'false', source: 'RFC 8259 §3' },
  { title: 'true', body: { schema: boolean }, value: true, bytes: 'true', source: 'RFC 8259 §3' },
  { title: 'string retains its quotes', body: { schema: text }, value: 'hello', bytes: '"hello"', source: 'RFC 8259 §7' },
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
  { title: 'only necessary characters are escaped', value: { a: '</script>&\u2028+ %' }, bytes: '{"a":"</script>&\u2028+ %"}', source: 'RFC 8259 §7' },
  { title: 'keys that are words of JSON Schema', value: { $ref: '#/x', type: 'file', nullable: true }, bytes: '{"$ref":"#/x","type":"file","nullable":true}', source: exact },
  { title: 'listed names of properties leave as those of the API', body: { schema: renamed }, value: { underscore_type: 'a', dollar_ref: { underscore_type: 'b' }, list: [{ dollar_ref: null }] }, bytes: '{"_type":"a","$ref":{"_type":"b"},"list":[{"$ref":null}]}', source: 'design: Arguments' },
  { title: 'names of the API leave as they are', body: { schema: renamed }, value: { _type: 'a', $ref: {}, list: [] }, bytes: '{"_type":"a","$ref":{},"list":[]}', source: 'design: Arguments' },
  { title: 'listed names in JSON text', body: { schema: renamed }, value: '{"underscore_type":"a"}', bytes: '{"_type":"a"}', source: 'design: Arguments' },
  { title: 'names that look like listed ones, where no property is renamed', value: { underscore_type: 1, dollar_ref: 2, definitions_: 3 }, bytes: '{"underscore_type":1,"dollar_ref":2,"definitions_":3}', source: exact },
  { title: 'a property called definitions', body: { schema: { type: 'object', properties: { definitions: open }, additionalProperties: false } }, value: { definitions_: {} }, bytes: '{"definitions":{}}', source: 'design: Arguments' },
  { title: 'keys of Object.prototype', value: JSON.parse('{"__proto__":{"a":1},"constructor":2}') as JsonObject, bytes: '{"__proto__":{"a":1},"constructor":2}', source: exact },
  { title: 'key named body', value: { body: { body: 1 } }, bytes: '{"body":{"body":1}}', source: exact },
  { title: 'text that looks like a template', value: { a: '{id}$&' }, bytes: '{"a":"{id}$&"}', source: exact },
  { title: 'no schema at all', body: {}, value: [1, 'a'], bytes: '[1,"a"]', source: 'OpenAPI 3.1.1 §4.8.14' },
  { title: 'JSON text for an object is coerced', body: { schema: open }, value: '{"a": 1}', bytes: '{"a":1}', source: 'design: Arguments' },
  { title: 'a 64-bit integer as text', body: { schema: integer }, value: '9223372036854775807', bytes: '9223372036854775807', source: 'design: Arguments, RFC 8259 §6' },
  { title: 'a 64-bit integer as text, at any depth', body: { schema: { type: 'object', properties: { ids: { type: 'array', items: { type: 'object', properties: { id: integer } } } } } }, value: { ids: [{ id: '9007199254740993' }, { id: '-9223372036854775808' }] }, bytes: '{"ids":[{"id":9007199254740993},{"id":-9223372036854775808}]}', source: 'design: Arguments, RFC 8259 §6' },
  { title: 'a 64-bit integer in JSON text', body: { schema: open }, value: '{"id": 9007199254740993, "a": [1.12345678901234567, "9007199254740993"]}', bytes: '{"id":9007199254740993,"a":[1.1234567890123457,"9007199254740993"]}', source: 'design: Arguments, RFC 8259 §6' },
  { title: 'beside a 64-bit integer everything else is as ever', body: { schema: { type: 'object', properties: { id: integer } } }, value: { id: '9007199254740993', a: null, b: ['x"', {}, []], é: -0.5 }, bytes: '{"id":9007199254740993,"a":null,"b":["x\\"",{},[]],"é":-0.5}', source: 'design: Arguments, RFC 8259' },
  { title: 'digits in a string stay a string', body: { schema: { type: 'object', properties: { id: text } } }, value: { id: '9007199254740993' }, bytes: '{"id":"9007199254740993"}', source: 'RFC 8259 §7' },
  { title: 'digits where a string is as good stay a string', body: { schema: { type: 'object', properties: { id: { type: ['string', 'integer'] } } } }, value: { id: '5' }, bytes: '{"id":"5"}', source: 'design: Arguments' },
  { title: 'digits under no schema stay a string', body: { schema: open }, value: { id: '5' }, bytes: '{"id":"5"}', source: 'design: Arguments' },
  { title: 'numeric text for a number inside', body: { schema: { type: 'object', properties: { a: { type: 'number' }, b: integer } } }, value: { a: '-1.5', b: '3' }, bytes: '{"a":-1.5,"b":3}', source: 'design: Arguments' },
  { title: 'true as text for a boolean inside', body: { schema: { type: 'object', properties: { a: boolean } } }, value: { a: 'true' }, bytes: '{"a":true}', source: 'design: Arguments' },
  { title: 'JSON text for an object inside', body: { schema: { type: 'object', properties: { a: { type: 'object', properties: { b: integer } } } } }, value: { a: '{"b":"1"}' }, bytes: '{"a":{"b":1}}', source: 'design: Arguments' },
  { title: 'JSON text for a list inside', body: { schema: { type: 'array', items: texts } }, value: ['["a"]'], bytes: '[["a"]]', source: 'design: Arguments' },
  { title: 'numeric text behind allOf', body: { schema: { allOf: [{ type: 'object', properties: { a: integer } }, { type: 'object', properties: { a: { minimum: 0 } } }] } }, value: { a: '1' }, bytes: '{"a":1}', source: 'design: Arguments' },
  { title: 'numeric text in each member of a union', body: { schema: { oneOf: [{ type: 'object', properties: { a: integer }, required: ['a'] }, { type: 'array', items: integer }] } }, value: { a: '1' }, bytes: '{"a":1}', source: 'design: Arguments' },
  { title: 'numeric text where a member of a union accepts text', body: { schema: { anyOf: [{ type: 'object', properties: { a: integer } }, { type: 'object', properties: { a: text } }] } }, value: { a: '1' }, bytes: '{"a":"1"}', source: 'design: Arguments' },
  { title: 'numeric text under any name', body: { schema: { type: 'object', additionalProperties: integer } }, value: { a: '1' }, bytes: '{"a":1}', source: 'design: Arguments' },
  { title: 'null inside an optional property stays', body: { schema: { type: 'object', properties: { a: { type: ['string', 'null'] } } } }, value: { a: null }, bytes: '{"a":null}', source: 'RFC 8259 §3' },
  { title: 'format byte is text as it is', body: { schema: { type: 'object', properties: { a: { type: 'string', format: 'byte' } } } }, value: { a: 'aGk=' }, bytes: '{"a":"aGk="}', source: 'OpenAPI 3.0.4 §4.4.2' },
  { title: 'contentEncoding is text as it is', body: { schema: { type: 'object', properties: { a: { type: 'string', contentEncoding: 'base64' } } } }, value: { a: 'aGk=' }, bytes: '{"a":"aGk="}', source: 'OpenAPI 3.1.1 §4.4.2 (encoded binary)' },
  { title: 'a data: URL is text as it is', body: { schema: { type: 'object', properties: { image_url: text } } }, value: { image_url: 'data:image/png;base64,aGk=' }, bytes: '{"image_url":"data:image/png;base64,aGk="}', source: 'RFC 8259 §7' },
  { title: 'JSON text for an array is coerced', body: { schema: texts }, value: '["a"]', bytes: '["a"]', source: 'design: Arguments' },

  { title: 'vendor JSON', body: { mediaType: 'application/vnd.api+json' }, value: { a: 1 }, bytes: '{"a":1}', contentType: 'application/vnd.api+json', source: 'RFC 6839 §3.1' },
  { title: 'merge patch', method: 'patch', body: { mediaType: 'application/merge-patch+json' }, value: { a: null }, bytes: '{"a":null}', contentType: 'application/merge-patch+json', source: 'RFC 7396' },
  { title: 'JSON patch', method: 'patch', body: { mediaType: 'application/json-patch+json' }, value: [{ op: 'remove', path: '/a' }], bytes: '[{"op":"remove","path":"/a"}]', contentType: 'application/json-patch+json', source: 'RFC 6902' },
  { title: 'a media type retains its parameters', body: { mediaType: 'application/json; charset=utf-8' }, value: { a: 'é' }, bytes: '{"a":"é"}', contentType: 'application/json; charset=utf-8', source: 'OpenAPI 3.1.1 §4.8.13 content' },
  { title: 'another charset: ASCII, which every reader reads alike', body: { mediaType: 'application/json; charset=iso-8859-1' }, value: { a: 'é🎈' }, bytes: String.raw`{"a":"\u00e9\ud83c\udf88"}`, contentType: 'application/json; charset=iso-8859-1', source: 'RFC 8259 §7, §8.1' },
  { title: 'null in an optional body that accepts null', body: { required: false, schema: nullable }, value: null, bytes: 'null', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'an empty list in a required body', body: { required: true, schema: texts }, value: [], bytes: '[]', source: exact },
  { title: 'PATCH with an empty object', method: 'patch', body: { schema: open }, value: {}, bytes: '{}', source: exact },
  { title: 'PUT', method: 'put', value: { a: 1 }, bytes: '{"a":1}', source: exact },
  { title: 'nulls of a merge patch, at any depth', method: 'patch', body: { mediaType: 'application/merge-patch+json', schema: { type: 'object', properties: { a: { type: ['object', 'null'] } } } }, value: { a: { b: null }, c: null }, bytes: '{"a":{"b":null},"c":null}', contentType: 'application/merge-patch+json', source: 'RFC 7396 §1' },
  { title: 'problem JSON', body: { mediaType: 'application/problem+json; charset=utf-8' }, value: {}, bytes: '{}', contentType: 'application/problem+json; charset=utf-8', source: 'RFC 9457, OpenAPI 3.1.1 §4.8.13 content' },
  { title: 'an optional body that is empty', body: { required: false, schema: open }, value: {}, bytes: '{}', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'an empty list in an optional body', body: { schema: texts }, value: [], bytes: '[]', source: exact },
  { title: 'GET with a body', method: 'get', value: { a: 1 }, bytes: '{"a":1}', source: 'OpenAPI 3.1.1 §4.8.10 requestBody' },
  { title: 'OPTIONS with a body', method: 'options', value: { a: 1 }, bytes: '{"a":1}', source: 'OpenAPI 3.1.1 §4.8.10 requestBody' },
  { title: 'DELETE with a body', method: 'delete', value: { a: 1 }, bytes: '{"a":1}', source: 'OpenAPI 3.1.1 §4.8.10 requestBody' },
];

const absent = 'RFC 9110 §8.3 (Content-Type describes content)';

// prettier-ignore
export const noBodyRows: NoBodyRow[] = [
  { title: 'GET', method: 'get', source: absent },
  { title: 'DELETE', method: 'delete', source: absent },
  { title: 'POST without a request body', method: 'post', source: absent },
  { title: 'POST with an optional body that is left out', method: 'post', body: {}, source: absent },
  { title: 'POST with null for an optional body that does not accept null', method: 'post', body: { schema: open }, args: { body: null }, source: 'OpenAPI 3.1.1 §4.8.13 required, design: Arguments' },
  { title: 'POST with a body that is explicitly optional', method: 'post', body: { required: false, schema: open }, source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'GET with an optional body that is left out', method: 'get', body: { schema: open }, source: absent },
  { title: 'DELETE with an optional body that is left out', method: 'delete', body: { schema: open }, source: absent },
  { title: 'POST with an optional form that is left out', method: 'post', body: { mediaType: 'application/x-www-form-urlencoded', schema: open }, source: absent },
  { title: 'POST with an optional multipart body that is left out', method: 'post', body: { mediaType: 'multipart/form-data', schema: open }, source: absent },
  { title: 'POST with optional bytes that are left out', method: 'post', body: { mediaType: 'application/octet-stream' }, source: absent },
  { title: 'PATCH with an optional body that is left out', method: 'patch', body: { schema: open }, source: absent },
];
