import { describe, expect, it } from 'vitest';
import { nameOperations } from '../../src/describe/operation-names.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { selectOperations } from '../../src/model/select-operations.ts';

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

function names(options: { include?: string[]; exclude?: string[] }): string[] {
  return selectOperations(operations, options, nameOperations(operations)).map(
    ({ method, path }) => `${method} ${path}`,
  );
}
