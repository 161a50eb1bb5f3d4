import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { connectSpawned, petstorePath, serveCliHttp, serveCommand } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { Upstream } from '../support/upstream.ts';

const [v1, v2Of2025, v2Of2026] = clientKinds;
const pet = jsonAnswer({ id: 1, name: 'Biscuit' });

/** Calls a tool, cancels the call when its request reaches the API, and waits for the API's connection to close. */
async function cancelCall(client: InteropClient, upstream: Upstream): Promise<void> {
  const cancel = new AbortController();
  const outcome = client.callTool('getPet', { petId: 1 }, cancel.signal).catch((error: unknown) => error);
  const [request] = await upstream.received();
  cancel.abort();
  await request?.abandoned;
  expect(await outcome).toMatchObject({ message: expect.stringMatching(/abort/i) });
}

describe('a cancelled call closes its connection to the API, and the next call succeeds', () => {
  it.each([v1, v2Of2025, v2Of2026])('$label over stdio', async (kind) => {
    await using upstream = await startUpstream({ ending: 'hang' });
    const client = await connectSpawned(kind, serveCommand([petstorePath, '--base-url', upstream.url]));
    await cancelCall(client, upstream);
    upstream.answer(pet);
    expect(await client.callTool('getPet', { petId: 1 })).toMatchObject({ structuredContent: { id: 1 } });
    await client.close();
  });

  it.each([v2Of2026])('$label over HTTP', async (kind) => {
    await using upstream = await startUpstream({ ending: 'hang' });
    await using server = await serveCliHttp([petstorePath, '--base-url', upstream.url]);
    const client = await connectHttp(kind, server.url);
    await cancelCall(client, upstream);
    upstream.answer(pet);
    expect(await client.callTool('getPet', { petId: 1 })).toMatchObject({ structuredContent: { id: 1 } });
    await client.close();
  });
});

// Over stateless HTTP a 2025-era client has no way to cancel.
it.each(clientKinds)('--call-timeout limits the duration of a call by a $label over HTTP', async (kind) => {
  await using upstream = await startUpstream({ ending: 'hang' });
  await using server = await serveCliHttp([
    petstorePath,
    '--base-url',
    upstream.url,
    '--call-timeout',
    '200',
  ]);
  const client = await connectHttp(kind, server.url);
  expect(await client.callTool('getPet', { petId: 1 })).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: expect.stringContaining('within 200 ms') }],
  });
  await upstream.requests[0]?.abandoned;
  await client.close();
});
