import type { BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import { integer, open, text, texts, type Row } from './rows.ts';

/** A body with one of several media types. */
export interface ContentTypeRow extends Row {
  body: BodySource;
  args: JsonObject;
  contentType: string;
  bytes: string;
}

/** The choice that a tool offers for several media types. A single one is not a choice. */
export interface OfferRow extends Row {
  body: BodySource;
  types: string[];
  schema: JsonObject;
}

/** Arguments that match none of the media types. */
export interface RefusedContentTypeRow extends Row {
  body: BodySource;
  args: JsonObject;
  names: string;
}

const form = 'application/x-www-form-urlencoded';
const order = 'design: JSON first, then form, then multipart, then the rest';
const chosen = 'OpenAPI 3.1.1 §4.8.13 content, design: bodyContentType';
const writable = 'design: nothing is offered that cannot be written';
const bytes = 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).';
const range = 'RFC 9110 §8.3 (a range is no type)';

function content(types: Record<string, Json | undefined>): BodySource {
  const entries = Object.entries(types).map(([type, schema]) => [
    type,
    schema === undefined ? {} : { schema },
  ]);
  return { content: Object.fromEntries(entries) as JsonObject };
}

const alike = content({ 'application/xml': open, [form]: open, 'application/json': open });
const pet = { type: 'object', properties: { name: text, age: integer }, required: ['name'] };
const upload = { type: 'object', properties: { file: { type: 'string', format: 'binary' } } };
const pictures = content({ 'image/png': undefined, 'image/jpeg': undefined });

// prettier-ignore
export const contentTypeRows: ContentTypeRow[] = [
  { title: 'JSON before form and XML', body: alike, args: { body: { a: 'b c' } }, contentType: 'application/json', bytes: '{"a":"b c"}', source: order },
  { title: 'vendor JSON before form', body: content({ [form]: open, 'application/vnd.api+json': open }), args: { body: { a: 1 } }, contentType: 'application/vnd.api+json', bytes: '{"a":1}', source: order },
  { title: 'application/json before vendor JSON', body: content({ 'application/vnd.api+json': open, 'application/json': open }), args: { body: {} }, contentType: 'application/json', bytes: '{}', source: order },
  { title: 'form before multipart', body: content({ 'multipart/form-data': open, [form]: open }), args: { body: { a: 'b c' } }, contentType: form, bytes: 'a=b+c', source: order },
  { title: 'the rest as the document has it', body: content({ 'text/csv': text, 'text/plain': text }), args: { body: 'a' }, contentType: 'text/csv', bytes: 'a', source: order },
  { title: 'bodyContentType chooses form', body: alike, args: { body: { a: 'b c' }, bodyContentType: form }, contentType: form, bytes: 'a=b+c', source: chosen },
  { title: 'bodyContentType chooses XML', body: alike, args: { body: { a: 'b' }, bodyContentType: 'application/xml' }, contentType: 'application/xml', bytes: '<root><a>b</a></root>', source: chosen },
  { title: 'bodyContentType chooses the first', body: alike, args: { body: {}, bodyContentType: 'application/json' }, contentType: 'application/json', bytes: '{}', source: chosen },
  { title: 'bodyContentType chooses between kinds of JSON', body: content({ 'application/json-patch+json': {}, 'application/merge-patch+json': open }), args: { body: { a: null }, bodyContentType: 'application/merge-patch+json' }, contentType: 'application/merge-patch+json', bytes: '{"a":null}', source: chosen },
  { title: 'bodyContentType with its parameters', body: content({ 'application/json;odata=verbose': open, 'application/json;odata=nometadata': open }), args: { body: {}, bodyContentType: 'application/json;odata=nometadata' }, contentType: 'application/json;odata=nometadata', bytes: '{}', source: chosen },
  { title: 'bodyContentType and no body', body: alike, args: { bodyContentType: form }, contentType: '', bytes: '', source: 'RFC 9110 §8.3 (Content-Type describes content)' },
  { title: 'each type has its own schema: the first', body: content({ 'application/json': pet, 'text/plain': text }), args: { body: { name: 'Rex', age: '3' } }, contentType: 'application/json', bytes: '{"name":"Rex","age":3}', source: chosen },
  { title: 'each type has its own schema: another', body: content({ 'application/json': pet, 'text/plain': text }), args: { body: 'Rex', bodyContentType: 'text/plain' }, contentType: 'text/plain', bytes: 'Rex', source: chosen },
  { title: 'arguments are coerced by the schema of the chosen type', body: content({ 'application/json': pet, 'text/plain': text }), args: { body: '{"name":"Rex"}', bodyContentType: 'text/plain' }, contentType: 'text/plain', bytes: '{"name":"Rex"}', source: 'design: Arguments' },
  { title: 'pictures: the first', body: pictures, args: { body: 'aGk=' }, contentType: 'image/png', bytes: 'hi', source: order },
  { title: 'pictures: by the data: URL', body: pictures, args: { body: 'data:image/jpeg;base64,aGk=' }, contentType: 'image/jpeg', bytes: 'hi', source: 'OpenAPI 3.2.0 §4.15.4.1 (the caller says which)' },
  { title: 'pictures: bodyContentType before the data: URL', body: pictures, args: { body: 'data:image/jpeg;base64,aGk=', bodyContentType: 'image/png' }, contentType: 'image/png', bytes: 'hi', source: chosen },
  { title: 'JSON or bytes: a data: URL is not a JSON object', body: content({ 'application/json': open, 'application/pdf': undefined }), args: { body: 'data:application/pdf;base64,aGk=' }, contentType: 'application/pdf', bytes: 'hi', source: 'OpenAPI 3.2.0 §4.15.4.1 (the caller says which)' },

  { title: 'bytes of what the document shows as an object', body: content({ 'application/x-protobuf': open }), args: { body: 'CAE=' }, contentType: 'application/x-protobuf', bytes: '\u0008\u0001', source: writable },
  { title: 'CSV that the document shows as a list', body: content({ 'text/csv': { type: 'array', items: open } }), args: { body: 'a,b\n1,2\n' }, contentType: 'text/csv', bytes: 'a,b\n1,2\n', source: writable },
  { title: '*/* is JSON', body: content({ '*/*': open }), args: { body: { a: 1 } }, contentType: 'application/json', bytes: '{"a":1}', source: range },
  { title: '*/* is JSON, also for text', body: content({ '*/*': text }), args: { body: 'a' }, contentType: 'application/json', bytes: '"a"', source: range },
  { title: 'application/* is JSON', body: content({ 'application/*': open }), args: { body: { a: 1 } }, contentType: 'application/json', bytes: '{"a":1}', source: range },
  { title: 'application/*+json is JSON', body: content({ 'application/*+json': open }), args: { body: { a: 1 } }, contentType: 'application/json', bytes: '{"a":1}', source: range },
  { title: 'an empty name is JSON', body: content({ '': open }), args: { body: { a: 1 } }, contentType: 'application/json', bytes: '{"a":1}', source: range },
  { title: 'no content at all is JSON', body: { content: {} }, args: { body: { a: 1 } }, contentType: 'application/json', bytes: '{"a":1}', source: 'design: Isolation' },
  { title: 'text/json', body: content({ 'text/json': open }), args: { body: { a: 1 } }, contentType: 'text/json', bytes: '{"a":1}', source: 'practice: text/json' },
  { title: 'capitals stay', body: content({ 'Application/JSON': open }), args: { body: {} }, contentType: 'Application/JSON', bytes: '{}', source: 'RFC 9110 §8.3.1 (case-insensitive)' },
  { title: 'parameters stay', body: content({ 'application/json; charset=UTF-8; v=2': open }), args: { body: {} }, contentType: 'application/json; charset=UTF-8; v=2', bytes: '{}', source: 'OpenAPI 3.1.1 §4.8.13 content' },
];

// prettier-ignore
export const offerRows: OfferRow[] = [
  { title: 'one type', body: { schema: open }, types: [], schema: open, source: chosen },
  { title: 'several types of one schema', body: alike, types: ['application/json', form, 'application/xml'], schema: open, source: chosen },
  { title: 'several types of several schemas', body: content({ 'application/json': open, 'text/plain': text, 'text/csv': text }), types: ['application/json', 'text/plain', 'text/csv'], schema: { anyOf: [{ ...open, title: 'application/json' }, { ...text, title: 'text/plain, text/csv' }] }, source: chosen },
  { title: 'JSON under the names of ASP.NET', body: content({ 'application/json': open, 'text/json': open, 'application/*+json': open }), types: [], schema: open, source: 'design: where more than one makes sense' },
  { title: 'what no writer makes of an object', body: content({ 'application/x-protobuf': open, 'application/json': open, 'application/vnd.kubernetes.protobuf': open, 'application/cbor': open, 'application/x-msgpack': open, 'avro/binary': open, 'image/png': open, 'text/csv': open, 'text/plain': open, 'application/vnd.acme': open }), types: [], schema: open, source: writable },
  { title: 'what no writer makes of a list', body: content({ 'application/json': texts, 'text/csv': { type: 'array', items: open } }), types: [], schema: texts, source: writable },
  { title: 'YAML of an object, which JSON is', body: content({ 'application/json': open, 'application/yaml': open }), types: ['application/json', 'application/yaml'], schema: open, source: writable },
  { title: 'bytes beside JSON', body: content({ 'application/json': open, 'application/x-protobuf': { type: 'string', format: 'binary' } }), types: ['application/json', 'application/x-protobuf'], schema: { anyOf: [{ ...open, title: 'application/json' }, { type: 'string', description: bytes, title: 'application/x-protobuf' }] }, source: writable },
  { title: 'text in a charset that cannot be written', body: content({ 'application/json': open, 'text/plain; charset=shift_jis': text }), types: [], schema: open, source: writable },
  { title: 'bytes of an object alone', body: content({ 'application/cbor': open }), types: [], schema: { type: 'string', description: bytes }, source: 'design: nothing lost' },
  { title: 'rows of CSV alone', body: content({ 'text/csv; header=present': { type: 'array', items: open } }), types: [], schema: { type: 'string', description: 'Text in the form of text/csv; header=present.' }, source: 'design: nothing lost' },
  { title: 'a range beside a type', body: content({ 'application/xml': open, '*/*': open }), types: [], schema: open, source: 'design: where more than one makes sense' },
  { title: 'one type in two charsets', body: content({ 'application/json': open, 'application/json; charset=utf-8': open }), types: [], schema: open, source: 'design: where more than one makes sense' },
  { title: 'JSON and a file', body: content({ 'multipart/form-data': upload, 'application/json': open }), types: ['application/json', 'multipart/form-data'], schema: { anyOf: [{ ...open, title: 'application/json' }, { type: 'object', title: 'multipart/form-data', properties: { file: { type: 'string', description: 'Bytes, as base64 or as a data: URL (data:image/png;name=photo.png;base64,…).' } } }] }, source: chosen },
];

const either = content({ 'application/json': pet, 'text/plain': text });

// prettier-ignore
export const refusedContentTypeRows: RefusedContentTypeRow[] = [
  { title: 'a type that is not offered', body: alike, args: { body: {}, bodyContentType: 'text/csv' }, names: 'bodyContentType: must be one of "application/json"', source: chosen },
  { title: 'a media type where only one is declared', body: { schema: open }, args: { body: {}, bodyContentType: 'application/json' }, names: 'bodyContentType', source: chosen },
  { title: 'another type’s body for the first', body: either, args: { body: 'Rex' }, names: 'body: must be object', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'the first type’s body for another', body: either, args: { body: { name: 'Rex' }, bodyContentType: 'text/plain' }, names: 'body: must be string', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'another type’s body for the first, with the type that it fits', body: either, args: { body: 'Rex' }, names: '- body: must be object, got "Rex"\n- body: fits bodyContentType "text/plain"\nCorrect', source: 'design: errors say what to change' },
  { title: 'a list for the first type, with the type that it fits', body: content({ 'application/merge-patch+json': pet, 'application/json-patch+json': { type: 'array', items: open } }), args: { body: [{ op: 'remove', path: '/age' }] }, names: '- body: fits bodyContentType "application/json-patch+json"', source: 'design: errors say what to change' },
  { title: 'a body that fits no type', body: either, args: { body: 1 }, names: '- body: must be object, got 1\nCorrect', source: 'design: errors say what to change' },
  { title: 'a body that breaks the chosen schema', body: either, args: { body: { age: 3 } }, names: 'body.name: is required', source: 'OpenAPI 3.1.1 §4.8.24' },
];
