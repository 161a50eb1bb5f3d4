import { array, check, constantFrom, nat, oneof, property, record, string, uniqueArray } from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOperations, slug } from '../../src/describe/operation-names.ts';

interface Named {
  id?: string;
  method: string;
  path: string;
}

let paths = 0;
/** Returns an operation with an id, at a unique path by default. */
const withId = (id: string, path = `/${paths++}`): Named => ({ id, method: 'GET', path });
const withoutId = (method: string, path: string): Named => ({ method, path });
const validName = /^[a-zA-Z0-9_-]{1,64}$/;
const matching = (name: string | RegExp): unknown =>
  typeof name === 'string' ? name : expect.stringMatching(name);

describe('the tool name from an operationId', () => {
  it.each<[title: string, id: string, name: string]>([
    ['that is valid', 'listPets', 'listPets'],
    ['of one letter', 'a', 'a'],
    ['of digits', '42', '42'],
    ['with - and _', '-list__pets-', '-list__pets-'],
    ['of 64 characters', 'a'.repeat(64), 'a'.repeat(64)],
    ['with a slash', 'repos/list', 'repos_list'],
    ['with dots', 'pets.v1.list', 'pets_v1_list'],
    ['with a run of others', 'list: all -> pets', 'list_all_-_pets'],
    ['with others at its ends', '(list)', 'list'],
    ['with braces', 'get{petId}', 'get_petId'],
    ['with spaces', 'List pets', 'List_pets'],
    ['with accents', 'élève_für_Åse', 'eleve_fur_Ase'],
    ['with ligatures and wide letters', 'ﬁnd２', 'find2'],
    ['in part of another script', 'get_日本_pets', 'get_RiBen_pets'],
    ['in Chinese', '获取宠物', 'HuoQuChongWu'],
    ['in Russian', 'получить питомца', 'poluchit_pitomtsa'],
    ['in Japanese', 'ペットを取得', 'pettooQuDe'],
    ['with emoji', 'list🐶pets', 'list_pets'],
    ['with a line break', 'list\npets', 'list_pets'],
    ['with NUL', 'list\0pets', 'list_pets'],
    ['with half a character', 'list\ud83dpets', 'list_pets'],
  ])('%s', (_, id, name) => {
    expect(nameOperations([withId(id)])).toEqual([name]);
  });

  it.each<[title: string, id: string]>([
    ['of punctuation', '::/::'],
    ['of emoji', '🐶🐱'],
    ['that is empty', ''],
  ])('%s is made from method and path instead', (_, id) => {
    expect(nameOperations([withId(id, '/pets/{petId}')])).toEqual(['get_pets_by_petId']);
  });

  it('of 200 characters is truncated and gets a hash', () => {
    const id = 'listAllPetsOfTheShop'.repeat(10);
    const [name, other] = nameOperations([withId(id), withId(`${id}2`)]);
    expect(name).toMatch(/^listAllPetsOfTheShoplistAllPetsOfTheShoplistAllPetsOfTheS_[0-9a-f]{6}$/);
    expect(name).toHaveLength(64);
    expect(other).toMatch(validName);
    expect(other).not.toBe(name);
  });
});

describe('an operation without an operationId', () => {
  it.each<[method: string, path: string, name: string]>([
    ['GET', '/pets', 'get_pets'],
    ['GET', '/pets/{petId}', 'get_pets_by_petId'],
    ['DELETE', '/pets/{petId}/photos/{photoId}', 'delete_pets_by_petId_photos_by_photoId'],
    ['GET', '/', 'get'],
    ['GET', '/pets/', 'get_pets'],
    ['GET', '/a//b', 'get_a_b'],
    ['GET', '/{id}', 'get_by_id'],
    ['GET', '/files/{name}.{extension}', 'get_files_by_name_by_extension'],
    ['GET', "/users('{id}')", 'get_users_by_id'],
    ['GET', '/v1.2/pets', 'get_v1_2_pets'],
    ['GET', '/café', 'get_cafe'],
    ['GET', '/宠物', 'get_ChongWu'],
    ['GET', '/города/{город}', 'get_goroda_by_gorod'],
    ['M-SEARCH', '/pets', 'm-search_pets'],
    ['*', '/', 'operation'],
  ])('is named after %s %s: %s', (method, path, name) => {
    expect(nameOperations([withoutId(method, path)])).toEqual([name]);
  });
});

describe('names that would be equal', () => {
  it.each<[title: string, operations: Named[], names: (string | RegExp)[]]>([
    [
      'a valid name stays, wherever it stands',
      [withId('a b'), withId('a_b'), withId('a.b')],
      [/^a_b_[0-9a-f]{6}$/, 'a_b', /^a_b_[0-9a-f]{6}$/],
    ],
    ['no name is valid', [withId('a b'), withId('a.b')], [/^a_b_[0-9a-f]{6}$/, /^a_b_[0-9a-f]{6}$/]],
    [
      'the same id twice',
      [withId('list', '/pets'), withId('list', '/owners')],
      ['list', /^list_[0-9a-f]{6}$/],
    ],
    [
      'the same id three times',
      [withId('list', '/a'), withId('list', '/b'), withId('list', '/c')],
      ['list', /^list_[0-9a-f]{6}$/, /^list_[0-9a-f]{6}$/],
    ],
    [
      'an id and a path',
      [withoutId('GET', '/pets'), withId('get_pets')],
      [/^get_pets_[0-9a-f]{6}$/, 'get_pets'],
    ],
    [
      'two paths',
      [withoutId('GET', '/pets'), withoutId('GET', '/pets/')],
      [/^get_pets_[0-9a-f]{6}$/, /^get_pets_[0-9a-f]{6}$/],
    ],
    ['case alone tells apart', [withId('getPet'), withId('getpet')], ['getPet', 'getpet']],
  ])('are told apart: %s', (_, operations, expected) => {
    const names = nameOperations(operations);
    expect(names).toEqual(expected.map(matching));
    expect(new Set(names).size).toBe(names.length);
  });

  it('do not change a valid id that looks like the hash of another', () => {
    const [hashed = ''] = nameOperations([withId('a b'), withId('a.b')]);
    const names = nameOperations([withId('a b'), withId('a.b'), withId(hashed)]);
    expect(names[2]).toBe(hashed);
    expect(new Set(names).size).toBe(3);
  });
});

describe('the names of any document', () => {
  const operation: Arbitrary<Named> = record(
    {
      id: oneof(string({ unit: 'binary', maxLength: 90 }), constantFrom('a', 'a b', 'a.b', 'a_b')),
      method: constantFrom('GET', 'POST'),
      path: string({ unit: constantFrom('a', '/', '{', '}', '.', '-', '日'), maxLength: 12 }),
    },
    { requiredKeys: ['method', 'path'] },
  );

  it('are valid and unique', () => {
    const outcome = check(
      property(array(operation, { maxLength: 12 }), (operations) => {
        const names = nameOperations(operations);
        return names.every((name) => validName.test(name)) && new Set(names).size === operations.length;
      }),
    );
    expect(outcome.counterexample).toBeNull();
  });

  it('do not change when an operation is added anywhere', () => {
    const distinct = uniqueArray(operation, {
      maxLength: 8,
      selector: ({ id, method, path }) => id ?? `${method} ${path}`,
    });
    const outcome = check(
      property(distinct, nat(8), (operations, place) => {
        const added = withId('somethingElse', '/something/else');
        const extended = operations.toSpliced(place, 0, added);
        const names = nameOperations(extended).filter((_, index) => extended[index] !== added);
        return names.join(' ') === nameOperations(operations).join(' ');
      }),
    );
    expect(outcome.counterexample).toBeNull();
  });
});

describe('the slug of a title', () => {
  it.each<[title: string, expected: string]>([
    ['Pet Store', 'pet-store'],
    ['  Swagger Petstore - OpenAPI 3.1 ', 'swagger-petstore-openapi-3-1'],
    ['Élan & Co.', 'elan-co'],
    ['宠物商店', 'chong-wu-shang-dian'],
    ['宠物商店 API v2', 'chong-wu-shang-dian-api-v2'],
    ['API宠物', 'api-chong-wu'],
    ['ペットストア', 'pettosutoa'],
    ['Магазин Питомцев', 'magazin-pitomtsev'],
    ['Κατάστημα', 'katastima'],
    ['Straßen Øst', 'strassen-ost'],
    ['E\u0301lan', 'elan'],
    ['ﬁrst ½', 'first-1-2'],
    ['', 'api'],
    ['***', 'api'],
    ['🐶', 'api'],
    ['GitHub v3 REST API', 'github-v3-rest-api'],
    ['a'.repeat(100), 'a'.repeat(48)],
    [`${'a'.repeat(47)} b`, 'a'.repeat(47)],
    ['../../etc/passwd', 'etc-passwd'],
    ["Netlify's API documentation", 'netlify-api-documentation'],
    ['The Owners’ ‘store’ and O’Neill’s shop', 'the-owners-store-and-oneill-shop'],
  ])('%s is %s', (title, expected) => {
    expect(slug(title)).toBe(expected);
  });
});
