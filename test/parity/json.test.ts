import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Handlers } from '../../src/runtime/protocol.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';

const path = fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url));
const { descriptor } = describeApi(await loadDocument(path), { responseFilter: true });
const copy = JSON.parse(JSON.stringify(descriptor)) as ApiDescriptor;
const frozen = freeze(structuredClone(descriptor));

/** Calls of every kind: parameters of all styles, bodies of all types, and some that are refused. */
const calls: [tool: string, args: JsonObject][] = [
  ['listPets', { species: ['cat', 'dog'], tags: ['calm', 'indoor'], filter: { maxPrice: 9000 }, limit: '5' }],
  ['listPets', { limit: 'many', unknown: 1 }],
  ['getPet', { petId: 1 }],
  ['getPet', {}],
  ['createPet', { body: { name: 'Pixel', species: 'cat', price: 9000 } }],
  ['createPet', { name: 'Pixel' }],
  ['updatePet', { petId: 1, body: { birthday: null } }],
  ['removePet', { petId: 1 }],
  ['exportPets', { columns: ['name', 'price'] }],
  ['listCategories', { resultFilter: '[0]' }],
  ['getOrder', { orderId: 'PS-1001' }],
];

const uris = [
  'pet-store://api/pets?species=cat&species=dog',
  'pet-store://api/pets/1',
  'pet-store://api/pets/x',
  'pet-store://api/none',
];

describe('the descriptor of the pet store', () => {
  it('is plain JSON', () => {
    expect(copy).toStrictEqual(descriptor);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(descriptor));
  });

  it('has no executable data, and no key that objects inherit', () => {
    const keys = new Set<string>();
    JSON.stringify(descriptor, (key, value: unknown) => {
      keys.add(key);
      expect(typeof value).not.toBe('function');
      return value;
    });
    expect(keys).not.toContain('__proto__');
  });
});

describe.each([
  ['that went through JSON', copy],
  ['that is frozen', frozen],
])('a descriptor %s', (_, other) => {
  it('returns the same bytes of lists', () => {
    expect(lists(createHandlers(other))).toBe(lists(createHandlers(descriptor)));
  });

  it('sends the same requests and returns the same results', async () => {
    expect(await exchanges(other)).toEqual(await exchanges(descriptor));
  });

  it('completes the same values', async () => {
    const [one, two] = [createHandlers(other), createHandlers(descriptor)];
    for (const { uriTemplate } of two.listResourceTemplates().resourceTemplates)
      for (const [, names = ''] of uriTemplate.matchAll(/\{\??([^{}]+)\}/g))
        for (const name of names.replaceAll('*', '').split(','))
          expect(await one.complete(uriTemplate, name, '')).toEqual(
            await two.complete(uriTemplate, name, ''),
          );
  });
});

/** Returns all pages of all lists, as they would be sent. */
function lists(handlers: Handlers): string {
  const pages: unknown[] = [];
  for (const list of [handlers.listTools, handlers.listResources, handlers.listResourceTemplates]) {
    let cursor: string | undefined;
    do {
      const page = list(cursor);
      pages.push(page);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return JSON.stringify(pages);
}

/** Returns the requests and the results, call by call. */
async function exchanges(api: ApiDescriptor): Promise<unknown> {
  await using upstream = await startUpstream(({ target }) =>
    target.includes('categories')
      ? jsonAnswer([{ name: 'a' }])
      : jsonAnswer({ id: 1, name: 'Pixel', big: 1 }),
  );
  const credentials = { staffToken: { value: 'staff' }, managerKey: { value: 'key' } };
  const handlers = createHandlers(api, { request: { baseUrl: `${upstream.url}/v1`, credentials } });
  const results: unknown[] = [];
  for (const [tool, args] of calls)
    results.push(await handlers.callTool(tool, freeze(structuredClone(args))));
  for (const uri of uris) results.push(await handlers.readResource(uri).catch(String));
  await handlers.close();
  const requests = upstream.requests.map(({ method, target, headers, body }) => {
    return { method, target, headers, body: body.toString() };
  });
  // The port is another each time, and so is the time that a call took.
  const text = JSON.stringify({ results, requests }).replaceAll(`:${upstream.port}`, ':0');
  return JSON.parse(text, (key, value: unknown) => (key === 'duration' ? 0 : value));
}

/** A value that throws where anything changes it. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
  return value;
}
