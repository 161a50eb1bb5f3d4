import { describe, expect, it } from 'vitest';
import { applyHooks } from '../../src/runtime/hooks.ts';
import { createHandlers } from '../../src/runtime/handlers.ts';
import { previewCall } from '../../src/runtime/dry-run.ts';
import { clientKinds } from '../interop/clients.ts';
import { descriptor, openSession } from './shop.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';

const all = ['listPets', 'createPet', 'getPet', 'replacePet', 'delete_pet', 'listOrders'];

const policies: [options: RuntimeOptions, offered: string[]][] = [
  [{}, all],
  [{ policy: { readOnly: true } }, ['listPets', 'getPet', 'listOrders']],
  [{ policy: { allow: ['getPet'] } }, ['getPet']],
  [{ policy: { allow: ['tag:orders', 'POST'] } }, ['createPet', 'listOrders']],
  [{ policy: { deny: ['delete'] } }, all.filter((name) => name !== 'delete_pet')],
  [{ policy: { deny: ['delete_pet'] } }, all.filter((name) => name !== 'delete_pet')],
  [{ policy: { deny: ['delete pet'] } }, all.filter((name) => name !== 'delete_pet')],
  [{ policy: { deny: ['tag:staff only'] } }, all.filter((name) => name !== 'delete_pet')],
  [{ policy: { deny: ['/pets/**'] } }, ['listPets', 'createPet', 'listOrders']],
  [{ policy: { deny: ['* /pets/{petId}'] } }, ['listPets', 'createPet', 'listOrders']],
  [
    { policy: { allow: ['tag:pets'], deny: ['put', 'delete*'], readOnly: false } },
    ['listPets', 'createPet', 'getPet'],
  ],
  [{ policy: { allow: ['createPet', 'getPet'], readOnly: true } }, ['getPet']],
];

describe('a policy', () => {
  it.each(policies)('%j leaves %j', async (options, offered) => {
    const handlers = createHandlers(
      descriptor,
      mergeOptions({ request: { baseUrl: 'http://127.0.0.1:9' } }, options),
    );
    expect(handlers.listTools().tools.map(({ name }) => name)).toEqual(offered);
    const uris = [
      ...handlers.listResources().resources,
      ...handlers.listResourceTemplates().resourceTemplates,
    ];
    expect(uris.map(({ name }) => name).toSorted()).toEqual(
      ['overview', ...offered.filter((name) => /^(list|get)/.test(name))].toSorted(),
    );
    await handlers.close();
  });

  it.each([{ allow: ['nothing'] }, { allow: [] }, { deny: ['/**'] }])(
    '%j leaves nothing to serve',
    (policy) => {
      expect(() => createHandlers(descriptor, { policy })).toThrow(
        expect.objectContaining({ code: 'SELECTION_EMPTY' }),
      );
    },
  );

  it('still matches an operation that a hook renames', () => {
    const { api } = applyHooks(descriptor, {
      operations: { delete_pet: { name: 'goodbye' }, getPet: { name: 'pet' } },
    });
    const names = (options: RuntimeOptions) =>
      createHandlers(api, options)
        .listTools()
        .tools.map(({ name }) => name);
    expect(names({ policy: { deny: ['delete pet', 'getPet'] } })).toEqual([
      'listPets',
      'createPet',
      'replacePet',
      'listOrders',
    ]);
    expect(names({ policy: { deny: ['delete_pet', 'pet'] } })).toEqual([
      'listPets',
      'createPet',
      'replacePet',
      'listOrders',
    ]);
    expect(names({ policy: { deny: ['goodbye', 'pet'] } })).toEqual([
      'listPets',
      'createPet',
      'replacePet',
      'listOrders',
    ]);
  });

  it('applies to custom tools by their annotations', () => {
    const tools = [
      { name: 'today', annotations: { readOnlyHint: true }, call: () => 'now' },
      { name: 'erase', call: () => 'gone' },
    ];
    const names = (options: RuntimeOptions) =>
      createHandlers(descriptor, mergeOptions({ extensions: { tools } }, options))
        .listTools()
        .tools.slice(-2)
        .map(({ name }) => name);
    expect(names({})).toEqual(['today', 'erase']);
    expect(names({ policy: { readOnly: true } })).toEqual(['listOrders', 'today']);
    expect(names({ policy: { deny: ['era*'] } })).toEqual(['listOrders', 'today']);
    expect(names({ policy: { allow: ['getPet', 'today'] } })).toEqual(['getPet', 'today']);
  });

  it('allows a dry run of a refused operation, since nothing is sent', async () => {
    const options = { policy: { readOnly: true }, request: { baseUrl: 'http://127.0.0.1:9' } };
    expect(await previewCall(descriptor, 'delete_pet', { petId: 1 }, options)).toMatchObject({
      method: 'DELETE',
    });
  });
});

describe.each(clientKinds)('a $label', (kind) => {
  it.each(['delete_pet', 'delete pet', 'Delete_pet', 'createPet'])(
    'that guesses %s where it may only read sends nothing',
    async (name) => {
      await using session = await openSession(kind, 'HTTP', 'v2', { policy: { readOnly: true } });
      await expect(session.client.callTool(name, { petId: 1 })).rejects.toThrow('Unknown tool');
      expect(session.requests).toEqual([]);
    },
  );

  it('refuses resources of denied operations', async () => {
    await using session = await openSession(kind, 'stdio', 'v2', { policy: { deny: ['getPet'] } });
    await expect(session.client.readResource('shop://api/pets/1')).rejects.toMatchObject({ code: -32602 });
    await expect(session.client.complete('shop://api/pets/{petId}', 'petId', '')).rejects.toThrow(
      'Unknown template',
    );
    expect(session.requests).toEqual([]);
    await session.client.readResource('shop://api/pets');
    expect(session.requests).toHaveLength(1);
  });
});
