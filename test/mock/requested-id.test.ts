import { expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Returns the response of a mock to the GET of an item, whose document has an example. */
async function read(
  target: string,
  variable: string,
  schema: JsonObject,
  example: Json,
  prefer = '',
): Promise<Json> {
  const content = { 'application/json': { schema, example } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      [`/pets/{${variable}}`]: {
        parameters: [{ name: variable, in: 'path', required: true, schema: {} }],
        get: { responses: { '200': { description: '', content } } },
      },
    },
  };
  await using mock = await createMock(await loadDocument(document), { seed: 1 });
  const response = await fetch(`${mock.url}${target}`, { headers: { prefer } });
  return (await response.json()) as Json;
}

const pet = (id: JsonObject): JsonObject => ({
  type: 'object',
  properties: { id, name: { type: 'string' } },
});
const whole = { type: 'integer', minimum: 1 };

// prettier-ignore
it.each<[title: string, target: string, variable: string, schema: JsonObject, example: Json, expected: Json]>([
  ['a number', '/pets/7', 'petId', pet(whole), { id: 1, name: 'Rex' }, { id: 7, name: 'Rex' }],
  ['a text', '/pets/b%20c', 'id', pet({ type: 'string' }), { id: 'a', name: 'Rex' }, { id: 'b c', name: 'Rex' }],
  ['a property that is named as the parameter', '/pets/7', 'petId', { type: 'object', properties: { petId: whole, id: whole } }, { petId: 1, id: 2 }, { petId: 7, id: 2 }],
  ['an item in an envelope', '/pets/7', 'petId', { type: 'object', properties: { data: pet(whole) } }, { data: { id: 1 } }, { data: { id: 7 } }],
  ['an id that the schema forbids', '/pets/0', 'petId', pet(whole), { id: 1, name: 'Rex' }, { id: 1, name: 'Rex' }],
  ['an id of another type', '/pets/mine', 'petId', pet(whole), { id: 1, name: 'Rex' }, { id: 1, name: 'Rex' }],
  ['a word where the id is any number', '/pets/mine', 'petId', pet({ type: 'number' }), { id: 1.5 }, { id: 1.5 }],
  ['a fraction', '/pets/2.5', 'petId', pet({ type: 'number' }), { id: 1.5 }, { id: 2.5 }],
  ['an id beyond 2^53', '/pets/9007199254740993', 'petId', pet(whole), { id: 1, name: 'Rex' }, { id: 1, name: 'Rex' }],
  ['an item without an id', '/pets/7', 'petId', pet(whole), { name: 'Rex' }, { name: 'Rex' }],
  ['a name that the parameter names', '/pets/Max', 'petName', pet(whole), { name: 'Rex' }, { name: 'Max' }],
  ['no object', '/pets/7', 'petId', { type: 'array' }, [1], [1]],
])('responds with the id of the path: %s', async (_, target, variable, schema, example, expected) => {
  expect(await read(target, variable, schema, example)).toEqual(expected);
});

it('responds with the status of an error, where a document declares nothing else', async () => {
  const content = { 'application/problem+json': { example: { id: 1, status: 400 } } };
  const get = { responses: { '404': { description: '', content } } };
  const parameters = [{ name: 'id', in: 'path', required: true, schema: {} }];
  const info = { title: 'T', version: '1' };
  const document = { openapi: '3.1.0', info, paths: { '/pets/{id}': { parameters, get } } };
  await using mock = await createMock(await loadDocument(document), { seed: 1 });
  const response = await fetch(`${mock.url}/pets/7`);
  expect([response.status, await response.json()]).toEqual([404, { id: 1, status: 404 }]);
});

it('responds with an example as it is if the request prefers it', async () => {
  expect(await read('/pets/7', 'petId', pet(whole), { id: 1 }, 'example=default')).toEqual({ id: 1 });
});
