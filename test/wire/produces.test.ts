import { expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { tool } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Swagger 2.0, Operation Object: `produces`, with responses that have no schema. */
it.each<[title: string, root: JsonObject, operation: JsonObject, accept: string]>([
  ['of the operation', {}, { produces: ['text/csv'] }, 'text/csv, */*;q=0.8'],
  ['of the document', { produces: ['text/csv', 'a/b'] }, {}, 'text/csv, a/b;q=0.9, */*;q=0.8'],
  ['of both', { produces: ['a/b'] }, { produces: ['text/csv'] }, 'text/csv, */*;q=0.8'],
  [
    'of an operation that clears them',
    { produces: ['a/b'] },
    { produces: [] },
    'application/json, */*;q=0.8',
  ],
  ['as one text', { produces: 'a/b' }, {}, 'a/b, */*;q=0.8'],
  ['as one text of the operation', {}, { produces: 'text/csv' }, 'text/csv, */*;q=0.8'],
  ['with JSON', {}, { produces: ['text/csv', 'application/json'] }, 'application/json, */*;q=0.8'],
  ['of none', {}, {}, 'application/json, */*;q=0.8'],
  [
    'of 204',
    {},
    { produces: ['text/csv'], responses: { 204: { description: 'd' } } },
    'application/json, */*;q=0.8',
  ],
  [
    'of a default response',
    {},
    { produces: ['text/csv'], responses: { default: { description: 'd' } } },
    'text/csv, */*;q=0.8',
  ],
  [
    'of a default response beside a success without content',
    {},
    { produces: ['text/csv'], responses: { 204: { description: 'd' }, default: { description: 'd' } } },
    'application/json, */*;q=0.8',
  ],
  [
    'of a shared response',
    { responses: { Ok: { description: 'd' } } },
    { produces: ['text/csv'], responses: { 200: { $ref: '#/responses/Ok' } } },
    'text/csv, */*;q=0.8',
  ],
])('accepts the media types %s', async (_, root, operation, accept) => {
  const get = { operationId: tool, responses: { 200: { description: 'd' } }, ...operation };
  const document = { swagger: '2.0', info: { title: 'T', version: '1' }, paths: { '/a': { get } }, ...root };
  expect((await requestOf(document, {})).header('accept')).toBe(accept);
});
