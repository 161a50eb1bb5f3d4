import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import type { DescribeOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

interface Written {
  root?: JsonObject;
  item?: JsonObject;
  operation?: JsonObject;
}

/** A document with the extension on `GET /pets`, `POST /pets` on the same path item, and `GET /shops` on another. */
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

async function describeWritten(written: Written, options: DescribeOptions = {}) {
  return describeApi(await loadDocument(documentOf(written)), options);
}

const every = ['listPets', 'createPet', 'listShops'];

describe('x-mcp', () => {
  it.each<[label: string, written: Written, names: string[]]>([
    ['leaves out no operation if it is absent', {}, every],
    ['leaves out an operation with false', { operation: extension(false) }, ['createPet', 'listShops']],
    [
      'leaves out an operation with enabled: false',
      { operation: extension({ enabled: false }) },
      ['createPet', 'listShops'],
    ],
    ['on a path item applies to its operations', { item: extension(false) }, ['listShops']],
    [
      'on the document applies to operations without a nearer one',
      { root: extension(false), item: extension(true) },
      ['listPets', 'createPet'],
    ],
    [
      'on an operation overrides that of its path item',
      { root: extension(false), item: extension(false), operation: extension(true) },
      ['listPets'],
    ],
    [
      'without enabled inherits enabled',
      { root: extension(false), operation: extension({ title: 'Pets' }), item: extension(true) },
      ['listPets', 'createPet'],
    ],
    ['names a tool', { operation: extension({ name: 'pets' }) }, ['pets', 'createPet', 'listShops']],
    [
      'has its name made valid',
      { operation: extension({ name: 'all pets!' }) },
      ['all_pets', ...every.slice(1)],
    ],
  ])('%s', async (_, written, names) => {
    const { descriptor } = await describeWritten(written);
    expect(descriptor.operations.map(({ name }) => name)).toEqual(names);
  });

  it.each<[label: string, pattern: string]>([
    ['the name that it sets', 'pets'],
    ['the operationId that the name replaces', 'listPets'],
  ])('lets --include match %s', async (_, pattern) => {
    const { descriptor } = await describeWritten(
      { operation: extension({ name: 'pets' }) },
      { include: [pattern] },
    );
    expect(descriptor.operations.map(({ name }) => name)).toEqual(['pets']);
  });

  it.each(['pets', 'listPets', 'GET /pets'])(
    'is overridden by the operations of a config file, under %s',
    async (pattern) => {
      const exposure = {
        name: 'pets',
        title: 'All pets',
        description: 'Every pet there is.',
        openWorld: true,
      };
      const { descriptor, findings } = await describeWritten(
        { operation: extension(exposure) },
        {
          shaping: {
            [pattern]: {
              name: 'own',
              title: 'Own',
              description: 'Of the file.',
              annotations: { openWorld: false },
            },
          },
        },
      );
      expect(findings).toEqual([]);
      expect(descriptor.operations[0]).toMatchObject({
        name: 'own',
        title: 'Own',
        description: 'Of the file.',
        annotations: { openWorldHint: false },
      });
    },
  );

  it('leaves out operations that --include matches', async () => {
    await expect(
      describeWritten({ operation: extension(false) }, { include: ['listPets'] }),
    ).rejects.toMatchObject({
      code: 'SELECTION_EMPTY',
      message: expect.stringContaining('x-mcp, include and exclude leave none of its 3 operations'),
    });
  });

  it('sets the title, description and hints of a tool', async () => {
    const { descriptor, findings } = await describeWritten({
      root: extension({ openWorld: true }),
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
        openWorldHint: true,
      },
    });
    expect(create?.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    });
    expect(findings).toEqual([]);
  });

  it.each<[label: string, written: Written, pointer: string, message: string]>([
    [
      'the number of operations left out',
      { item: extension(false) },
      '/paths',
      'x-mcp leaves out 2 of 3 operations',
    ],
    [
      'a string',
      { operation: extension('off') },
      '/paths/~1pets/get/x-mcp',
      'x-mcp must be true, false or an object',
    ],
    ['an unknown field', { root: extension({ nmae: 'x' }) }, '/x-mcp/nmae', 'x-mcp has no field nmae'],
    [
      'a name on a path item',
      { item: extension({ name: 'pets' }) },
      '/paths/~1pets/x-mcp/name',
      'only an operation has the field name',
    ],
    [
      'a flag that is a string',
      { root: extension({ enabled: 'no' }) },
      '/x-mcp/enabled',
      'enabled must be true or false',
    ],
  ])('reports %s', async (_, written, pointer, message) => {
    const { findings } = await describeWritten(written);
    expect(findings).toEqual([{ kind: 'ignored', pointer, message }]);
  });
});
