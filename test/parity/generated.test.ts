import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPetStoreServer } from '../../generated/petstore/index.ts';
import { describeApi, loadDocument, createServer } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectStreams, createPipes } from '../interop/connect.ts';
import { petstorePath } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';
import type { ApiServer } from '../../src/index.ts';
import type { ClientKind, InteropClient } from '../interop/clients.ts';
import type { Petstore } from '../support/petstore.ts';

/** The part of a server that this test uses. */
type Transport = Pick<ApiServer, 'serveStdio' | 'close'>;

let petstore: Petstore;
let live: Transport;
let generated: Transport;

beforeAll(async () => {
  petstore = await startPetstore();
  const { descriptor } = describeApi(await loadDocument(petstorePath));
  const options = { request: { baseUrl: petstore.url, credentials: {} } };
  live = await createServer(descriptor, options);
  generated = await createPetStoreServer(options);
});
afterAll(async () => {
  await Promise.all([live.close(), generated.close()]);
  await petstore[Symbol.asyncDispose]();
});

async function connect(server: Transport, kind: ClientKind): Promise<InteropClient> {
  const pipes = createPipes();
  await server.serveStdio(pipes.server);
  return connectStreams(kind, pipes.client.input, pipes.client.output);
}

/** Returns everything that a client sees without calls, as bytes. */
async function introspect(client: InteropClient): Promise<string> {
  return JSON.stringify({
    server: client.server,
    capabilities: client.capabilities,
    instructions: client.instructions,
    tools: await client.listTools(),
    resources: await client.listResources(),
    templates: await client.listResourceTemplates(),
  });
}

describe.each(clientKinds)('$label', (kind) => {
  it('sees the same bytes from the generated server as from the live one', async () => {
    const clients = await Promise.all([connect(live, kind), connect(generated, kind)]);
    const [one, other] = await Promise.all(clients.map(introspect));
    expect(other).toBe(one);
    await Promise.all(clients.map((client) => client.close()));
  });

  it.each([
    ['listPets', { species: ['cat'], limit: 2 }],
    ['listPets', { limit: 'many' }],
    ['getPet', { petId: 1 }],
    ['getPet', { petId: 99_999 }],
    ['getPetPrice', { petId: 1 }],
    ['exportPets', { columns: ['name', 'price'] }],
    ['getPhoto', { petId: 1, photoId: 'photo-1' }],
  ])('gets the same from %s with %j', async (tool, args) => {
    const clients = await Promise.all([connect(live, kind), connect(generated, kind)]);
    const before = petstore.requests.length;
    const results = [];
    for (const client of clients) results.push(withoutDuration(await client.callTool(tool, args)));
    expect(results[1]).toEqual(results[0]);
    const sent = petstore.requests.slice(before);
    expect(sent.slice(sent.length / 2)).toEqual(sent.slice(0, sent.length / 2));
    await Promise.all(clients.map((client) => client.close()));
  });
});

function withoutDuration(result: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(result), (key, value: unknown) => (key === 'duration' ? 0 : value));
}
