import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

interface Written {
  root?: JsonObject;
  item?: JsonObject;
  operation?: JsonObject;
}

/** `GET /pets` is as written, `POST /pets` below the same path item, `GET /shops` beside it. */
function documentOf({ root = {}, item = {}, operation = {} }: Written): JsonObject {
  const responses = { '200': { description: 'Done' } };
  return {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    ...root,
    paths: {
      '/pets': {
        ...item,
        get: { operationId: 'listPets', summary: 'List', description: 'Pets.', responses, ...operation },
        post: { operationId: 'createPet', responses },
      },
      '/shops': { get: { operationId: 'listShops', responses } },
    },
  };
}

const extension = (value: JsonObject | boolean | string) => ({ 'x-mcp': value });

async function describeWritten(written: Written, options: { include?: string[]; exclude?: string[] } = {}) {
  return describeApi(await loadDocument(documentOf(written)), options);
}

const every = ['listPets', 'createPet', 'listShops'];

describe('x-mcp', () => {
  it.each<[label: string, written: Written, names: string[]]>([
    ['leaves all in where it stands nowhere', {}, every],
    ['false leaves out an operation', { operation: extension(false) }, ['createPet', 'listShops']],
    ['enabled: false too', { operation: extension({ enabled: false }) }, ['createPet', 'listShops']],
    ['of a path item holds for its operations', { item: extension(false) }, ['listShops']],
    [
      'of the document holds for all but what is nearer',
      { root: extension(false), item: extension(true) },
      ['listPets', 'createPet'],
    ],
    [
      'of an operation goes before that of its path item',
      { root: extension(false), item: extension(false), operation: extension(true) },
      ['listPets'],
    ],
    [
      'an object without enabled leaves what is further away',
      { root: extension(false), operation: extension({ title: 'Pets' }), item: extension(true) },
      ['listPets', 'createPet'],
    ],
    ['gives a tool its name', { operation: extension({ name: 'pets' }) }, ['pets', 'createPet', 'listShops']],
    [
      'names are made lawful',
      { operation: extension({ name: 'all pets!' }) },
      ['all_pets', ...every.slice(1)],
    ],
  ])('%s', async (_, written, names) => {
    const { descriptor } = await describeWritten(written);
    expect(descriptor.operations.map(({ name }) => name)).toEqual(names);
  });

  it.each<[label: string, pattern: string]>([
    ['the name that it gives', 'pets'],
    ['the operationId all the same', 'listPets'],
  ])('--include knows %s', async (_, pattern) => {
    const { descriptor } = await describeWritten(
      { operation: extension({ name: 'pets' }) },
      { include: [pattern] },
    );
    expect(descriptor.operations.map(({ name }) => name)).toEqual(['pets']);
  });

  it('--include brings nothing back', async () => {
    await expect(
      describeWritten({ operation: extension(false) }, { include: ['listPets'] }),
    ).rejects.toMatchObject({
      code: 'SELECTION_EMPTY',
      message: expect.stringContaining('x-mcp, include and exclude leave none of its 3 operations'),
    });
  });

  it('gives title, description and hints, each at its own place', async () => {
    const { descriptor, findings } = await describeWritten({
      root: extension({ openWorld: false }),
      item: extension({ destructive: true }),
      operation: extension({ title: 'All pets', description: 'Every pet there is.', idempotent: false }),
    });
    const [pets, create] = descriptor.operations;
    expect(pets).toMatchObject({
      title: 'All pets',
      description: 'All pets\n\nEvery pet there is.',
      annotations: {
        readOnlyHint: true,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: false,
      },
    });
    expect(create?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: false,
    });
    expect(findings).toEqual([]);
  });

  it('readOnly says that nothing is destroyed', async () => {
    const { descriptor } = await describeWritten({ root: extension({ readOnly: true }) });
    expect(descriptor.operations[1]?.annotations).toEqual({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
  });

  it.each<[label: string, written: Written, pointer: string, message: string]>([
    ['what is hidden is counted', { item: extension(false) }, '/paths', 'x-mcp leaves out 2 of 3 operations'],
    [
      'a text is nothing',
      { operation: extension('off') },
      '/paths/~1pets/get/x-mcp',
      'x-mcp must be true, false or an object',
    ],
    [
      'an unknown field is told',
      { root: extension({ nmae: 'x' }) },
      '/x-mcp/nmae',
      'x-mcp has no field nmae',
    ],
    [
      'a name for many is none',
      { item: extension({ name: 'pets' }) },
      '/paths/~1pets/x-mcp/name',
      'only an operation has the field name',
    ],
    [
      'a flag is no text',
      { root: extension({ enabled: 'no' }) },
      '/x-mcp/enabled',
      'enabled must be true or false',
    ],
  ])('%s', async (_, written, pointer, message) => {
    const { findings } = await describeWritten(written);
    expect(findings).toEqual([{ kind: 'ignored', pointer, message }]);
  });
});
