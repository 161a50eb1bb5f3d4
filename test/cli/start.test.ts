import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, start } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';

// What somebody new does after `npm ci`: start, connect a client to the URL shown, call tools, press Ctrl+C.
let running: RunningProcess;
beforeAll(() => {
  running = start('npm', ['start', '--', '--port', '0'], { group: true });
});
afterAll(() => running[Symbol.asyncDispose]());

it('tells where it listens and that the API is a mock', async () => {
  expect(await running.printed(listening)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  expect(running.stderr()).toMatch(/^Mocked at http:\/\/127\.0\.0\.1:\d+\/v1 with seed \d+$/m);
});

it.each(clientKinds)('lets a $label look at a pet and add one', async (kind) => {
  const client = await connectHttp(kind, await running.printed(listening));
  expect(await client.listTools()).toHaveLength(25);
  expect(await client.callTool('getPet', { petId: 2 })).toMatchObject({
    structuredContent: { id: 2, name: 'Mabel', price: 18000 },
  });
  const pet = { name: kind.label, species: 'cat', price: 9000 };
  expect(await client.callTool('createPet', { body: pet })).toMatchObject({ structuredContent: pet });
  await client.close();
});

it('ends on Ctrl+C', async () => {
  running.signal('SIGINT');
  // Its output closes when npm and the server have ended.
  await expect(running.ended).resolves.toBeDefined();
});
