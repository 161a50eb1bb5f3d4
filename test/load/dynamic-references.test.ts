import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { inlineDefinitions } from '../support/inline-definitions.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'dynamic-'))));
afterAll(() => rm(folder, { recursive: true }));

/** Returns a document with one operation, whose body has the given schema. */
function withBody(schema: Json, schemas: JsonObject = {}) {
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema } } },
          responses: { 204: { description: 'd' } },
        },
      },
    },
    components: { schemas },
  };
}

/** Returns the values that the body of a document takes, and what was found in the document. */
async function judge(document: object | string, values: Json[]) {
  const { descriptor, findings } = describeApi(await loadDocument(document));
  const [operation] = descriptor.operations;
  const checker = new ValueChecker(descriptor.requestDefinitions);
  const accepted: Json[] = [];
  for (const body of values) {
    const { errors } = await checker.check(operation?.argumentsSchema ?? {}, { body });
    if (errors.length === 0) accepted.push(body);
  }
  const found = findings.map(({ kind, pointer }) => `${kind} ${pointer}`);
  return { accepted, found, listed: operation?.inputSchema['properties'] };
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const numbers: Json = { list: [1, 2] };
const texts: Json = { list: ['a', 'b'] };
const mixed: Json = { list: [1, 'b'] };
const lists = [numbers, texts, mixed];

/** A generic list, whose items are of any type. */
const List = {
  $id: 'https://x.example/list',
  type: 'object',
  properties: { list: { type: 'array', items: { $dynamicRef: '#T' } } },
  $defs: { T: { $dynamicAnchor: 'T' } },
};
const { $id: _, ...ListWithoutId } = List;
const of = (type: string, rest: JsonObject = {}) => ({
  $ref: 'https://x.example/list',
  $defs: { T: { $dynamicAnchor: 'T', type } },
  ...rest,
});

const Tree = {
  $id: 'https://x.example/tree',
  $dynamicAnchor: 'node',
  type: 'object',
  properties: { data: true, children: { type: 'array', items: { $dynamicRef: '#node' } } },
};
const StrictTree = {
  $id: 'https://x.example/strict-tree',
  $dynamicAnchor: 'node',
  $ref: 'tree',
  unevaluatedProperties: false,
};
const tree: Json = { children: [{ data: 1, children: [{}] }] };
const misspelled: Json = { children: [{ daat: 1 }] };
const deeplyMisspelled: Json = { children: [{ children: [{ daat: 1 }] }] };
const trees = [tree, misspelled, deeplyMisspelled];

describe('$dynamicRef', () => {
  it.each<[string, Json, JsonObject, Json[], Json[]]>([
    ['a tree', ref('Tree'), { Tree, StrictTree }, trees, trees],
    ['a strict tree', ref('StrictTree'), { Tree, StrictTree }, trees, [tree]],
    [
      'a strict tree without identifiers',
      ref('StrictTree'),
      {
        Tree: { ...Tree, $id: undefined },
        StrictTree: { ...StrictTree, $id: undefined, ...ref('Tree') },
      } as unknown as JsonObject,
      trees,
      [tree],
    ],
    ['a generic list', ref('List'), { List, Numbers: of('number') }, lists, lists],
    [
      'a list of numbers',
      ref('Numbers'),
      { List, Numbers: of('number'), Texts: of('string') },
      lists,
      [numbers],
    ],
    ['a list of texts', ref('Texts'), { List, Numbers: of('number'), Texts: of('string') }, lists, [texts]],
    [
      'two lists in one schema',
      { properties: { a: ref('Numbers'), b: ref('Texts'), c: ref('List') } },
      { List, Numbers: of('number'), Texts: of('string') },
      [{ a: numbers, b: texts, c: mixed }, { a: texts }, { b: numbers }],
      [{ a: numbers, b: texts, c: mixed }],
    ],
    [
      'a list of a body, without identifiers',
      { ...ref('List'), $defs: { T: { $dynamicAnchor: 'T', ...ref('Name') } } },
      { List: ListWithoutId, Name: { type: 'string' } },
      lists,
      [texts],
    ],
    [
      'the outermost of three',
      ref('Outer'),
      { List, Numbers: of('number', { $id: 'numbers' }), Outer: { ...of('string'), $ref: 'numbers' } },
      lists,
      [texts],
    ],
    [
      'through allOf',
      ref('Numbers'),
      { List, Numbers: { ...of('number'), $ref: undefined, allOf: [ref('List')] } } as unknown as JsonObject,
      lists,
      [numbers],
    ],
    [
      'a target without the anchor is a plain reference',
      ref('Numbers'),
      {
        List: { ...List, $defs: { T: { $anchor: 'T' } } },
        Numbers: of('number'),
      },
      lists,
      lists,
    ],
    [
      'a pointer is a plain reference',
      ref('Numbers'),
      {
        List: { ...List, properties: { list: { items: { $dynamicRef: '#/$defs/T' } } } },
        Numbers: of('number'),
      },
      lists,
      lists,
    ],
    [
      'beside $ref',
      ref('Texts'),
      {
        Long: { minLength: 2 },
        List: { ...List, properties: { list: { items: { ...ref('Long'), $dynamicRef: '#T' } } } },
        Texts: of('string'),
      },
      [{ list: ['ab'] }, { list: ['a'] }, { list: [1] }],
      [{ list: ['ab'] }],
    ],
    [
      'a boolean schema',
      ref('Empty'),
      { List, Empty: { ...of('string'), $defs: { T: { $dynamicAnchor: 'T', not: {} } } } },
      [{ list: [] }, texts],
      [{ list: [] }],
    ],
  ])('%s', async (_title, schema, schemas, values, accepted) => {
    const document = JSON.parse(JSON.stringify(withBody(schema, schemas)));
    expect(await judge(document, values)).toMatchObject({ accepted, found: [] });
  });

  it('is bound in documents of several files', async () => {
    await writeFile(join(folder, 'tree.json'), JSON.stringify({ ...Tree, $id: undefined }));
    const strict = { ...StrictTree, $id: undefined, $ref: './tree.json' };
    await writeFile(join(folder, 'strict.json'), JSON.stringify(strict));
    const root = join(folder, 'openapi.json');
    await writeFile(root, JSON.stringify(withBody({ $ref: './strict.json' })));
    expect(await judge(root, trees)).toMatchObject({ accepted: [tree], found: [] });
  });

  it('is listed as what it stands for', async () => {
    const { listed } = await judge(
      withBody(ref('Numbers'), { List, Numbers: of('number'), T: of('string') }),
      [],
    );
    const list = { type: 'array', items: { type: 'number' } };
    expect(listed).toEqual({ body: { type: 'object', properties: { list } } });
  });

  it('is bound in responses and in the data of the mock', async () => {
    const document = withBody(ref('Numbers'), { List, Numbers: of('number'), Texts: of('string') });
    const content = { 'application/json': { schema: ref('Texts') } };
    const responses = { 200: { description: 'd', content } };
    const loaded = await loadDocument({ ...document, paths: { '/a': { get: { responses } } } });
    const { descriptor } = describeApi(loaded);
    const schema = descriptor.operations[0]?.responses[0]?.content[0]?.schema ?? {};
    expect(inlineDefinitions(schema, descriptor.responseDefinitions)).toMatchObject({
      properties: { list: { items: { type: 'string' } } },
    });
    const sampler = new Sampler(loaded.document, 'response');
    const sample = sampler.sample(ref('Texts'), createRandom('a'), {
      examples: false,
      optional: true,
      branch: 0,
    });
    expect(sample).toEqual({ list: expect.arrayContaining([expect.any(String)]) });
  });
});

const leaf: Json = { foo: { foo: 1 } };

const recursive = (rest: JsonObject) => ({
  anyOf: [{ type: 'integer' }, { type: 'object', additionalProperties: { $recursiveRef: '#' } }],
  ...rest,
});

describe('$recursiveRef', () => {
  it.each<[string, JsonObject, Json[], Json[]]>([
    ['is the root of its schema', { S: recursive({}) }, [leaf, { a: { b: 'x' } }], [leaf]],
    [
      'is the root of its resource',
      { S: { type: 'object', properties: { a: recursive({ $id: 'https://x.example/s' }) } } },
      [{ a: 1 }, { a: { b: 1 } }, { a: { b: 'x' } }],
      [{ a: 1 }, { a: { b: 1 } }],
    ],
    [
      'is the outermost resource with the anchor',
      {
        S: {
          $id: 'https://x.example/s',
          $recursiveAnchor: true,
          anyOf: [{ type: 'string' }, { $ref: 'inner' }],
        },
        Inner: recursive({ $id: 'https://x.example/inner', $recursiveAnchor: true }),
      },
      [{ a: 'x' }, { a: 1 }, { a: { b: 'x' } }, { a: true }],
      [{ a: 'x' }, { a: 1 }, { a: { b: 'x' } }],
    ],
    [
      'is its own resource where an outer one has no anchor',
      {
        S: { $id: 'https://x.example/s', anyOf: [{ type: 'string' }, { $ref: 'inner' }] },
        Inner: recursive({ $id: 'https://x.example/inner', $recursiveAnchor: true }),
      },
      [{ a: 'x' }, { a: 1 }, 'x'],
      [{ a: 1 }, 'x'],
    ],
    [
      'is its own resource where that has no anchor',
      {
        S: {
          $id: 'https://x.example/s',
          $recursiveAnchor: true,
          anyOf: [{ type: 'string' }, { $ref: 'inner' }],
        },
        Inner: recursive({ $id: 'https://x.example/inner' }),
      },
      [{ a: 'x' }, { a: 1 }, 'x'],
      [{ a: 1 }, 'x'],
    ],
  ])('%s', async (_title, schemas, values, accepted) => {
    expect(await judge(withBody(ref('S'), schemas), values)).toMatchObject({ accepted, found: [] });
  });
});

describe('a reference of a JSON Schema that was copied into a document', () => {
  const names = {
    type: 'object',
    properties: { a: { $ref: '#/$defs/A' } },
    $defs: { A: { type: 'string' } },
  };
  const old = {
    type: 'object',
    properties: { a: { $ref: '#/definitions/A' } },
    definitions: { A: { type: 'string' } },
  };

  it.each<[string, Json, JsonObject, Json[], Json[], string[]]>([
    ['to $defs', ref('S'), { S: names }, [{ a: 'x' }, { a: 1 }], [{ a: 'x' }], ['/properties/a']],
    ['to definitions', ref('S'), { S: old }, [{ a: 'x' }, { a: 1 }], [{ a: 'x' }], ['/properties/a']],
    [
      'to a property',
      ref('S'),
      { S: { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } } },
      [{ b: 'x' }, { b: 1 }],
      [{ b: 'x' }],
      ['/properties/b'],
    ],
    [
      'to its root',
      ref('S'),
      { S: { properties: { a: { $ref: '#' } }, additionalProperties: false } },
      [{ a: { a: {} } }, { a: { b: 1 } }],
      [{ a: { a: {} } }],
      ['/properties/a'],
    ],
    [
      'below another schema',
      { properties: { c: names } },
      {},
      [{ c: { a: 'x' } }, { c: { a: 1 } }],
      [{ c: { a: 'x' } }],
      ['/paths/~1a/post/requestBody/content/application~1json/schema/properties/c/properties/a'],
    ],
  ])('%s', async (_title, schema, schemas, values, accepted, places) => {
    const found = places.map((place) =>
      place.startsWith('/paths') ? `repaired ${place}` : `repaired /components/schemas/S${place}`,
    );
    expect(await judge(withBody(schema, schemas), values)).toMatchObject({ accepted, found });
  });

  it('to its root is the schema with the identifier around it', async () => {
    const inner = {
      $id: 'https://x.example/s',
      properties: { a: { $ref: '#' } },
      additionalProperties: false,
    };
    const values: Json[] = [{ s: { a: { a: {} } } }, { s: { a: { s: 1 } } }];
    const document = withBody({ properties: { s: inner } });
    expect(await judge(document, values)).toMatchObject({ accepted: [values[0]], found: [] });
  });
});
