import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { nameOperations } from '../../src/describe/operation-names.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { selectOperations, unmatchedSelectors } from '../../src/model/select-operations.ts';

const { operations } = buildModel(
  {
    document: {
      paths: {
        '/pets': {
          get: { operationId: 'listPets', tags: ['pets'] },
          post: { operationId: 'createPet', tags: ['pets', 'staff only'] },
        },
        '/pets/{petId}': { get: { operationId: 'getPet', tags: ['pets'] } },
        '/pets/{petId}/photos': { get: { operationId: 'photos.list', tags: ['photos'] } },
        '/orders(all)': { get: { tags: [] }, query: { operationId: 'searchOrders' } },
      },
    },
  },
  () => undefined,
);
const all = [
  'GET /pets',
  'POST /pets',
  'GET /pets/{petId}',
  'GET /pets/{petId}/photos',
  'GET /orders(all)',
  'QUERY /orders(all)',
];

describe('a pattern', () => {
  it.each<[pattern: string, selected: string[]]>([
    ['listPets', ['GET /pets']],
    ['*Pet*', ['GET /pets', 'POST /pets', 'GET /pets/{petId}']],
    ['*', all],
    ['photos.list', ['GET /pets/{petId}/photos']],
    ['photos_list', ['GET /pets/{petId}/photos']],
    ['get_orders_*', ['GET /orders(all)']],
    ['photosxlist', []],
    ['LISTPETS', []],
    ['tag:pets', ['GET /pets', 'POST /pets', 'GET /pets/{petId}']],
    ['tag: staff only', ['POST /pets']],
    ['tag:p*', ['GET /pets', 'POST /pets', 'GET /pets/{petId}', 'GET /pets/{petId}/photos']],
    ['get', ['GET /pets', 'GET /pets/{petId}', 'GET /pets/{petId}/photos', 'GET /orders(all)']],
    ['QUERY', ['QUERY /orders(all)']],
    ['/pets', ['GET /pets', 'POST /pets']],
    ['/pets/*', ['GET /pets/{petId}']],
    ['/pets/**', ['GET /pets/{petId}', 'GET /pets/{petId}/photos']],
    ['/**/photos', ['GET /pets/{petId}/photos']],
    ['/pets/{petId}', ['GET /pets/{petId}']],
    ['/orders(all)', ['GET /orders(all)', 'QUERY /orders(all)']],
    ['/**', all],
    ['GET /pets', ['GET /pets']],
    ['post  /**', ['POST /pets']],
    ['* /pets', ['GET /pets', 'POST /pets']],
    ['  getPet  ', ['GET /pets/{petId}']],
    ['', []],
  ])('selects operations: %j', (pattern, selected) => {
    expect(names({ include: [pattern] })).toEqual(selected);
    expect(names({ exclude: [pattern] })).toEqual(all.filter((name) => !selected.includes(name)));
  });

  it('is an alternative to others, and exclude overrides include', () => {
    expect(names({ include: ['tag:pets', 'photos.list'], exclude: ['post'] })).toEqual([
      'GET /pets',
      'GET /pets/{petId}',
      'GET /pets/{petId}/photos',
    ]);
  });

  it('is optional: without patterns every operation is selected', () => {
    expect(names({})).toEqual(all);
  });
});

describe('a pattern that matches no operation', () => {
  it.each<[pattern: string, meant: string | undefined]>([
    ['LISTPETS', 'listPets'],
    ['listPet', 'listPets'],
    ['photo_list', 'photos_list'],
    ['tag:Pets', 'tag:pets'],
    ['tag:pet', 'tag:pets'],
    ['photos', 'tag:photos'],
    ['Staff Only', 'tag:staff only'],
    ['/pet', '/pets'],
    ['GET /pets/{petID}', 'GET /pets/{petId}'],
    ['tag:x', undefined],
    ['/nothing/**', undefined],
    ['', undefined],
  ])('is named, with the one that was meant: %j', (pattern, meant) => {
    const message = `${JSON.stringify(pattern)} matches no operation${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    expect(unmatched({ include: [pattern] })).toEqual([`include ${message}`]);
    expect(unmatched({ exclude: [pattern, 'listPets'] })).toEqual([`exclude ${message}`]);
  });

  it.each(['delete', 'TRACE', 'listPets', 'tag:p*', '/pets/**'])('is not %s', (pattern) => {
    expect(unmatched({ include: [pattern], exclude: [pattern] })).toEqual([]);
  });

  it('is a finding, and a part of the error if nothing is left', async () => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      paths: { '/pets': { get: {} } },
    };
    const loaded = await loadDocument(document);
    expect(describeApi(loaded, { include: ['get'], exclude: ['/pet'] }).findings).toEqual([
      { kind: 'ignored', pointer: '', message: 'exclude "/pet" matches no operation; did you mean /pets?' },
    ]);
    expect(() => describeApi(loaded, { include: ['/pet'] })).toThrow(
      'include and exclude leave none of its 1 operations; include "/pet" matches no operation; did you mean /pets?',
    );
  });
});

function unmatched(options: { include?: string[]; exclude?: string[] }): string[] {
  return unmatchedSelectors(operations, options, nameOperations(operations));
}

function names(options: { include?: string[]; exclude?: string[] }): string[] {
  return selectOperations(operations, options, nameOperations(operations)).map(
    ({ method, path }) => `${method} ${path}`,
  );
}
