import { expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { tool } from '../support/document.ts';

/** `collectionFormat` of Swagger 2.0 (Parameter Object) in every location that allows it. */
const rows = [
  ['path', 'csv', '/a/x,y%20z'],
  ['path', 'ssv', '/a/x%20y%20z'],
  ['path', 'pipes', '/a/x%7Cy%20z'],
  ['path', 'tsv', '/a/x%09y%20z'],
  ['query', 'csv', '/a?p=x,y%20z'],
  ['query', 'ssv', '/a?p=x%20y%20z'],
  ['query', 'pipes', '/a?p=x%7Cy%20z'],
  ['query', 'tsv', '/a?p=x%09y%20z'],
  ['query', 'multi', '/a?p=x&p=y%20z'],
  ['header', 'csv', 'x,y z'],
  ['header', 'ssv', 'x y z'],
  ['header', 'pipes', 'x|y z'],
  ['header', 'tsv', 'x\ty z'],
] as const;

it.each(rows)('writes an array in %s with %s as %s', async (location, collectionFormat, expected) => {
  const parameter = {
    name: 'p',
    in: location,
    required: true,
    type: 'array',
    items: { type: 'string' },
    collectionFormat,
  };
  const operation = { operationId: tool, parameters: [parameter], responses: {} };
  const paths = { [location === 'path' ? '/a/{p}' : '/a']: { get: operation } };
  const document = { swagger: '2.0', info: { title: 'T', version: '1' }, paths };
  const request = await requestOf(document, { p: ['x', 'y z'] });
  expect(location === 'header' ? request.header('p') : request.target).toBe(expected);
});
