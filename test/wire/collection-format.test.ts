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

/** Arrays inside an array: each level has a format of its own, `csv` by default. */
const nestedRows = [
  ['query', 'pipes', ['csv'], '/a?p=1%2C2%7C3%2C4'],
  ['query', 'csv', ['pipes'], '/a?p=1%7C2,3%7C4'],
  ['query', 'multi', ['ssv'], '/a?p=1%202&p=3%204'],
  ['query', 'csv', ['tsv'], '/a?p=1%092,3%094'],
  ['query', undefined, [undefined], '/a?p=1%2C2,3%2C4'],
  ['path', 'csv', ['pipes'], '/a/1%7C2,3%7C4'],
  ['header', 'pipes', ['csv'], '1,2|3,4'],
] as const;

it.each(nestedRows)(
  'writes arrays inside an array in %s with %s of %j as %s',
  async (location, outer, [inner], expected) => {
    const parameter = {
      name: 'p',
      in: location,
      required: true,
      type: 'array',
      items: { type: 'array', items: { type: 'integer' }, ...(inner && { collectionFormat: inner }) },
      ...(outer && { collectionFormat: outer }),
    };
    const operation = { operationId: tool, parameters: [parameter], responses: {} };
    const paths = { [location === 'path' ? '/a/{p}' : '/a']: { get: operation } };
    const document = { swagger: '2.0', info: { title: 'T', version: '1' }, paths };
    const request = await requestOf(document, {
      p: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(location === 'header' ? request.header('p') : request.target).toBe(expected);
  },
);

it('writes three levels of arrays in a form', async () => {
  const items = { type: 'array', collectionFormat: 'csv', items: { type: 'string' } };
  const middle = { type: 'array', collectionFormat: 'ssv', items };
  const parameter = { name: 'p', in: 'formData', type: 'array', collectionFormat: 'pipes', items: middle };
  const post = { operationId: tool, parameters: [parameter], responses: {} };
  const document = { swagger: '2.0', info: { title: 'T', version: '1' }, paths: { '/a': { post } } };
  const request = await requestOf(document, { body: { p: [[['a', 'b'], ['c']], [['d']]] } });
  expect(request.body.toString()).toBe('p=a%2Cb%20c%7Cd');
});
