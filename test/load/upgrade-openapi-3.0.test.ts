import { expect, it } from 'vitest';
import { loadDocument } from '../../src/load/load-document.ts';

const pet = { $ref: '#/components/schemas/Pet' };
const nothing = { type: 'null' };

async function upgraded(schema: unknown) {
  const document = {
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { Pet: { type: 'object' }, S: schema } },
  };
  const { document: result } = await loadDocument(document);
  expect(result['openapi']).toBe('3.1.0');
  return JSON.parse(JSON.stringify(result)).components.schemas.S;
}

it.each([
  ['nullable beside type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  ['nullable beside a type list', { type: ['string'], nullable: true }, { type: ['string', 'null'] }],
  [
    'nullable beside enum',
    { type: 'string', enum: ['a'], nullable: true },
    { type: ['string', 'null'], enum: ['a', null] },
  ],
  ['nullable beside an enum with null', { enum: ['a', null], nullable: true }, { enum: ['a', null] }],
  ['nullable alone', { nullable: true, description: 'd' }, { description: 'd' }],
  ['nullable: false', { type: 'string', nullable: false }, { type: 'string' }],
  [
    'nullable beside $ref',
    { ...pet, nullable: true, description: 'd' },
    { description: 'd', anyOf: [pet, nothing] },
  ],
  [
    'nullable beside allOf',
    { allOf: [pet], nullable: true, title: 't' },
    { title: 't', anyOf: [{ allOf: [pet] }, nothing] },
  ],
  ['nullable beside oneOf', { oneOf: [pet], nullable: true }, { anyOf: [{ oneOf: [pet] }, nothing] }],
  ['nullable beside anyOf', { anyOf: [pet], nullable: true }, { anyOf: [{ anyOf: [pet] }, nothing] }],
  [
    'nullable beside type and allOf',
    { type: 'object', allOf: [pet], nullable: true },
    { anyOf: [{ type: 'object', allOf: [pet] }, nothing] },
  ],
  [
    'nullable in items and additionalProperties',
    {
      type: 'array',
      items: {
        type: 'object',
        nullable: true,
        additionalProperties: { type: 'integer', nullable: true },
      },
    },
    {
      type: 'array',
      items: { type: ['object', 'null'], additionalProperties: { type: ['integer', 'null'] } },
    },
  ],
  [
    'nullable inside a nullable union',
    { oneOf: [{ type: 'string', nullable: true }], nullable: true },
    { anyOf: [{ oneOf: [{ type: ['string', 'null'] }] }, nothing] },
  ],
  ['exclusive bounds', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  ['exclusive bounds that are not', { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
  ['an exclusive bound without a bound', { exclusiveMaximum: true }, {}],
  ['a bound that is 3.1 already', { exclusiveMinimum: 3 }, { exclusiveMinimum: 3 }],
  ['example', { type: 'string', example: 'x' }, { type: 'string', examples: ['x'] }],
  ['an example that is null', { example: null }, { examples: [null] }],
  [
    'format binary',
    { type: 'string', format: 'binary' },
    { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' },
  ],
  [
    'format byte',
    { type: 'string', format: 'byte' },
    { type: 'string', format: 'byte', contentEncoding: 'base64' },
  ],
  ['siblings of $ref', { ...pet, type: 'string', description: 'd' }, { ...pet, description: 'd' }],
  [
    'properties named like keywords',
    {
      properties: {
        nullable: { type: 'boolean', nullable: true },
        example: { type: 'string', example: 'x' },
        format: { type: 'string' },
        type: { type: 'string' },
        items: { type: 'string' },
        $ref: { type: 'string', nullable: true },
      },
    },
    {
      properties: {
        nullable: { type: ['boolean', 'null'] },
        example: { type: 'string', examples: ['x'] },
        format: { type: 'string' },
        type: { type: 'string' },
        items: { type: 'string' },
        $ref: { type: ['string', 'null'] },
      },
    },
  ],
  [
    'values that are not schemas',
    {
      default: { nullable: true, type: 'string' },
      enum: [{ nullable: true, type: 'string' }],
      'x-data': { nullable: true, type: 'string' },
      example: { type: 'string', nullable: true },
    },
    {
      default: { nullable: true, type: 'string' },
      enum: [{ nullable: true, type: 'string' }],
      'x-data': { nullable: true, type: 'string' },
      examples: [{ type: 'string', nullable: true }],
    },
  ],
  ['a schema that is a string', 'broken', 'broken'],
  ['a schema that is null', null, null],
  [
    'invalid keywords',
    { properties: 'no', allOf: null, items: 3 },
    { properties: 'no', allOf: null, items: 3 },
  ],
])('upgrades %s', async (_name, before, after) => {
  expect(await upgraded(before)).toEqual(after);
});

const before = () => ({ type: 'string', nullable: true });

it('upgrades schemas in every position, and those that only a reference reaches', async () => {
  const after = { type: ['string', 'null'] };
  const { document } = await loadDocument({
    openapi: '3.0.0',
    paths: {
      '/a': {
        parameters: [{ name: 'p', in: 'query', schema: before(), example: { nullable: true } }, null, 'x'],
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: before(),
                encoding: { e: { headers: { H: { schema: before() } } } },
              },
            },
          },
          responses: {
            200: { headers: { H: { schema: before() } }, content: { 'a/b': { schema: before() } } },
            default: { $ref: '#/x-shared/Elsewhere' },
          },
          callbacks: { c: { '{$url}': { post: { parameters: [{ schema: before() }] } } } },
        },
      },
    },
    'x-shared': { Elsewhere: { content: { 'a/b': { schema: before() } } } },
    'x-data': { schema: before() },
  });
  expect(document).toMatchObject({
    paths: {
      '/a': {
        parameters: [{ schema: after, example: { nullable: true } }, null, 'x'],
        post: {
          requestBody: {
            content: {
              'application/json': { schema: after, encoding: { e: { headers: { H: { schema: after } } } } },
            },
          },
          responses: { 200: { headers: { H: { schema: after } }, content: { 'a/b': { schema: after } } } },
          callbacks: { c: { '{$url}': { post: { parameters: [{ schema: after }] } } } },
        },
      },
    },
    'x-shared': { Elsewhere: { content: { 'a/b': { schema: after } } } },
    'x-data': { schema: before() },
  });
});

it('does not change 3.1 and 3.2', async () => {
  for (const openapi of ['3.1.0', '3.2.0']) {
    const source = {
      openapi,
      components: { schemas: { S: { type: 'string', nullable: true, example: 1 } } },
    };
    const loaded = await loadDocument(source);
    expect(loaded).toMatchObject({ document: source, declaredVersion: openapi, findings: [] });
  }
});
