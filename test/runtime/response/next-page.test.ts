import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../../src/index.ts';
import { findNextPage } from '../../../src/runtime/response/next-page.ts';
import { readResponse } from '../../../src/runtime/response/read-response.ts';
import { documentOf } from '../../support/document.ts';
import { operationOf } from './list-operation.ts';
import type { ParameterSource } from '../../support/document.ts';
import type { NextPage } from '../../../src/runtime/response/pagination.ts';
import type { Json, JsonObject } from '../../../src/json/value.ts';

const sent = 'https://x.test/v1/things?page=2&per_page=50&key=secret';

async function nextPage(
  parameters: string[],
  headers: Record<string, string>,
  json: Json = [],
): Promise<NextPage | undefined> {
  const operation = await operationOf(...parameters);
  const body = readResponse({
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(json)),
  });
  return findNextPage({ operation, headers, body, sent });
}

const page: ParameterSource = {
  name: 'page',
  in: 'query',
  schema: { type: 'object', properties: { size: { type: 'integer' }, number: { type: 'integer' } } },
};

describe('the next page of a Link header', () => {
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
  ])('%s', async (_behaviour, link, args) => {
    const next = await nextPage(
      ['page', 'per_page', 'page[after]:string', 'ids:array'],
      link === undefined ? {} : { link },
    );
    expect(next?.args).toEqual(args);
  });

  it('has an address if an argument is missing', async () => {
    const link = '<https://x.test/v1/things?page=3&token=abc>; rel="next"';
    const address = 'https://x.test/v1/things?page=3&token=abc';
    expect(await nextPage(['page'], { link })).toEqual({ address });
  });
});

it.each<
  [style: string, parameter: ParameterSource, sentQuery: string, link: string, args: JsonObject | undefined]
>([
  [
    'deepObject',
    { ...page, style: 'deepObject' },
    'page[size]=50',
    '?page%5Bsize%5D=50&page%5Bnumber%5D=3',
    { page: { size: '50', number: '3' } },
  ],
  ['deepObject, nested', { ...page, style: 'deepObject' }, '', '?page[after][id]=3', undefined],
  ['deepObject of a longer name', { ...page, style: 'deepObject' }, '', '?pages[number]=3', undefined],
  [
    'exploded form',
    { ...page, style: 'form', explode: true },
    'size=50',
    '?size=50&number=3',
    { page: { size: '50', number: '3' } },
  ],
  [
    'exploded form, another name',
    { ...page, style: 'form', explode: true },
    'size=50',
    '?size=50&token=3',
    undefined,
  ],
])('the next page of a parameter that is an object: %s', async (_style, parameter, query, link, args) => {
  const { descriptor } = describeApi(await loadDocument(documentOf({ parameters: [parameter] })));
  const [operation] = descriptor.operations;
  const body = readResponse({
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ links: { next: `https://x.test/v1/things${link}` } })),
  });
  const next =
    operation && findNextPage({ operation, headers: {}, body, sent: `https://x.test/v1/things?${query}` });
  expect(next?.args).toEqual(args);
});

it('the next page of an operation with extraQuery has names of any kind', async () => {
  const { descriptor } = describeApi(
    await loadDocument(documentOf({ parameters: [{ name: 'page', in: 'query' }] })),
    {
      allowExtraQuery: true,
    },
  );
  const [operation] = descriptor.operations;
  const headers = { link: '<?page=3&_token=abc&tag=a&tag=b>; rel=next' };
  const next = operation && findNextPage({ operation, headers, body: { kind: 'empty' }, sent });
  expect(next?.args).toEqual({ page: '3', extraQuery: { _token: 'abc', tag: ['a', 'b'] } });
});

describe('the next page of another header', () => {
  it.each<[parameters: string[], headers: Record<string, string>, args: JsonObject | undefined]>([
    [['_limit', '_token:string'], { 'next-page': `${sent}&_token=t2` }, { _token: 't2' }],
    [['page', 'per_page'], { 'x-next-page': '3' }, { page: '3' }],
    [['page'], { 'x-next-page': '' }, undefined],
    [['page'], { 'x-next-page': '2' }, undefined],
    [['cursor:string'], { 'x-next-cursor': 'abc=' }, { cursor: 'abc=' }],
    [['page_token:string'], { 'x-next-page-token': 'abc' }, { page_token: 'abc' }],
    [['continuationToken:string'], { 'x-ms-continuationtoken': 'abc' }, { continuationToken: 'abc' }],
    [['limit', 'offset'], { 'x-next-offset': '40' }, { offset: '40' }],
    [['q:string'], { 'x-next-cursor': 'abc' }, undefined],
    [['cursor:string'], { 'x-next-action': 'abc' }, undefined],
  ])('%j %j', async (parameters, headers, args) => {
    const renamed = args === undefined ? args : mapToken(args);
    expect((await nextPage(parameters, headers))?.args).toEqual(renamed);
  });
});

/** Arguments have no leading underscore. */
function mapToken(args: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name.replace(/^_/, ''), value]));
}

describe('the next page of a body', () => {
  const cursor = ['limit', 'cursor:string'];
  it.each<[parameters: string[], body: Json, args: JsonObject | undefined]>([
    [cursor, { next_cursor: 'abc' }, { cursor: 'abc' }],
    [cursor, { next_cursor: null }, undefined],
    [cursor, { next_cursor: '' }, undefined],
    [cursor, { next_cursor: 'abc', has_more: false }, undefined],
    [cursor, { response_metadata: { next_cursor: 'dXNlcg==' } }, { cursor: 'dXNlcg==' }],
    [cursor, { result_info: { cursors: { after: 'abc' } } }, { cursor: 'abc' }],
    [['after:string'], { paging: { next: { after: '10', link: '?after=10' } } }, { after: '10' }],
    [['after:string'], { pageInfo: { hasNextPage: true, endCursor: 'abc' } }, { after: 'abc' }],
    [['after:string'], { pageInfo: { hasNextPage: false, endCursor: 'abc' } }, undefined],
    [['pageToken:string'], { nextPageToken: 'abc' }, { pageToken: 'abc' }],
    [['continue:string'], { metadata: { continue: 'abc' } }, { continue: 'abc' }],
    [['page'], { next: 'https://x.test/v1/things?page=3' }, { page: '3' }],
    [['page'], { next: '/v1/things?page=3' }, { page: '3' }],
    [['page'], { next: null }, undefined],
    [['page'], { _links: { next: { href: '/v1/things?page=3' } } }, { page: '3' }],
    [['page'], { meta: { next_page: 3 } }, { page: 3 }],
    [['$skiptoken:string'], { '@odata.nextLink': 'things?$skiptoken=abc' }, { skiptoken: 'abc' }],
    [
      ['$skiptoken:string'],
      { '@odata.nextLink': 'https://x.test/things?$skiptoken=abc' },
      { skiptoken: 'abc' },
    ],
    [['limit', 'offset'], { next_offset: 20 }, { offset: 20 }],
    [cursor, { next: { title: 'The next thing' } }, undefined],
    [cursor, { things: [{ next_cursor: 'abc' }] }, undefined],
    [['q:string'], { next_cursor: 'abc' }, undefined],
    [cursor, [{ next_cursor: 'abc' }], undefined],
    [cursor, 'text', undefined],
    [
      cursor,
      { ...Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 1])), next: 'abc' },
      undefined,
    ],
  ])('%j %j', async (parameters, body, args) => {
    expect((await nextPage(parameters, {}, body))?.args).toEqual(args);
  });
});
