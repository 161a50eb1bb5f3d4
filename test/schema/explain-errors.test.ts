import { describe, expect, it } from 'vitest';
import { createArgumentValidator } from '../../src/runtime/arguments/validate-arguments.ts';
import { requestOf } from '../support/call.ts';
import { describeDocument } from '../support/describe.ts';
import { documentOf } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const validate = createArgumentValidator();
const text = { type: 'string' };
const integer = { type: 'integer' };
const kinds = {
  oneOf: [
    { type: 'object', properties: { kind: { const: 'cat' } }, required: ['kind'] },
    { type: 'object', properties: { kind: { enum: ['dog', 'wolf'] } }, required: ['kind'] },
  ],
};
const schemas = {
  Cat: { type: 'object', properties: { kind: text, lives: integer }, required: ['kind', 'lives'] },
  Dog: { type: 'object', properties: { kind: text }, required: ['kind'] },
  Tree: {
    type: 'object',
    properties: { size: integer, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  },
};

/** Returns the errors of a body with this schema. */
async function explainBody(schema: Json, body: Json): Promise<string[]> {
  const requestBody = { content: { 'application/json': { schema } } };
  const { descriptor, operation } = describeDocument({
    paths: { '/': { post: { requestBody, responses: {} } } },
    components: { schemas },
  });
  const { problems } = await createArgumentValidator(descriptor.requestDefinitions)(operation, { body });
  return problems;
}

describe('an argument that is wrong', () => {
  const parameters = [
    { name: 'petId', in: 'path', schema: integer },
    { name: 'status', in: 'query', schema: { enum: ['free', 'sold'] } },
    { name: 'page[size]', in: 'query', schema: { ...integer, minimum: 1, maximum: 100 } },
    { name: 'since', in: 'query', schema: { ...text, format: 'date' } },
  ];
  const requestBody = {
    content: { 'application/json': { schema: { type: 'object', properties: { name: text } } } },
  };
  const { operation } = describeDocument({
    paths: { '/pets/{petId}': { post: { parameters, requestBody, responses: {} } } },
  });

  it.each<[title: string, args: JsonObject, lines: string[]]>([
    ['a valid value', { petId: 1 }, []],
    ['missing', {}, ['petId: is required (integer)']],
    ['of another type', { petId: 'one' }, ['petId: must be integer, got "one"']],
    [
      'not one of its values',
      { petId: 1, status: 'gone' },
      ['status: must be one of "free", "sold", got "gone"'],
    ],
    ['out of bounds', { petId: 1, page_size: 0 }, ['page_size: must be >= 1, got 0']],
    ['of another format', { petId: 1, since: 'today' }, ['since: must be a date, got "today"']],
    [
      'several at once',
      { status: 'gone' },
      ['petId: is required (integer)', 'status: must be one of "free", "sold", got "gone"'],
    ],
    ['misspelt', { petId: 1, Status: 'free' }, ['Status: is not an argument; did you mean status?']],
    [
      'a property of the body',
      { petId: 1, name: 'Pixel' },
      ['name: is not an argument; did you mean body.name?'],
    ],
    [
      'not known at all',
      { petId: 1, whatever: 1 },
      ['whatever: is not an argument; the arguments are petId, status, page_size, since, body'],
    ],
  ])('%s', async (_, args, lines) => {
    expect((await validate(operation, args)).problems).toEqual(lines);
  });

  it('of an operation without arguments', async () => {
    const { operation: bare } = describeDocument({ paths: { '/': { get: { responses: {} } } } });
    expect((await validate(bare, { a: 1 })).problems).toEqual([
      'a: is not an argument; the arguments are none',
    ]);
  });
});

describe('a body that is wrong', () => {
  it.each<[title: string, schema: Json, body: Json, lines: string[]]>([
    [
      'a property',
      { type: 'object', properties: { name: text } },
      { name: 1 },
      ['body.name: must be string, got 1'],
    ],
    ['an item', { type: 'array', items: integer }, [1, 'b'], ['body[1]: must be integer, got "b"']],
    [
      'within both',
      { type: 'object', properties: { tags: { type: 'array', items: text } } },
      { tags: ['a', 1] },
      ['body.tags[1]: must be string, got 1'],
    ],
    [
      'a name that is a number',
      { type: 'object', properties: { '1': text } },
      { '1': 1 },
      ['body["1"]: must be string, got 1'],
    ],
    [
      'a name with a slash and a dot',
      { type: 'object', properties: { 'a/b.c~d': text } },
      { 'a/b.c~d': 1 },
      ['body["a/b.c~d"]: must be string, got 1'],
    ],
    [
      'a property that is not known',
      { type: 'object', properties: { name: text }, additionalProperties: false },
      { nam: 'a' },
      ['body.nam: is not known; did you mean name?'],
    ],
    [
      'a property that is not known, whose name is too short to be meant for another',
      { type: 'object', properties: { name: text, big: text }, additionalProperties: false },
      { id: 'a' },
      ['body.id: is not known; the properties are name, big'],
    ],
    [
      'a property that is read-only',
      {
        type: 'object',
        properties: { id: { type: 'integer', readOnly: true }, name: text },
        additionalProperties: false,
      },
      { id: 1, name: 'a' },
      ['body.id: is not known; the properties are name'],
    ],
    [
      'a property of an object without any',
      { type: 'object', additionalProperties: false },
      { id: 1 },
      ['body.id: is not known'],
    ],
    [
      'a property beside many',
      {
        type: 'object',
        properties: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`p${index}`, text])),
        additionalProperties: false,
      },
      { whatever: 1 },
      [
        `body.whatever: is not known; the properties are ${Array.from({ length: 20 }, (_, index) => `p${index}`).join(', ')}, …`,
      ],
    ],
    [
      'a format that begins with a vowel',
      { ...text, format: 'email' },
      'x',
      ['body: must be an email, got "x"'],
    ],
    ['a format that does not', { ...text, format: 'uuid' }, 'x', ['body: must be a uuid, got "x"']],
    ['one of several types', { type: ['string', 'null'] }, 1, ['body: must be string or null, got 1']],
    ['const', { const: 'a' }, 'b', ['body: must be "a", got "b"']],
    [
      'a recursive schema',
      { $ref: '#/components/schemas/Tree' },
      { children: [{ size: 'x' }] },
      ['body.children[0].size: must be integer, got "x"'],
    ],
    [
      'alternatives',
      {
        anyOf: [
          { type: 'object', required: ['a'] },
          { type: 'object', required: ['b'] },
        ],
      },
      {},
      ['body: fits no alternative: body.a: is required — or — body.b: is required'],
    ],
    [
      'alternatives that lack the same',
      {
        anyOf: [
          { type: 'object', required: ['a'] },
          { required: ['a'], maxProperties: 3 },
        ],
      },
      {},
      ['body.a: is required'],
    ],
    ['kinds without their property', kinds, {}, ['body.kind: is required, one of "cat", "dog", "wolf"']],
    [
      'kinds in a list',
      { type: 'array', items: kinds },
      [{}],
      ['body[0].kind: is required, one of "cat", "dog", "wolf"'],
    ],
    [
      'kinds of a discriminator',
      {
        oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
        discriminator: { propertyName: 'kind' },
      },
      {},
      ['body.kind: is required, one of "Cat", "Dog"'],
    ],
    ['more than one alternative', { oneOf: [text, { maxLength: 5 }] }, 'a', []],
    [
      'more than one alternative within',
      { properties: { a: { oneOf: [text, { maxLength: 5 }] } }, required: ['b'] },
      { a: 'x' },
      ['body.b: is required'],
    ],
    [
      'a property that nothing has evaluated',
      { allOf: [{ properties: { size: integer } }], unevaluatedProperties: false },
      { sise: 1 },
      ['body.sise: is not known'],
    ],
    [
      'a position of a tuple',
      { type: 'array', prefixItems: [integer, text], items: false },
      ['a', 'b', 'c'],
      ['body[0]: must be integer, got "a"', 'body[2]: is not allowed, got "c"'],
    ],
    [
      'a dependency',
      { type: 'object', dependentRequired: { a: ['b'] } },
      { a: 1 },
      ['body.b: is required with a'],
    ],
    [
      'a long value is truncated',
      integer,
      'x'.repeat(100),
      [`body: must be integer, got "${'x'.repeat(78)}…`],
    ],
  ])('%s', async (_, schema, body, lines) => {
    expect(await explainBody(schema, body)).toEqual(lines);
  });

  it('at most twenty errors are listed, and the rest counted', async () => {
    const lines = await explainBody(
      { type: 'array', items: integer },
      Array.from({ length: 30 }, () => 'a'),
    );
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
  });
});

describe('arguments that are named like what objects inherit', () => {
  const parameters = ['constructor', 'toString'].map((name) => ({
    name,
    in: 'query' as const,
    schema: text,
  }));
  const { operation } = describeDocument({ paths: { '/': { get: { parameters, responses: {} } } } });

  it('may be left out', async () => {
    expect((await validate(operation, {})).problems).toEqual([]);
  });

  it('are then not sent', async () => {
    expect((await requestOf(documentOf({ parameters }), {})).target).toBe('/things');
  });

  it('may be passed', async () => {
    expect(
      (await validate(operation, { constructor: 'a', toString: 'b' } as unknown as JsonObject)).problems,
    ).toEqual([]);
  });
});
