import { beforeAll, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, requireBuild, start } from '../support/cli.ts';

beforeAll(requireBuild);

// What somebody new does after `npm ci`: start, connect a client to the URL shown, call a tool, press Ctrl+C.
it.each(clientKinds)('npm start serves the pet store to a $label until Ctrl+C', async (kind) => {
  await using running = start('npm', ['start', '--', '--port', '0'], { group: true });
  const client = await connectHttp(kind, await running.printed(listening));
  expect(await client.listTools()).toHaveLength(25);
  expect(await client.callTool('getPet', { petId: 1 })).toMatchObject({
    structuredContent: { name: 'Biscuit' },
  });
  const order = {
    ownerId: '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11',
    petIds: [1],
    payment: { method: 'card', cardToken: 'tok_4242' },
  };
  expect(await client.callTool('placeOrder', { body: order })).toMatchObject({
    structuredContent: { total: 6500 },
  });
  await client.close();
  expect(running.stderr()).toContain('PET_STORE_STAFF_TOKEN (set)');
  running.signal('SIGINT');
  // All processes have ended once their output is closed.
  await running.ended;
});
