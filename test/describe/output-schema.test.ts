import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { asArray, asJsonObject, isJsonObject } from '../../src/json/narrow.ts';
import { mapSubschemas } from '../../src/load/map-subschemas.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { valuesOf } from '../support/sample-values.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import {
  createOutputValidator,
  isRestrictive,
  strictErrorResult,
} from '../../src/runtime/result/strict-output.ts';
import { toObjectRootTool } from '../../src/serve/object-root.ts';
import type { DocumentSource } from '../../src/load/loaded-document.ts';
import type { DescribeOptions } from '../../src/describe/describe-options.ts';
import type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';
import { documentOf } from '../support/document.ts';

const text = { type: 'string' };
const pet = { type: 'object', properties: { name: { type: 'string' } } };
const node = {
  type: 'object',
  properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
};
const open = { type: 'object', description: 'Node' };
const inner = { type: 'object', properties: { children: { type: 'array', items: open } } };
const nodeListed = { type: 'object', properties: { children: { type: 'array', items: inner } } };
const anything = { description: 'Any other value that the API returns.' };

function json(schema: Json): JsonObject {
  return { description: 'Done', content: { 'application/json': { schema } } };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** Returns many properties that hold objects of many properties, `levels` deep; `{ type: 'object' }` is left of the last ones. */
function wide(levels: number, count = 12): JsonObject {
  const property =
    levels === 0 ? { type: 'object' } : { type: 'object', properties: wide(levels - 1, count) };
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`property${index}`, property]));
}

const strings = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`property${index}`, text]));
const choice = { type: 'string', enum: Object.keys(strings) };

async function outputSchema(
  responses: JsonObject,
  options: DescribeOptions = {},
): Promise<JsonSchema | undefined> {
  const document = { ...documentOf({ responses }), components: { schemas: { Node: node, Pet: pet } } };
  return describeApi(await loadDocument(document), options).descriptor.operations[0]?.outputSchema;
}

describe('the output schema', () => {
  it.each<[string, JsonObject, JsonSchema | undefined]>([
    ['describes an object', { '200': json(ref('Pet')) }, { type: 'object', anyOf: [pet, anything] }],
    [
      'describes another root',
      { '200': json({ type: 'array', items: ref('Pet') }) },
      { anyOf: [{ type: 'array', items: pet }, anything] },
    ],
    [
      'has an object at its root where a reference is one',
      { '200': json(ref('Node')) },
      { type: 'object', anyOf: [nodeListed, anything] },
    ],
    [
      'is that of default where no success is declared',
      { default: json(pet) },
      { type: 'object', anyOf: [pet, anything] },
    ],
    ['is missing where anything may come', { '200': json({}) }, undefined],
    [
      'has no descriptions where it is large',
      { '200': json({ ...pet, description: 'D', default: 'x'.repeat(4_000) }) },
      { type: 'object', anyOf: [pet, anything] },
    ],
    [
      'has no deep parts where it is large',
      { '200': json({ type: 'object', properties: wide(2) }) },
      { type: 'object', anyOf: [{ type: 'object', properties: wide(0) }, anything] },
    ],
    [
      'has no optional properties where it is large',
      { '200': json({ type: 'object', properties: { id: text, ...wide(0, 400) }, required: ['id'] }) },
      { type: 'object', anyOf: [{ type: 'object', properties: { id: text }, required: ['id'] }, anything] },
    ],
    [
      'has an object of which too many properties are required',
      { '200': json({ type: 'object', properties: strings, required: Object.keys(strings) }) },
      { type: 'object', anyOf: [{ type: 'object' }, anything] },
    ],
    ['has a text of too many values', { '200': json(choice) }, { anyOf: [text, anything] }],
    [
      'has a list of texts of too many values',
      { '200': json({ type: 'array', items: choice }) },
      { anyOf: [{ type: 'array', items: text }, anything] },
    ],
    [
      'has the type of too many branches',
      {
        '200': json({
          oneOf: Object.keys(strings).map((name) => ({ properties: { [name]: text }, required: [name] })),
        }),
      },
      { type: 'object', anyOf: [{ type: 'object' }, anything] },
    ],
    [
      'has the type of too many parts',
      { '200': json({ allOf: [ref('Pet'), { required: Object.keys(strings) }] }) },
      { type: 'object', anyOf: [{ type: 'object' }, anything] },
    ],
    [
      'says nothing about names beside properties that are left out',
      {
        '200': json({
          type: 'object',
          properties: { id: text, ...wide(0, 400) },
          required: ['id'],
          additionalProperties: { type: 'boolean' },
        }),
      },
      { type: 'object', anyOf: [{ type: 'object', properties: { id: text }, required: ['id'] }, anything] },
    ],
    [
      'says nothing about patterns beside properties that are left out',
      {
        '200': json({
          type: 'object',
          properties: wide(0, 400),
          patternProperties: { '^x-': { type: 'boolean' } },
          additionalProperties: false,
        }),
      },
      { type: 'object', anyOf: [{ type: 'object', properties: {} }, anything] },
    ],
    [
      'keeps the values of a map',
      { '200': json({ type: 'object', additionalProperties: text, default: { a: 'x'.repeat(4_000) } }) },
      { type: 'object', anyOf: [{ type: 'object', additionalProperties: text }, anything] },
    ],
  ])('%s', async (_title, responses, expected) => {
    expect(await outputSchema(responses)).toEqual(expected);
  });

  it.each([4_000, 500, 100])(
    'of %i bytes keeps descriptions and depth as long as they fit',
    async (limit) => {
      const described = { ...pet, description: 'D', properties: { name: { ...text, description: 'Name' } } };
      const expected = limit <= 100 ? pet : described;
      expect(await outputSchema({ '200': json(described) }, { outputSchemaBytes: limit })).toEqual({
        type: 'object',
        anyOf: [expected, anything],
      });
    },
  );

  it.each<[string, JsonObject, JsonSchema | undefined]>([
    ['is the schema itself', { '200': json(pet), '201': json(ref('Pet')), default: json({}) }, pet],
    [
      'keeps a root that is not an object',
      { '200': json({ type: 'array', items: pet }) },
      { type: 'array', items: pet },
    ],
    ['repeats a recursive schema twice', { '200': json(ref('Node')) }, nodeListed],
    [
      'only describes where a success may be empty',
      { '200': json(pet), '204': { description: 'Nothing' } },
      { type: 'object', anyOf: [pet, anything] },
    ],
    [
      'only describes where a success may be another',
      { '200': json(pet), '202': json({ type: 'string' }) },
      { type: 'object', anyOf: [pet, anything] },
    ],
  ])('in strict mode %s', async (_title, responses, expected) => {
    expect(await outputSchema(responses, { validateResponses: 'strict' })).toEqual(expected);
  });

  it('promises nothing that a filter may change', async () => {
    const options = { validateResponses: 'strict', responseFilter: true } as const;
    expect(await outputSchema({ '200': json(pet) }, options)).toEqual({
      type: 'object',
      anyOf: [pet, anything],
    });
  });

  it('is left out with outputSchema off', async () => {
    expect(await outputSchema({ '200': json(pet) }, { outputSchema: false })).toBeUndefined();
  });
});

const oasExamples = fileURLToPath(new URL('../../node_modules/@readme/oas-examples', import.meta.url));

/** The pet store, and the documents among the development dependencies. */
const documents = [
  fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)),
  createRequire(import.meta.url).resolve('@figma/rest-api-spec/openapi/openapi.yaml'),
  ...readdirSync(oasExamples, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[23]\.[01]\/json\/(?!webhooks)[^/]+\.json$/.test(name))
    .map((name) => `${oasExamples}/${name}`),
];

describe('every output schema compiles as draft-07 and as 2020-12', () => {
  it.each(documents)('%s', async (source) => {
    for (const options of [{}, { validateResponses: 'strict' as const }])
      expect(await uncompilable(source, options)).toEqual([]);
  });
});

describe('a pruned output schema forbids nothing that the whole one allows', () => {
  it.each(documents)('%s', async (source) => {
    const loaded = await loadDocument(source);
    const describedTo = (outputSchemaBytes: number): (JsonObject | undefined)[] =>
      describeApi(loaded, { outputSchemaBytes }).descriptor.operations.map(
        ({ outputSchema: described }) => asArray(described?.['anyOf'])?.map(asJsonObject)[0],
      );
    const whole = describedTo(1_000_000).map((schema) => schema && withObjects(schema));
    const step = Math.ceil(whole.length / 20);
    const found: string[] = [];
    for (const limit of [1_000, 60])
      for (const [index, pruned] of describedTo(limit).entries()) {
        const schema = whole[index];
        if (schema === undefined || index % step > 0) continue;
        const [isWhole, isPruned] = [schema, pruned ?? false].map((each) =>
          new Ajv2020({ strict: false, logger: false }).compile(each),
        );
        const values = valuesOf(new Sampler(schema, 'response'), schema, `${source} ${index}`);
        for (const value of values)
          if (isWhole?.(value) === true && isPruned?.(value) !== true)
            found.push(`${JSON.stringify(value)} against ${JSON.stringify(pruned)}`);
      }
    expect(found).toEqual([]);
  });
});

/** A schema with properties and without a type is read as that of an object. */
function withObjects(schema: JsonObject): JsonObject {
  const typed = schema['properties'] === undefined ? schema : { type: 'object', ...schema };
  return mapSubschemas(typed, '', (part) => (isJsonObject(part) ? withObjects(part) : part));
}

/** A v1 client reads schemas as draft-07, a v2 client as 2020-12. */
const drafts = [new Ajv({ strict: false, logger: false }), new Ajv2020({ strict: false, logger: false })];

/** Returns the tools whose output schema a client cannot compile, as clients of either era get them. */
async function uncompilable(source: DocumentSource, options: DescribeOptions): Promise<string[]> {
  const { descriptor } = describeApi(await loadDocument(source), options);
  return descriptor.operations.flatMap((operation) => {
    const { outputSchema: modern } = operation;
    if (modern === undefined) return [];
    const { outputSchema: legacy = {} } = toObjectRootTool({ ...operation, inputSchema: { type: 'object' } });
    return drafts.flatMap((draft) => [modern, legacy].flatMap((schema) => problem(draft, schema)));
  });
}

function problem(draft: Ajv | Ajv2020, schema: JsonSchema): string[] {
  try {
    draft.compile(schema);
    return [];
  } catch (error) {
    return [`${String(error)} in ${JSON.stringify(schema)}`];
  } finally {
    draft.removeSchema(schema);
  }
}

describe('structured content', () => {
  it.each<[string, JsonSchema, Json, boolean, string[]]>([
    [
      'is not held to what only describes',
      { type: 'object', anyOf: [pet, anything] },
      { name: 7 },
      false,
      [],
    ],
    ['is held to a promise', pet, { name: 7 }, true, ['$.name: must be string, got 7']],
    ['that keeps it is right', pet, { name: 'a' }, true, []],
    ['is not held to what no client can compile', { $ref: '#/nowhere' }, 1, true, []],
  ])('%s', async (_title, schema, value, promise, expected) => {
    expect(isRestrictive(schema)).toBe(promise);
    expect(await createOutputValidator()(schema, value)).toEqual(expected);
  });

  it('becomes an error with a warning against repeating the call if it breaks the promise', () => {
    expect(strictErrorResult(['$.name: must be string, got 7'])).toEqual({
      isError: true,
      content: [
        {
          type: 'text',
          text:
            'The response does not match its schema in the document (--validate-responses strict):\n' +
            '- $.name: must be string, got 7\n' +
            'The call took effect: do not repeat it for this. Fix the document or the API, or pass --validate-responses warn.',
        },
      ],
    });
  });
});
