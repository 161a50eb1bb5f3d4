import { describe, expect, it } from 'vitest';
import { plain, printData } from '../../src/emit/print-data.ts';
import { shareSchemas } from '../../src/emit/share-schemas.ts';
import { withSharedSchemas } from '../../src/schema/expand-shared.ts';
import { describeDocument } from '../support/describe.ts';
import type { ApiDescriptor, SharedDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Returns a long schema, a different one for each name. */
function long(name: string, properties: JsonObject = {}): JsonObject {
  return { type: 'object', description: `${name} `.repeat(400), properties };
}

/** Returns a document with an operation for each body. */
function documentOf(bodies: Record<string, Json>): JsonObject {
  const paths = Object.entries(bodies).map(([operationId, schema]) => [
    `/${operationId}`,
    { post: { operationId, requestBody: { content: { 'application/json': { schema } } }, responses: {} } },
  ]);
  return { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: Object.fromEntries(paths) };
}

function described(bodies: Record<string, Json>): ApiDescriptor {
  const { descriptor } = describeDocument(documentOf(bodies), { profile: 'full' });
  // The schemas that arguments are checked with are stored elsewhere.
  const operations = descriptor.operations.map(({ argumentsSchema: _, ...operation }) => operation);
  return { ...descriptor, operations };
}

/** Returns the stored schema of the argument `body` of each operation. */
function storedBodies({ operations }: ApiDescriptor): (Json | undefined)[] {
  return operations.map(({ inputSchema }) => {
    const { properties } = inputSchema;
    return (
      inputSchema['$shared'] ??
      (typeof properties === 'object' ? Object.values(properties ?? {})[0] : properties)
    );
  });
}

const photo = long('Photo');
const pet = long('Pet', { photo });

const rows: [what: string, bodies: Record<string, Json>, names: string[]][] = [
  ['an input that is the whole same', { addPet: pet, setPet: pet, keepPet: pet }, ['addPet']],
  [
    'a part of bodies that differ',
    {
      addPet: { properties: { pet } },
      setPet: { properties: { pet, name: {} } },
      keepPet: { items: pet },
    },
    ['addPet.body.pet'],
  ],
  [
    'a part of what is shared, that others have too',
    { addPet: pet, setPet: pet, addPhoto: { items: photo }, keepPet: pet },
    ['addPet', 'addPet.body.photo'],
  ],
  [
    'two at one place',
    {
      addPet: { anyOf: [pet, photo] },
      setPet: { oneOf: [pet, photo] },
      keepPet: { allOf: [{ anyOf: [pet, photo] }] },
    },
    ['addPet.body', 'addPet.body2', 'addPet.body.photo'],
  ],
  [
    'below a property with the name of a keyword',
    { addPet: { properties: { properties: pet } }, setPet: { items: pet }, keepPet: { not: pet } },
    ['addPet.body.properties'],
  ],
  [
    'below __proto__',
    JSON.parse(
      JSON.stringify({
        addPet: { properties: { proto: pet } },
        setPet: { items: pet },
        keepPet: { not: pet },
      }).replace('proto', '__proto__'),
    ) as Record<string, Json>,
    ['addPet.body.__proto__'],
  ],
];

describe('a schema that repeats in most of a descriptor', () => {
  it.each(rows)('%s is written once', (_, bodies, names) => {
    const api = described(bodies);
    const stored = shareSchemas(api);
    expect(Object.keys(stored?.sharedSchemas ?? {})).toEqual(names);
    expect(JSON.stringify(stored).length).toBeLessThan(JSON.stringify(api).length);
    expect(reloaded(stored)).toBe(JSON.stringify(api));
  });

  it('is named by its first position', () => {
    const stored = shareSchemas(described({ addPet: { items: pet }, setPet: { not: pet }, keepPet: pet }));
    expect(stored && storedBodies(stored)).toEqual([
      { items: { $shared: 'addPet.body' } },
      { not: { $shared: 'addPet.body' } },
      { $shared: 'addPet.body' },
    ]);
  });
});

describe('a descriptor is not changed', () => {
  it.each<[string, Record<string, Json>]>([
    ['where nothing repeats', { addPet: pet, addPhoto: photo }],
    [
      'where little repeats',
      { addPet: photo, setPet: photo, addShop: long('Shop'), addOrder: long('Order') },
    ],
    ['where what repeats is short', { addPet: { type: 'string' }, setPet: { type: 'string' } }],
    [
      'where the document says $shared',
      { addPet: pet, setPet: { ...pet, default: { $shared: 'addPet' } }, keepPet: pet },
    ],
  ])('%s', (_, bodies) => {
    expect(shareSchemas(described(bodies))).toBeUndefined();
  });
});

function reloaded(stored: SharedDescriptor | undefined): string {
  if (stored === undefined) return '';
  return JSON.stringify(withSharedSchemas(JSON.parse(printData(plain(stored))) as SharedDescriptor));
}
