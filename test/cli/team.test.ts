import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectSpawned, repository, runCli, serveCommand } from '../support/cli.ts';

const cwd = join(repository, 'examples/team');

describe('the example of a team', () => {
  it.each([
    [
      'trains',
      ['find_stations', 'find_trips', 'get-bookings', 'create-booking', 'get-booking'],
      ['plan-trip'],
    ],
    ['pets', ['findPetsByStatus', 'findPetsByTags', 'getPetById'], ['introduce']],
  ])('is inspected: %s', async (key, tools, prompts) => {
    const { code, stdout, stderr } = await runCli(['inspect', key, '--json'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    const shown = JSON.parse(stdout) as Record<'tools' | 'prompts', { name: string }[]>;
    expect(shown.tools.map(({ name }) => name)).toEqual(tools);
    expect(shown.prompts.map(({ name }) => name)).toEqual(prompts);
  });

  it.each(clientKinds)('is served over stdio to a $label', async (kind) => {
    const client = await connectSpawned(kind, { ...serveCommand(['--mock']), cwd });
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'trains_find_stations',
      'trains_find_trips',
      'trains_get-bookings',
      'trains_create-booking',
      'trains_get-booking',
      'pets_findPetsByStatus',
      'pets_findPetsByTags',
      'pets_getPetById',
    ]);
    const trips = tools.find(({ name }) => name === 'trains_find_trips');
    expect(trips?.['description']).toMatch(/^Find trips between two stations.*find_stations first\.$/s);

    const { isError, structuredContent } = await client.callTool('trains_find_stations');
    expect([isError, structuredContent]).toMatchObject([
      undefined,
      { data: [{ name: 'Berlin Hauptbahnhof' }, { name: 'Paris Gare du Nord' }] },
    ]);
    expect(structuredContent).not.toHaveProperty('links');
    // A client that cannot ask a person books nothing.
    const refused = await client.callTool('trains_create-booking', { body: { passenger_name: 'Ada' } });
    expect(JSON.stringify(refused['content'])).toMatch(/needs a person's consent/);

    expect((await client.listPrompts()).map(({ name }) => name)).toEqual([
      'weekly-report',
      'trains_plan-trip',
      'pets_introduce',
    ]);
    expect(await client.completePrompt('trains_plan-trip', 'from', 'par')).toMatchObject({
      values: ['Paris Gare du Nord'],
    });
    const { messages } = await client.getPrompt('trains_plan-trip', { from: 'Berlin', to: 'Paris' });
    expect(JSON.stringify(messages)).toContain('Find trips from Berlin to Paris.');
    const overview = await client.readResource('trains://overview');
    expect(JSON.stringify(overview)).not.toContain('delete-booking');
    await client.close();
  });
});
