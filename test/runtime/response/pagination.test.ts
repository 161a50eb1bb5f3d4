import { describe, expect, it } from 'vitest';
import { findPagination } from '../../../src/runtime/response/pagination.ts';
import type { Pagination } from '../../../src/runtime/response/pagination.ts';
import { operationOf } from './list-operation.ts';

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
