import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { connectSpawned, petstorePath, serveCliHttp, serveCommand } from '../support/cli.ts';
import { petstoreCredentials, startPetstore } from '../support/petstore.ts';
import type { Petstore } from '../support/petstore.ts';

type OpenSession = (
  kind: ClientKind,
  petstore: Petstore,
) => Promise<AsyncDisposable & { client: InteropClient }>;

/** Connects a client that starts the server itself. */
const overStdio: OpenSession = async (kind, { url }) => {
  const args = [petstorePath, '--base-url', url];
  const client = await connectSpawned(kind, serveCommand(args, petstoreCredentials));
  return { client, [Symbol.asyncDispose]: () => client.close() };
};

/** Starts a server, then connects a client to it. */
const overHttp: OpenSession = async (kind, { url }) => {
  const server = await serveCliHttp([petstorePath, '--base-url', url], { env: petstoreCredentials });
  const client = await connectHttp(kind, server.url);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
};

const sessions = clientKinds.flatMap((kind) => [
  { kind, transport: 'stdio', open: overStdio },
  { kind, transport: 'HTTP', open: overHttp },
]);

const operationIds = [...readFileSync(petstorePath, 'utf8').matchAll(/operationId: (\w+)/g)].map(
  ([, id]) => id,
);

interface CallRow {
  tool: string;
  args: Record<string, unknown>;
  /** Method and target of the request that the API receives. */
  request: string;
  result: Record<string, unknown>;
}

const calls: CallRow[] = [
  {
    tool: 'listPets',
    args: { species: ['cat', 'dog'], tags: ['calm', 'indoor'], filter: { maxPrice: 9000 } },
    request: 'GET /v1/pets?species=cat&species=dog&tags=calm%7Cindoor&filter%5BmaxPrice%5D=9000',
    result: { structuredContent: { items: [{ name: 'Toast' }], nextCursor: null } },
  },
  {
    tool: 'createPet',
    args: { body: { name: 'Pixel', species: 'cat', price: 9000 } },
    request: 'POST /v1/pets',
    result: { structuredContent: { id: 7, name: 'Pixel', status: 'available' } },
  },
  {
    tool: 'updatePet',
    args: { petId: 3, body: { birthday: null } },
    request: 'PATCH /v1/pets/3',
    result: { structuredContent: { name: 'Professor Plum', birthday: null } },
  },
  {
    tool: 'getPhoto',
    args: { petId: 1, photoId: 'photo-1' },
    request: 'GET /v1/pets/1/photos/photo-1',
    result: {
      content: [{ type: 'image', mimeType: 'image/png', data: expect.stringMatching(/^iVBORw0KGgo/) }],
    },
  },
  {
    tool: 'removePhoto',
    args: { petId: 1, photoId: 'photo-1' },
    request: 'DELETE /v1/pets/1/photos/photo-1',
    result: { content: [{ type: 'text', text: expect.stringMatching(/^204 No Content/) }] },
  },
  {
    tool: 'getReceipt',
    args: { orderId: 'PS-1001', language: 'cy' },
    request: 'GET /v1/orders/PS-1001/receipt',
    result: { content: [{ type: 'text', text: expect.stringMatching(/^Diolch, Ada Byron!\nClover/) }] },
  },
  {
    tool: 'exportPets',
    args: { columns: ['name', 'price'] },
    request: 'GET /v1/exports/pets?columns=name,price',
    result: { content: [{ type: 'text', text: expect.stringMatching(/^name,price\nBiscuit,6500\n/) }] },
  },
  {
    tool: 'getOpeningHours',
    args: { days: ['sat', 'sun'] },
    request: 'GET /v1/shops/hours/.sat.sun',
    result: { content: [{ type: 'text', text: expect.stringContaining('"closes":"16:00"') }] },
  },
  {
    tool: 'removePet',
    args: { petId: 5 },
    request: 'DELETE /v1/pets/5',
    result: { content: [{ type: 'text', text: expect.stringMatching(/^204 No Content/) }] },
  },
  {
    tool: 'getPet',
    args: { petId: 99 },
    request: 'GET /v1/pets/99',
    result: {
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/404 Not Found[^]*There is no pet 99\./) }],
    },
  },
];

describe.each(sessions)('$kind.label over $transport', ({ kind, open }) => {
  let petstore: Petstore;
  let session: Awaited<ReturnType<OpenSession>>;
  let client: InteropClient;

  beforeAll(async () => {
    petstore = await startPetstore();
    session = await open(kind, petstore);
    client = session.client;
    // Only a client that has listed the tools checks results against their schemas.
    await client.listTools();
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await petstore[Symbol.asyncDispose]();
  });

  it('learns the name, protocol version and capabilities of the server', () => {
    expect(client.protocolVersion).toBe(kind.protocolVersion);
    expect(client.server).toMatchObject({ name: 'pet-store', title: 'Pet Store', version: '1.0.0' });
    expect(client.capabilities).toEqual({ tools: {}, resources: {}, completions: {} });
    expect(client.instructions).toContain('A small chain of pet shops');
  });

  it('lists every operation as a tool and every GET as a resource', async () => {
    expect((await client.listTools()).map(({ name }) => name)).toEqual(operationIds);
    expect((await client.listResources()).map(({ uri }) => uri)).toEqual([
      'pet-store://overview',
      'pet-store://api/pets',
      'pet-store://api/exports/pets',
      'pet-store://api/categories',
      'pet-store://api/orders',
    ]);
    expect((await client.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate)).toEqual([
      'pet-store://api/pets{?species*,tags*,status,filter,sort,limit,cursor}',
      'pet-store://api/pets/{petId}',
      'pet-store://api/pets/{petId}/price',
      'pet-store://api/exports/pets{?columns*}',
      'pet-store://api/pets/{petId}/photos',
      'pet-store://api/pets/{petId}/photos/{photoId}',
      'pet-store://api/orders{?status,placedAfter,limit,cursor}',
      'pet-store://api/orders/{orderId}',
      'pet-store://api/orders/{orderId}/receipt{?language}',
      'pet-store://api/owners/{ownerId}',
      'pet-store://api/shops/near/{coordinates}',
      'pet-store://api/shops/hours/{days}',
    ]);
  });

  it('reads resources', async () => {
    const uri = 'pet-store://api/pets/2/price';
    expect((await client.readResource(uri))['contents']).toEqual([
      { uri, mimeType: 'application/json', text: '18000' },
    ]);
    const photo = 'pet-store://api/pets/1/photos/photo-1';
    expect((await client.readResource(photo))['contents']).toEqual([
      { uri: photo, mimeType: 'image/png', blob: expect.stringMatching(/^iVBORw0KGgo/) },
    ]);
    await expect(client.readResource('pet-store://api/pets/99')).rejects.toMatchObject({ code: -32602 });
  });

  it('completes a variable of a template', async () => {
    const template = 'pet-store://api/pets{?species*,tags*,status,filter,sort,limit,cursor}';
    expect(await client.complete(template, 'status', 'a')).toEqual({
      values: ['available', 'adopted'],
      total: 2,
      hasMore: false,
    });
  });

  it.each(calls)('calls $tool', async ({ tool, args, request, result }) => {
    const actual = await client.callTool(tool, args);
    expect(actual).toMatchObject(result);
    expect(actual['isError']).toBe(result['isError']);
    expect(petstore.requests.at(-1)).toBe(request);
  });

  it.each([
    ['getPet', { petId: 'Biscuit' }, /petId: must be integer/],
    ['getPet', {}, /petId: is required/],
    ['createPet', { name: 'Pixel', species: 'cat', price: 9000 }, /did you mean body\.name\?/],
    ['createPet', { body: { name: 'Pixel', species: 'dragon', price: 1 } }, /body\.species: must be one of/],
  ])(
    'receives an explanation of invalid arguments of %s, and the server sends no request',
    async (tool, args, text) => {
      const before = petstore.requests.length;
      expect(await client.callTool(tool, args)).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: expect.stringMatching(text) }],
      });
      expect(petstore.requests).toHaveLength(before);
    },
  );
});
