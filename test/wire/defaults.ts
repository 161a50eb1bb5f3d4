import type { OperationSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';
import { text, type Row } from './rows.ts';

/** A call with few arguments, and the request. */
export interface DefaultsRow extends Row {
  operation: OperationSource;
  args: JsonObject;
  target: string;
  body?: string;
}

const size = { name: 'size', in: 'query', schema: { type: 'integer', default: 20 } } as const;
const bestFirst = 'RFC 9110 §12.5.1';
const server = 'JSON Schema validation §9.2 (a default is an annotation), OpenAPI 3.1.1 §4.8.24';

// prettier-ignore
export const defaultsRows: DefaultsRow[] = [
  { title: 'a default is the server’s business', operation: { parameters: [size] }, args: {}, target: '/things', source: server },
  { title: 'a default that is passed is sent', operation: { parameters: [size] }, args: { size: 20 }, target: '/things?size=20', source: server },
  { title: 'defaults inside a body are not filled in', operation: { method: 'post', body: { schema: { type: 'object', properties: { kind: { ...text, default: 'cat' } } } } }, args: { body: {} }, target: '/things', body: '{}', source: server },
  { title: 'an example is not sent', operation: { parameters: [{ name: 'q', in: 'query', schema: { ...text, examples: ['cats'] } }] }, args: {}, target: '/things', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'a constant that is optional is not sent', operation: { parameters: [{ name: 'v', in: 'query', schema: { const: '1' } }] }, args: {}, target: '/things', source: 'JSON Schema validation §6.1.3' },
];

/** The methods of a Path Item, and the methods of the requests. */
export const methodRows = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map(
  (method) => ({
    title: method,
    method,
    sent: method.toUpperCase(),
    source: 'OpenAPI 3.1.1 §4.8.9, RFC 9110 §9.1',
  }),
);

/** The `Accept` header for declared responses. */
// prettier-ignore
export const acceptRows: (Row & { responses: JsonObject; accept: string })[] = [
  { title: 'one type', responses: answers('application/json'), accept: 'application/json, */*;q=0.8', source: bestFirst },
  { title: 'JSON first', responses: answers('text/csv', 'application/json'), accept: 'application/json, text/csv;q=0.9, */*;q=0.8', source: bestFirst },
  { title: 'any JSON before others', responses: answers('application/xml', 'application/vnd.api+json'), accept: 'application/vnd.api+json, application/xml;q=0.9, */*;q=0.8', source: bestFirst },
  { title: 'others in the document’s order', responses: answers('image/png', 'image/jpeg'), accept: 'image/png, image/jpeg;q=0.9, */*;q=0.8', source: bestFirst },
  { title: 'errors last', responses: { 400: content('application/problem+json'), 200: content('text/csv') }, accept: 'text/csv, application/problem+json;q=0.9, */*;q=0.8', source: bestFirst },
  { title: 'a type of several statuses, once', responses: { 200: content('application/json'), 201: content('application/json'), default: content('application/json') }, accept: 'application/json, */*;q=0.8', source: bestFirst },
  { title: 'a version is part of the range, a charset is not', responses: answers('application/vnd.a+json; charset=utf-8; version=2', 'text/plain;charset=utf-8'), accept: 'application/vnd.a+json;version=2, text/plain;q=0.9, */*;q=0.8', source: 'RFC 9110 §12.5.1 (parameters)' },
  { title: 'a range', responses: answers('image/*', '*/*'), accept: 'image/*, */*;q=0.8', source: bestFirst },
  { title: 'an invalid media type', responses: answers('json', 'text/a b', 'a/b, c/d', 'x/y\r\nZ: 1'), accept: 'application/json, */*;q=0.8', source: 'RFC 9110 §8.3.1' },
  { title: 'no content', responses: { 204: { description: 'Done' } }, accept: 'application/json, */*;q=0.8', source: bestFirst },
  { title: 'no declared media type', responses: {}, accept: 'application/json, */*;q=0.8', source: bestFirst },
];

function answers(...mediaTypes: string[]): JsonObject {
  return { 200: content(...mediaTypes) };
}

function content(...mediaTypes: string[]): JsonObject {
  return { description: 'Done', content: Object.fromEntries(mediaTypes.map((type) => [type, {}])) };
}
