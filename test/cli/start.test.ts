import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { listening, start } from '../support/cli.ts';
import type { RunningProcess } from '../support/cli.ts';

// These tests follow the first steps of a new user after `npm ci`: start, connect a client to the printed URL, call tools, press Ctrl+C.
let running: RunningProcess;
beforeAll(() => {
  running = start('npm', ['start', '--', '--port', '0'], { group: true });
});
afterAll(() => running[Symbol.asyncDispose]());

it('prints its URL and the URL of the mock API', async () => {
  expect(await running.printed(listening)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  expect(running.stderr()).toMatch(/^Mocked at http:\/\/127\.0\.0\.1:\d+\/v1 with seed \d+$/m);
});

it.each(clientKinds)('lets a $label read a pet and create one', async (kind) => {
  const client = await connectHttp(kind, await running.printed(listening));
  expect(await client.listTools()).toHaveLength(25);
  expect(await client.callTool('getPet', { petId: 2 })).toMatchObject({
    structuredContent: { id: 2, name: 'Mabel', price: 18000 },
  });
  const pet = { name: kind.label, species: 'cat', price: 9000 };
  expect(await client.callTool('createPet', { body: pet })).toMatchObject({ structuredContent: pet });
  await client.close();
});

it('exits on Ctrl+C', async () => {
  running.signal('SIGINT');
  // The output closes when npm and the server have both exited.
  await expect(running.ended).resolves.toBeDefined();
});
