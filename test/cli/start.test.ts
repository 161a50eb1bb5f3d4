import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, requireBuild, start } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';

// What somebody new does after `npm ci`: start, connect a client to the URL shown, call tools, press Ctrl+C.
let running: RunningProcess;
beforeAll(() => {
  requireBuild();
  running = start('npm', ['start', '--', '--port', '0'], { group: true });
});
afterAll(() => running[Symbol.asyncDispose]());

it('tells where it listens and that credentials are there', async () => {
  expect(await running.printed(listening)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  expect(running.stderr()).toContain('PET_STORE_STAFF_TOKEN (set)');
});

it.each([
  { ...clientKinds[0], petId: 1, price: 6500 },
  { ...clientKinds[1], petId: 2, price: 18000 },
  { ...clientKinds[2], petId: 3, price: 9500 },
])('lets a $label order a pet', async ({ petId, price, ...kind }) => {
  const client = await connectHttp(kind, await running.printed(listening));
  const owner = '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11';
  const payment = { method: 'card', cardToken: 'tok_4242' };
  expect(await client.callTool('getPet', { petId })).toMatchObject({
    structuredContent: { id: petId, price },
  });
  expect(
    await client.callTool('placeOrder', { body: { ownerId: owner, petIds: [petId], payment } }),
  ).toMatchObject({ structuredContent: { status: 'placed', total: price } });
  await client.close();
});

it('ends on Ctrl+C', async () => {
  running.signal('SIGINT');
  // Its output closes when npm, the pet store and the server have all ended.
  await expect(running.ended).resolves.toBeDefined();
});
