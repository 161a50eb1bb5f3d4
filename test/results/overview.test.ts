import { expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { isGenerated, serveDocument } from '../support/serve-document.ts';
import type { ApiServer, CreateServerOptions, JsonObject } from '../../src/index.ts';
import type { Principal } from '../../src/runtime/protocol.ts';

const pets: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1', description: 'A shop.\n\nOf pets.' },
  tags: [
    { name: 'pets', description: 'Animals.' },
    { name: 'staff', description: 'For staff alone.' },
    { name: 'unused', description: 'Nothing.' },
  ],
  servers: [{ url: 'https://ada:secret@pets.example/v1?key=secret', description: 'Live' }],
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        summary: 'All pets',
        tags: ['pets'],
        security: [],
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          { name: 'cursor', in: 'query', schema: { type: 'string' } },
        ],
        responses: {},
      },
    },
    '/pets/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getPet', tags: ['pets'], responses: {}, deprecated: true },
      delete: { operationId: 'dropPet', tags: ['staff'], responses: {} },
    },
  },
};

/** Serves the pets. No credentials are read. */
function serve(document: JsonObject = pets, options: CreateServerOptions = {}): Promise<ApiServer> {
  return serveDocument(document, { ...options, request: { credentials: {}, ...options.request } });
}

async function overviewOf({ handlers, descriptor }: ApiServer, principal?: Principal): Promise<string> {
  const context = principal === undefined ? {} : { principal };
  const { contents } = await handlers.readResource(`${descriptor.scheme}://overview`, context);
  const [content] = contents;
  return content !== undefined && 'text' in content ? content.text : '';
}

const whole = `# Pets 1

A shop.

Of pets.

## Areas

### pets

Animals.

- \`listPets\` (GET /pets): All pets
- \`getPet\` (GET /pets/{id}) (deprecated)

### staff

For staff alone.

- \`dropPet\` (DELETE /pets/{id})

## Paths

- /pets
  - /{id}

## Authentication

This server adds credentials to requests. Never pass them as arguments.

- key: a key in the header X-Key

1 of 3 operations can be called without credentials.

## Pages of lists

- \`listPets\`: \`limit\` for the size, \`cursor\` for the next part

## Limits

- A response of more than 40000 characters is truncated; the result says how to get the rest.

## Servers

- https://pets.example/v1?REDACTED: Live
`;

it('is the first resource', async () => {
  const server = await serve();
  expect(server.handlers.listResources().resources).toMatchObject([
    {
      uri: 'pets://overview',
      name: 'overview',
      title: 'Overview of Pets',
      description:
        'What the API is for, its areas and operations, authentication, pages of lists, limits and servers.',
      mimeType: 'text/markdown',
    },
    { uri: 'pets://api/pets' },
  ]);
  expect(await overviewOf(server)).toBe(whole);
  await server.close();
});

it('names no operation, tag or path that the policy denies, shaping hides or a selection leaves out', async () => {
  const all: CreateServerOptions[] = [{ shaping: { dropPet: { hidden: true } } }, { exclude: ['dropPet'] }];
  for (const options of isGenerated ? all : [...all, { policy: { deny: ['dropPet'] } }]) {
    const server = await serve(pets, options);
    const text = await overviewOf(server);
    expect(text).toContain('listPets');
    expect(text).not.toMatch(/dropPet|staff|DELETE/);
    await server.close();
  }
});

it('has the operations that its reader may see', async () => {
  if (isGenerated) return;
  const server = await serve(pets, { policy: { toolScopes: { dropPet: ['pets:write'] } } });
  expect(await overviewOf(server)).not.toContain('dropPet');
  expect(await overviewOf(server, { name: 'ada', scopes: ['pets:write'] })).toBe(whole);
  await server.close();
});

it('has the names and tags of shaping, and the limits and address of the server', async () => {
  const server = await serve(pets, {
    shaping: { listPets: { name: 'all_pets', title: 'Every pet', tags: ['browse'] } },
    request: { baseUrl: 'http://internal.example:8080', callTimeout: 2_000 },
    result: { maxResultChars: 5_000, maxResponseBytes: 100_000 },
  });
  const text = await overviewOf(server);
  expect(text).toContain('### browse\n\n- `all_pets` (GET /pets): Every pet\n');
  expect(text).toContain('- A response of more than 5000 characters is truncated');
  expect(text).toContain('- At most 100000 bytes of a response are read.');
  expect(text).toContain('- A call without a complete response fails after 2000 milliseconds.');
  expect(text).toContain('## Servers\n\nThis server was told where to send requests.\n');
  expect(text).not.toMatch(/internal|secret/);
  await server.close();
});

it('is there for an API without GETs, and not without resources', async () => {
  const paths = { '/a': { post: { operationId: 'add', responses: {} } } };
  const posts = { openapi: '3.1.0', info: { title: 'Posts', version: '1' }, paths };
  const server = await serve(posts);
  expect(server.handlers.listResources().resources.map(({ uri }) => uri)).toEqual(['posts://overview']);
  expect(await overviewOf(server)).toContain('## Areas\n\n- `add` (POST /a)\n\n## Authentication');
  await server.close();
  const without = await serve(posts, { resources: false });
  expect(without.handlers.listResources().resources).toEqual([]);
  await expect(overviewOf(without)).rejects.toMatchObject({ code: -32602 });
  await without.close();
});

it('is bounded for an API of any size', async () => {
  const paths = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, index) => [
      `/a${index}/${'b'.repeat(100)}`,
      { get: { summary: 'c'.repeat(200), tags: [`t${index % 500}`], responses: {} } },
    ]),
  );
  const info = { title: 'Large', version: '1', description: 'd'.repeat(90_000) };
  const server = await serve({ openapi: '3.1.0', info, paths });
  const text = await overviewOf(server);
  expect(text.length).toBeLessThanOrEqual(24_001);
  expect(text).toContain('- and 441 more');
  await server.close();
});

it('is one for each of several APIs, with the names of their tools', async () => {
  if (isGenerated) return;
  const server = await createServer([
    { key: 'one', source: pets },
    { key: 'two', source: pets },
  ]);
  const uris = server.handlers.listResources().resources.map(({ uri }) => uri);
  expect(uris.slice(0, 2)).toEqual(['one://overview', 'two://overview']);
  const { contents } = await server.handlers.readResource('two://overview');
  expect(JSON.stringify(contents)).toContain('`two_listPets` (GET /pets)');
  await server.close();
});
