import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument, openCredentials } from '../../src/index.ts';
import { clientNames, limitWarnings } from '../../src/cli/client-limits.ts';
import { adaptToStrictMode } from '../../src/describe/listed/adapt-to-strict-mode.ts';
import { SchemaLister } from '../../src/describe/listed/schema-lister.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import { serveLive } from '../support/serve-document.ts';
import { petstorePath } from '../support/cli.ts';
import { textOf } from '../support/call.ts';
import { petstoreCredentials, startPetstore } from '../support/petstore.ts';
import type { ApiServer, RuntimeOptions } from '../../src/index.ts';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { Petstore } from '../support/petstore.ts';

const { descriptor } = describeApi(await loadDocument(petstorePath));
const { credentials } = await openCredentials(descriptor, { environment: petstoreCredentials });
let petstore: Petstore;
let server: ApiServer;

beforeAll(async () => {
  petstore = await startPetstore();
  server = serve();
});
afterAll(async () => {
  await server.close();
  await petstore[Symbol.asyncDispose]();
});

function serve(options: RuntimeOptions = {}): ApiServer {
  return serveLive(
    descriptor,
    mergeOptions({ request: { baseUrl: petstore.url, credentials }, expose: 'search' }, options),
  );
}

async function strictServer(): Promise<ApiServer> {
  const strict = describeApi(await loadDocument(petstorePath), { profile: 'openai-strict' }).descriptor;
  return serveLive(strict, { request: { baseUrl: petstore.url, credentials }, expose: 'search' });
}

function call(tool: string, args: JsonObject, on = server): Promise<CallResult> {
  return on.handlers.callTool(tool, args);
}

interface Found {
  total: number;
  nextOffset?: number;
  hint?: string;
  operations: { name: string; score?: number; arguments?: string; method: string }[];
}

async function search(args: JsonObject, on = server): Promise<Found> {
  const { structuredContent, content } = await call('search_operations', args, on);
  expect(JSON.parse(textOf({ content }))).toEqual(structuredContent);
  return structuredContent as unknown as Found;
}

const namesOf = ({ operations }: Found): string[] => operations.map(({ name }) => name);

describe('the list of tools', () => {
  it('is taken by every client without a strict mode', () => {
    const { tools } = server.handlers.listTools();
    const refusing = clientNames.filter((name) => limitWarnings('pets', tools, name).length > 0);
    expect(refusing).toEqual(['openai-strict']);
  });

  it('has the dialect of the profile openai-strict', async () => {
    const strict = await strictServer();
    const lister = new SchemaLister(new Map(), { adapt: adaptToStrictMode });
    const expected = server.handlers
      .listTools()
      .tools.map(({ inputSchema }) => lister.list(inputSchema, [{ bytes: 10_000, depth: 9 }]).schema);
    expect(strict.handlers.listTools().tools.map(({ inputSchema }) => inputSchema)).toEqual(expected);
  });

  it.each<[tool: string, args: JsonObject, expected: JsonObject]>([
    [
      'search_operations',
      { query: null, tag: 'shops', method: null, limit: 1, offset: null },
      { total: 3, nextOffset: 1 },
    ],
    ['describe_operation', { name: 'getPet' }, { name: 'getPet' }],
    ['call_operation', { name: 'getPet', arguments: '{"petId":1}' }, { id: 1 }],
    ['call_operation', { name: 'listPets', arguments: null }, { items: expect.any(Array) as Json }],
    [
      'call_operation',
      { name: 'listPets', arguments: '{"limit":1,"tags":null}' },
      { items: expect.any(Array) as Json },
    ],
  ])('takes null and JSON text in the profile openai-strict: %s %j', async (tool, args, expected) => {
    const result = await call(tool, args, await strictServer());
    expect(textOf(result)).not.toBe('');
    expect(result).toMatchObject({ structuredContent: expected });
    expect(result.isError).not.toBe(true);
  });

  it('has three tools for any API', () => {
    const { tools } = server.handlers.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_operations',
      'describe_operation',
      'call_operation',
    ]);
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([true, true, false]);
  });

  it('ends with custom tools', () => {
    const own = serve({ extensions: { tools: [{ name: 'today', call: () => 'Saturday' }] } });
    expect(own.handlers.listTools().tools.at(-1)?.name).toBe('today');
  });

  it('refuses a custom tool with the name of a search tool', () => {
    expect(() => serve({ extensions: { tools: [{ name: 'call_operation', call: () => '' }] } })).toThrow(
      'call_operation is a tool of search mode already',
    );
  });

  it('marks calls as read-only if all operations are', () => {
    const reading = serve({ policy: { readOnly: true } });
    expect(reading.handlers.listTools().tools[2]?.annotations).toEqual({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
  });

  it.each<[expose: 'all' | 'search' | 'auto', operations: number, tools: number]>([
    ['all', 129, 129],
    ['auto', 128, 128],
    ['auto', 129, 3],
    ['search', 1, 3],
  ])('%s with %i operations is %i tools', (expose, count, tools) => {
    const [one] = descriptor.operations;
    const operations = Array.from({ length: count }, (_, index) => ({ ...one, name: `pet${index}` }));
    const many = { ...descriptor, operations: operations as typeof descriptor.operations };
    expect(serveLive(many, { expose }).handlers.listTools().tools).toHaveLength(tools);
  });
});

describe('search_operations', () => {
  it('returns names, methods and arguments, best first', async () => {
    const found = await search({ query: 'price of a pet', limit: 1 });
    expect(found).toEqual({
      total: expect.any(Number),
      nextOffset: 1,
      operations: [
        {
          name: 'getPetPrice',
          title: 'Ask the price of a pet',
          method: 'GET',
          path: '/pets/{petId}/price',
          arguments: 'petId*',
          deprecated: true,
          description: 'Superseded by getPet, whose answer has the price among everything else.',
          score: expect.any(Number),
        },
      ],
    });
  });

  it.each<[label: string, args: JsonObject, names: string[]]>([
    ['a tag', { tag: 'shops' }, ['findShops', 'getOpeningHours', 'sendMessage']],
    ['a tag in other letters', { tag: ' Shops' }, ['findShops', 'getOpeningHours', 'sendMessage']],
    ['a method', { method: 'PUT', tag: 'owners' }, ['addFavourite']],
    ['a method and a question', { query: 'photo', method: 'DELETE' }, ['removePhoto', 'removePet']],
    ['numbers as text', { tag: 'shops', limit: '1' }, ['findShops']],
    ['an offset', { tag: 'shops', offset: 1, limit: 1 }, ['getOpeningHours']],
    ['an offset behind the end', { tag: 'shops', offset: 9 }, []],
  ])('takes %s', async (_, args, names) => {
    expect(namesOf(await search(args))).toEqual(names);
  });

  it('pages through all operations in their order without a query', async () => {
    const names: string[] = [];
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const page: Found = await search({ offset, limit: 7 });
      expect(page.total).toBe(25);
      names.push(...namesOf(page));
      offset = page.nextOffset;
    }
    expect(names).toEqual(descriptor.operations.map(({ name }) => name));
  });

  it('lists the tags if nothing is found', async () => {
    const { total, hint } = await search({ query: 'xyzzy' });
    expect({ total, hint }).toEqual({
      total: 0,
      hint: expect.stringMatching(/^Nothing was found\. Use other words, or a tag: pets, /),
    });
  });

  it.each<[label: string, args: JsonObject, text: RegExp]>([
    ['a tag that is not there', { tag: 'cars' }, /^There is no tag "cars"\. Tags are pets, /],
    ['an argument that is not there', { q: 'pets' }, /q: is not an argument/],
    ['a method that is none', { method: 'FETCH' }, /method: must be one of/],
    ['a page without end', { limit: 51 }, /limit: must be <= 50|limit: .*50/],
  ])('refuses %s', async (_, args, text) => {
    const result = await call('search_operations', args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(text);
  });

  it.each<[label: string, options: RuntimeOptions, hidden: string]>([
    ['--deny', { policy: { deny: ['removePet'] } }, 'removePet'],
    ['--read-only', { policy: { readOnly: true } }, 'createPet'],
    [
      'a scope that the caller lacks',
      { policy: { toolScopes: { 'tag:owners': ['owners'] } } },
      'addFavourite',
    ],
  ])('knows nothing of what %s takes away', async (_, options, hidden) => {
    const guarded = serve(options);
    expect(namesOf(await search({ limit: 50 }, guarded))).not.toContain(hidden);
    for (const tool of ['describe_operation', 'call_operation']) {
      const result = await call(tool, { name: hidden }, guarded);
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(`There is no operation "${hidden}"`);
    }
    await guarded.close();
  });
});

describe('describe_operation', () => {
  it('returns the schema of arguments, an outline of the result and an example', async () => {
    const { structuredContent } = await call('describe_operation', { name: 'getPetPrice' });
    expect(structuredContent).toMatchObject({
      name: 'getPetPrice',
      method: 'GET',
      path: '/pets/{petId}/price',
      readOnly: true,
      arguments: descriptor.operations.find(({ name }) => name === 'getPetPrice')?.inputSchema,
      returns: [{ status: '200', mediaTypes: expect.any(Array) }],
      example: { name: 'getPetPrice', arguments: { petId: expect.any(Number) } },
      resource: 'pet-store://api/pets/{petId}/price',
    });
  });

  it('returns valid examples', async () => {
    const shown: string[] = [];
    for (const { name } of descriptor.operations) {
      const { structuredContent } = await call('describe_operation', { name });
      const { example } = structuredContent as { example?: { arguments: JsonObject } };
      if (example === undefined) continue;
      shown.push(name);
      const result = await call('call_operation', { name, arguments: example.arguments });
      expect(textOf(result)).not.toContain('do not fit');
    }
    expect(shown.length).toBeGreaterThan(20);
  });

  it('omits the resource if resources are off', async () => {
    const without = serve({ resources: false });
    const { structuredContent } = await call('describe_operation', { name: 'getPetPrice' }, without);
    expect(structuredContent).not.toHaveProperty('resource');
  });

  it.each([
    ['describe_operation', 'getPetPrize', 'getPetPrice'],
    ['call_operation', 'pet_price', 'getPetPrice'],
  ])('%s: names the nearest to %s', async (tool, name, nearest) => {
    const result = await call(tool, { name });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(
      new RegExp(
        `^There is no operation "${name}"\\. Did you mean .*\\b${nearest}\\b.*\\?\nsearch_operations finds`,
      ),
    );
  });
});

describe('call_operation', () => {
  it('returns the result of the operation', async () => {
    const all = serveLive(descriptor, { request: { baseUrl: petstore.url, credentials } });
    const args = { days: ['sat', 'sun'] };
    const through = await call('call_operation', { name: 'getOpeningHours', arguments: args });
    const direct = await all.handlers.callTool('getOpeningHours', args);
    expect(through.content).toEqual(direct.content);
    expect(through.structuredContent).toEqual(direct.structuredContent);
    await all.close();
  });

  it.each<[label: string, args: JsonObject, text: string]>([
    ['the rules of the operation hold', { name: 'getPet', arguments: {} }, 'petId: is required'],
    [
      'arguments beside their object',
      { name: 'getPet', petId: 1 },
      'Arguments of the operation go into `arguments`.',
    ],
    ['an empty name', { arguments: {} }, 'name: is required'],
    ['arguments that are a list', { name: 'getPet', arguments: [] }, 'arguments: must be object'],
    ['arguments that are no JSON', { name: 'getPet', arguments: '{petId' }, 'arguments: must be object'],
  ])('refuses %s', async (_, args, text) => {
    const count = petstore.requests.length;
    const result = await call('call_operation', args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(text);
    expect(petstore.requests).toHaveLength(count);
  });

  it.each<[label: string, args: JsonObject, request: string]>([
    ['an object', { name: 'getPet', arguments: { petId: 1 } }, 'GET /v1/pets/1'],
    ['an object as text', { name: 'getPet', arguments: '{"petId":2}' }, 'GET /v1/pets/2'],
    [
      'an object as text, every digit of it',
      { name: 'getPet', arguments: '{"petId":12345678901234567890}' },
      'GET /v1/pets/12345678901234567890',
    ],
    ['nothing, where nothing is needed', { name: 'listCategories' }, 'GET /v1/categories'],
    ['null for nothing', { name: 'listCategories', arguments: null }, 'GET /v1/categories'],
  ])('takes %s', async (_, args, request) => {
    await call('call_operation', args);
    expect(petstore.requests.at(-1)).toBe(request);
  });
});

describe('an unknown tool', () => {
  it.each([
    ['getPet', 'Unknown tool: getPet; call_operation calls operations, and getPet is one'],
    ['nothing_like_it_at_all', 'Unknown tool: nothing_like_it_at_all'],
  ])('%s', async (name, message) => {
    await expect(call(name, {})).rejects.toMatchObject({ code: -32602, message });
  });
});

describe('resources', () => {
  it('begin with the overview, then the tags and their counts', async () => {
    const [overview, first] = server.handlers.listResources().resources;
    expect(overview).toMatchObject({ uri: 'pet-store://overview', mimeType: 'text/markdown' });
    expect(first).toMatchObject({ uri: 'pet-store://tags', mimeType: 'application/json' });
    const { contents } = await server.handlers.readResource('pet-store://tags');
    const [tags] = contents;
    expect(JSON.parse(tags !== undefined && 'text' in tags ? tags.text : '')).toContainEqual({
      tag: 'shops',
      operations: 3,
    });
  });

  it('are absent with --resources off', async () => {
    const without = serve({ resources: false });
    expect(without.handlers.listResources().resources).toEqual([]);
    await expect(without.handlers.readResource('pet-store://tags')).rejects.toMatchObject({ code: -32602 });
  });

  it('have no tags outside search mode', async () => {
    const all = serve({ expose: 'all' });
    expect(all.handlers.listResources().resources.map(({ uri }) => uri)).not.toContain('pet-store://tags');
  });
});
