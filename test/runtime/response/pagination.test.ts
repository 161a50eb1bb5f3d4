import { describe, expect, it } from 'vitest';
import { findPagination, readNextPage } from '../../../src/runtime/response/pagination.ts';
import type { Pagination } from '../../../src/runtime/response/pagination.ts';
import type { OperationDescriptor } from '../../../src/descriptor.ts';
import type { JsonObject } from '../../../src/json/value.ts';
import { openApi } from '../../support/call.ts';
import { documentOf } from '../../support/document.ts';

/** Returns an operation with query parameters, `name` or `name:type`. */
async function operationOf(...parameters: string[]): Promise<OperationDescriptor> {
  await using api = await openApi(
    documentOf({
      parameters: parameters.map((parameter) => {
        const [name = '', type = 'integer'] = parameter.split(':');
        return { name, in: 'query', schema: { type } };
      }),
    }),
  );
  const [operation] = api.descriptor.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  return operation;
}

describe('the arguments that page through a list', () => {
  it.each<[parameters: string[], pagination: Pagination]>([
    [['page', 'per_page'], { page: 'page', size: 'per_page' }],
    [['limit', 'offset', 'q:string'], { size: 'limit', offset: 'offset' }],
    [['limit', 'starting_after:string'], { size: 'limit', cursor: 'starting_after' }],
    [['after:string', 'before:string', 'first'], { size: 'first', cursor: 'after' }],
    [['before:string'], { cursor: 'before' }],
    [['pageToken:string', 'maxResults'], { size: 'maxResults', cursor: 'pageToken' }],
    [['page_size', 'page:string'], { size: 'page_size', page: 'page' }],
    [['page[size]', 'page[number]'], { size: 'page_size', page: 'page_number' }],
    [['$top', '$skip', '$count:boolean'], { size: 'top', offset: 'skip' }],
    [['start:string', 'count:boolean', 'name:string'], {}],
    [[], {}],
  ])('%j', async (parameters, pagination) => {
    expect(findPagination(await operationOf(...parameters))).toEqual(pagination);
  });
});

describe('the next page', () => {
  const sent = 'https://x.test/v1/things?page=2&per_page=50&key=secret';
  it.each<[behaviour: string, header: string | undefined, args: JsonObject | undefined]>([
    [
      'is what the link changes',
      '<https://x.test/v1/things?page=3&per_page=50&key=secret>; rel="next"',
      { page: '3' },
    ],
    ['is relative', '<?page=3>; rel=next', { page: '3' }],
    ['is at another address', '<https://y.test/things?page=3>; rel="next"', { page: '3' }],
    [
      'has arguments under their own names',
      '<?page=2&page%5Bafter%5D=a%20b>; rel=next',
      { page_after: 'a b' },
    ],
    ['has lists', '<?ids=1&ids=2&page=2>; rel=next', { ids: ['1', '2'] }],
    ['needs a name that is not an argument', '<?page=3&token=abc>; rel=next', undefined],
    ['is the same page', '<?page=2>; rel=next', undefined],
    ['is not linked', '<?page=1>; rel=prev', undefined],
    ['has a broken address', '<http://[>; rel=next', undefined],
    ['is missing', undefined, undefined],
  ])('%s', async (_behaviour, header, args) => {
    const operation = await operationOf('page', 'per_page', 'page[after]:string', 'ids:array');
    expect(readNextPage(header, operation, sent)).toEqual(args);
  });
});
