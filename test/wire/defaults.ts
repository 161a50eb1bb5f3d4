import type { OperationSource } from '../support/document.ts';
import type { JsonObject } from '../../src/runtime/types.ts';
import { text, type Row } from './rows.ts';

/** What is sent where the caller says little. */
export interface DefaultsRow extends Row {
  operation: OperationSource;
  args: JsonObject;
  target: string;
  body?: string;
}

const size = { name: 'size', in: 'query', schema: { type: 'integer', default: 20 } } as const;
const server = 'JSON Schema validation §9.2 (a default is an annotation), OpenAPI 3.1.1 §4.8.24';

// prettier-ignore
export const defaultsRows: DefaultsRow[] = [
  { title: 'a default is the server’s business', operation: { parameters: [size] }, args: {}, target: '/things', source: server },
  { title: 'a default that is given is sent', operation: { parameters: [size] }, args: { size: 20 }, target: '/things?size=20', source: server },
  { title: 'defaults inside a body are not filled in', operation: { method: 'post', body: { schema: { type: 'object', properties: { kind: { ...text, default: 'cat' } } } } }, args: { body: {} }, target: '/things', body: '{}', source: server },
  { title: 'an example is not sent', operation: { parameters: [{ name: 'q', in: 'query', schema: { ...text, examples: ['cats'] } }] }, args: {}, target: '/things', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'a constant that is optional is not sent', operation: { parameters: [{ name: 'v', in: 'query', schema: { const: '1' } }] }, args: {}, target: '/things', source: 'JSON Schema validation §6.1.3' },
];

/** Every method of a Path Item, with the request line's. */
export const methodRows = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map(
  (method) => ({
    title: method,
    method,
    sent: method.toUpperCase(),
    source: 'OpenAPI 3.1.1 §4.8.9, RFC 9110 §9.1',
  }),
);

/** Response declarations for which Accept has to be there all the same. */
// prettier-ignore
export const acceptRows: (Row & { responses: JsonObject })[] = [
  { title: 'one type', responses: { '200': { description: 'Done', content: { 'application/json': {} } } }, source: 'RFC 9110 §12.5.1' },
  { title: 'several types', responses: { '200': { description: 'Done', content: { 'text/csv': {}, 'application/json': {} } } }, source: 'RFC 9110 §12.5.1' },
  { title: 'no content', responses: { '204': { description: 'Done' } }, source: 'RFC 9110 §12.5.1' },
  { title: 'an image', responses: { '200': { description: 'Done', content: { 'image/png': {} } } }, source: 'RFC 9110 §12.5.1' },
];
