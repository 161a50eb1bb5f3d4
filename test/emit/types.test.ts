import { assert, property, jsonValue, string } from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { emitDescriptor } from '../../src/emit/emit-descriptor.ts';
import { modulesFor } from '../../src/emit/module-specifiers.ts';
import { emitOperations } from '../../src/emit/emit-operations.ts';
import { comment, literal, propertyKey, typeName, valueName } from '../../src/emit/typescript-text.ts';
import { typeText } from '../../src/emit/type-text.ts';
import { aliasIn, parse, valueOf } from './parse.ts';
import { emittedApi } from '../support/emit.ts';
import { schemaDocument } from '../support/describe.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Returns the declarations of a document whose only operation receives and returns a schema, without line breaks. */
async function declarations(schema: Json, schemas: JsonObject = {}): Promise<Record<string, string>> {
  const { typed } = await emittedApi(schemaDocument(schema, schemas));
  return declarationsIn(emitOperations(typed).text);
}

function declarationsIn(text: string): Record<string, string> {
  const { statements } = parse(text);
  const entries = statements.map((statement) => {
    const code = statement.getText().replace(/\s+/g, ' ');
    const [, name = code, type = ''] = /^export (?:interface|type) (\w+) (?:= )?(.*?);?$/.exec(code) ?? [];
    return [name, type] as const;
  });
  return Object.fromEntries(entries);
}

const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
});
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const words = { type: 'string' };
const whole = { type: 'integer' };

/** Returns the type of a schema whose discriminator has the given values. */
const is = (name: string, ...names: string[]): string =>
  `(${name} & { kind: ${names.map((value) => `'${value}'`).join(' | ')}; })`;

const media = (mediaType: string, schema?: Json): JsonObject => ({
  description: '',
  content: { [mediaType]: schema === undefined ? {} : { schema } },
});

/** Returns a value as JSON has it: without -0, and with the usual prototypes. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the type of a response', () => {
  it.each<[string, Json, string]>([
    ['text', words, 'string'],
    ['a whole number', whole, 'number'],
    ['a number', { type: 'number' }, 'number'],
    ['a boolean', { type: 'boolean' }, 'boolean'],
    ['null', { type: 'null' }, 'null'],
    ['anything', {}, 'unknown'],
    ['nullable as types', { type: ['string', 'null'] }, 'string | null'],
    ['nullable of OpenAPI 3.0', { type: 'string', nullable: true }, 'string | null'],
    ['nullable as a union', { anyOf: [words, { type: 'null' }] }, 'string | null'],
    ['several types', { type: ['string', 'integer', 'boolean'] }, 'string | number | boolean'],
    ['an enum', { enum: ['a', 'b'] }, "'a' | 'b'"],
    ['an enum of numbers', { enum: [1, -2, 0.5, 1e21] }, '1 | -2 | 0.5 | 1e+21'],
    ['a mixed enum', { enum: ['a', 1, true, null] }, "'a' | 1 | true | null"],
    ['a nullable enum', { type: ['string', 'null'], enum: ['a', null] }, "'a' | null"],
    [
      'an enum of objects and lists',
      { enum: [{ 'a-b': 1 }, [1, 'x'], {}] },
      "{ 'a-b': 1 } | [1, 'x'] | Record<string, never>",
    ],
    ['a value twice', { enum: ['a', 'a'] }, "'a'"],
    ['operators in texts', { type: 'array', items: { enum: ['a & b', 'c | d'] } }, "('a & b' | 'c | d')[]"],
    ['const', { const: 'a' }, "'a'"],
    ['const null', { const: null }, 'null'],
    ['const false', { const: false }, 'false'],
    ['a list', { type: 'array', items: words }, 'string[]'],
    ['a list of anything', { type: 'array' }, 'unknown[]'],
    ['a list of lists', { type: 'array', items: { type: 'array', items: whole } }, 'number[][]'],
    ['a list of a union', { type: 'array', items: { anyOf: [words, whole] } }, '(string | number)[]'],
    ['a list of an enum of one', { type: 'array', items: { enum: ['a'] } }, "'a'[]"],
    ['a closed tuple', { type: 'array', prefixItems: [words, whole], items: false }, '[string?, number?]'],
    [
      'a closed tuple with a length',
      { type: 'array', prefixItems: [words, whole], items: false, minItems: 1 },
      '[string, number?]',
    ],
    ['a tuple with a maximum', { type: 'array', prefixItems: [words, whole], maxItems: 1 }, '[string?]'],
    ['a tuple of nothing', { type: 'array', prefixItems: [words], maxItems: 0 }, '[]'],
    ['an open tuple', { type: 'array', prefixItems: [words] }, '[string?, ...unknown[]]'],
    ['a tuple with others', { type: 'array', prefixItems: [words], items: whole }, '[string?, ...number[]]'],
    ['nothing known of an object', { type: 'object' }, 'Record<string, unknown>'],
    ['no properties at all', { type: 'object', additionalProperties: false }, 'Record<string, never>'],
    ['a map', { type: 'object', additionalProperties: whole }, 'Record<string, number>'],
    ['a map of lists', { additionalProperties: { type: 'array', items: words } }, 'Record<string, string[]>'],
    [
      'a map of a union',
      { additionalProperties: { type: ['string', 'null'] } },
      '{ [key: string]: string | null }',
    ],
    [
      'a map by pattern',
      { type: 'object', patternProperties: { '^a': whole }, additionalProperties: false },
      'Record<string, number>',
    ],
    [
      'names that a pattern forbids',
      { type: 'object', patternProperties: { '^a': false } },
      'Record<string, unknown>',
    ],
    [
      'names that a pattern forbids, and others',
      { type: 'object', patternProperties: { '^a': false, '^b': whole } },
      'Record<string, number>',
    ],
    [
      'no names but those that a pattern forbids',
      { type: 'object', patternProperties: { '^a': false }, additionalProperties: false },
      'Record<string, never>',
    ],
    ['properties', object({ a: words, b: whole }, 'a'), '{ a: string; b?: number; }'],
    [
      'a property that is required but not declared',
      object({ a: words }, 'a', 'b'),
      '{ a: string; b: unknown; }',
    ],
    [
      'names that need quotes',
      object({ 'a-b': words, '1': words, "it's": words, '': words, class: words }, '1'),
      "{ '1': string; 'a-b'?: string; 'it\\'s'?: string; ''?: string; class?: string; }",
    ],
    ['a name of prototypes', object({ constructor: whole }), '{ constructor?: number; }'],
    [
      'other properties beside',
      { ...object({ a: words }, 'a'), additionalProperties: whole },
      '{ a: string; [key: string]: unknown; }',
    ],
    ['no others beside', { ...object({ a: words }, 'a'), additionalProperties: false }, '{ a: string; }'],
    [
      'allOf',
      { allOf: [object({ a: words }, 'a'), object({ b: whole })] },
      '{ a: string; } & { b?: number; }',
    ],
    [
      'allOf that requires more',
      { allOf: [object({ a: words })], required: ['a'] },
      '{ a: unknown; } & { a?: string; }',
    ],
    [
      'allOf beside an object of which nothing is known',
      { type: 'object', allOf: [object({ a: words })] },
      '{ a?: string; }',
    ],
    [
      'allOf with a union',
      { allOf: [object({ a: words }), { anyOf: [object({ b: words }), { type: 'null' }] }] },
      '{ a?: string; } & ({ b?: string; } | null)',
    ],
    [
      'anyOf beside properties',
      { ...object({ a: words }), anyOf: [object({ b: words }), object({ c: words })] },
      '{ a?: string; } & ({ b?: string; } | { c?: string; })',
    ],
    [
      'anyOf that requires one or another',
      { ...object({ a: words, b: words }), anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{ a?: string; b?: string; } & ({ a: unknown; } | { b: unknown; })',
    ],
    ['oneOf', { oneOf: [words, whole] }, 'string | number'],
    ['a union with anything', { anyOf: [words, {}] }, 'unknown'],
    [
      'a union of an intersection',
      { anyOf: [{ allOf: [object({ a: words }), object({ b: words })] }, words] },
      '({ a?: string; } & { b?: string; }) | string',
    ],
    ['nothing', { not: {} }, 'never'],
    ['nothing or text', { anyOf: [{ not: {} }, words] }, 'string'],
    [
      'conditions aside',
      { ...object({ a: words }), if: { required: ['a'] }, then: { required: ['b'] } },
      '{ a?: string; }',
    ],
  ])('%s', async (_, schema, type) => {
    const { PostSchemaResult: found, CallResult = found } = await declarations(schema);
    expect(CallResult).toBe(type);
  });
});

describe('named types', () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ['an interface', { Thing: object({ a: words }) }, { Thing: '{ a?: string; }', CallResult: 'Thing' }],
    ['recursion', { Thing: object({ next: reference('Thing') }) }, { Thing: '{ next?: Thing; }' }],
    ['recursion in a list', { Thing: { type: 'array', items: reference('Thing') } }, { Thing: 'Thing[]' }],
    [
      'recursion in a map',
      { Thing: { type: 'object', additionalProperties: reference('Thing') } },
      { Thing: '{ [key: string]: Thing }' },
    ],
    [
      'recursion in a union',
      { Thing: { anyOf: [words, { type: 'array', items: reference('Thing') }] } },
      { Thing: 'string | Thing[]' },
    ],
    [
      'recursion in a member of a union',
      { Thing: { anyOf: [words, object({ of: { anyOf: [reference('Thing'), { type: 'null' }] } })] } },
      { Thing: 'string | { of?: Thing | null; }' },
    ],
    [
      'recursion in allOf',
      {
        Thing: { allOf: [object({ a: words }), object({ parent: { anyOf: [reference('Thing'), whole] } })] },
      },
      { Thing: '{ a?: string; } & { parent?: Thing | number; }' },
    ],
    ['a union with itself', { Thing: { anyOf: [words, reference('Thing')] } }, { Thing: 'unknown' }],
    ['nothing but itself', { Thing: reference('Thing') }, { Thing: 'unknown' }],
    [
      'a union with what is a union with it',
      { Thing: { anyOf: [words, reference('Other')] }, Other: { anyOf: [whole, reference('Thing')] } },
      { Thing: 'string | Other', Other: 'unknown' },
    ],
    [
      'a text that looks like its name',
      {
        Thing: {
          allOf: [
            object({ a: { ...words, description: 'See (Thing) | Thing' }, b: { enum: ['x| Thing'] } }),
            object({}),
          ],
        },
      },
      { Thing: "{ /** See (Thing) | Thing */ a?: string; b?: 'x| Thing'; } & Record<string, unknown>" },
    ],
  ])('%s', async (_, schemas, types) => {
    expect(await declarations(reference('Thing'), schemas)).toMatchObject(types);
  });

  it.each([
    ['pet-photo', 'PetPhoto'],
    ['pet_photo', 'PetPhoto'],
    ['3d', 'Schema3d'],
    ['ünï', 'Uni'],
    ['東京', 'Schema'],
    ['Record', 'RecordSchema'],
    ['Uint8Array', 'Uint8ArraySchema'],
    ['constructor', 'Constructor'],
    ['__proto__', 'Proto'],
    ["a';evil()//", 'AEvil'],
    ['../../x', 'X'],
  ])('%s is the type %s', (name, type) => {
    expect(typeName(name)).toBe(type);
  });

  it.each([
    ['list-pets', 'listPets'],
    ['PING', 'ping'],
    ['get_x', 'getX'],
    ['get', 'get_'],
    ['delete', 'delete_'],
    ['await', 'await_'],
    ['then', 'then_'],
    ['eval', 'eval_'],
    ['2fa', '_2fa'],
    ['--', 'value'],
    ['__proto__', 'proto'],
  ])('%s is the function %s', (name, value) => {
    expect(valueName(name)).toBe(value);
  });

  it('get numbers if they would have the same name', async () => {
    const schemas = {
      'a-b': object({ x: words }),
      a_b: object({ y: words }),
      Operations: object({ z: words }),
    };
    const all = { oneOf: Object.keys(schemas).map(reference) };
    const { typed } = await emittedApi(schemaDocument(all, schemas));
    expect(declarationsIn(emitOperations(typed, ['Operations']).text)).toMatchObject({
      AB: '{ x?: string; }',
      AB2: '{ y?: string; }',
      Operations2: '{ z?: string; }',
      CallResult: 'AB | AB2 | Operations2',
    });
  });

  it('are shared by requests and responses with equal schemas, and distinct if the schemas or their references differ', async () => {
    const schemas = {
      Same: object({ a: words }),
      Pet: object(
        { id: { ...whole, readOnly: true }, pin: { ...words, writeOnly: true }, same: reference('Same') },
        'id',
      ),
      Shop: object({ pets: { type: 'array', items: reference('Pet') } }),
    };
    expect(await declarations(reference('Shop'), schemas)).toMatchObject({
      Same: '{ a?: string; }',
      Pet: '{ id: number; same?: Same; }',
      PetInput: '{ pin?: string; same?: Same; }',
      Shop: '{ pets?: Pet[]; }',
      ShopInput: '{ pets?: PetInput[]; }',
      CallArguments: '{ body?: ShopInput; }',
      CallResult: 'Shop',
    });
  });
});

describe('schemas with a discriminator', () => {
  const cat = object({ kind: words, lives: whole }, 'kind');
  const dog = object({ kind: words, tricks: whole });
  const kinds = { oneOf: [reference('Cat'), reference('Dog')], discriminator: { propertyName: 'kind' } };
  const mapped = (mapping: JsonObject): JsonObject => ({
    ...kinds,
    discriminator: { propertyName: 'kind', mapping },
  });
  it.each<[string, JsonObject, JsonObject, string]>([
    ['by their own names', kinds, {}, `${is('Cat', 'Cat')} | ${is('Dog', 'Dog')}`],
    [
      'by a mapping',
      mapped({ c: '#/components/schemas/Cat', d: 'Dog' }),
      {},
      `${is('Cat', 'c')} | ${is('Dog', 'd')}`,
    ],
    [
      'by several texts each',
      mapped({ c: '#/components/schemas/Cat', k: '#/components/schemas/Cat' }),
      {},
      `${is('Cat', 'c', 'k')} | ${is('Dog', 'Dog')}`,
    ],
    [
      'under anyOf',
      { anyOf: kinds.oneOf, discriminator: kinds.discriminator },
      {},
      `${is('Cat', 'Cat')} | ${is('Dog', 'Dog')}`,
    ],
    [
      'that say so themselves',
      kinds,
      { Cat: object({ kind: { const: 'Cat' } }, 'kind'), Dog: object({ kind: { enum: ['Dog'] } }, 'kind') },
      'Cat | Dog',
    ],
    [
      'that say one of several',
      kinds,
      { Cat: object({ kind: { enum: ['Cat', 'Dog'] } }, 'kind') },
      `${is('Cat', 'Cat')} | ${is('Dog', 'Dog')}`,
    ],
    [
      'that contradict it',
      kinds,
      { Cat: object({ kind: { enum: ['CAT'] } }, 'kind') },
      `Cat | ${is('Dog', 'Dog')}`,
    ],
    [
      'by a number, which is none of its names',
      kinds,
      { Cat: object({ kind: whole }, 'kind') },
      `Cat | ${is('Dog', 'Dog')}`,
    ],
    ['that do not have the property', kinds, { Cat: object({ lives: whole }) }, `Cat | ${is('Dog', 'Dog')}`],
    [
      'with null beside',
      { ...kinds, oneOf: [...kinds.oneOf, { type: 'null' }] },
      {},
      `${is('Cat', 'Cat')} | ${is('Dog', 'Dog')} | null`,
    ],
  ])('%s', async (_, schema, schemas, type) => {
    const found = await declarations(schema, { Cat: cat, Dog: dog, ...schemas });
    expect(found['CallResult']).toBe(type);
  });

  const pet = { ...object({ kind: words, name: words }, 'kind'), discriminator: { propertyName: 'kind' } };
  const inherits = (...parts: JsonObject[]): JsonObject => ({ allOf: [reference('Pet'), ...parts] });

  it.each<[string, JsonObject, Record<string, string>]>([
    [
      'that inherit the property',
      { Cat: inherits(object({ lives: whole })) },
      {
        Cat: "PetBase & { lives?: number; } & { kind: 'Cat'; }",
        Pet: "Cat | (PetBase & { kind: 'Pet'; })",
        PetBase: '{ kind: string; name?: string; }',
      },
    ],
    [
      'that inherit and declare it',
      { Cat: { ...object({ kind: words }), allOf: [reference('Pet')] } },
      { Cat: "{ kind: 'Cat'; } & PetBase" },
    ],
    [
      'that have kinds of their own',
      { Cat: { allOf: [reference('Lion')] }, Lion: inherits(object({ mane: words })) },
      {
        Pet: "(LionBase & { kind: 'Lion'; }) | Cat | (PetBase & { kind: 'Pet'; })",
        LionBase: 'PetBase & { mane?: string; }',
        Cat: "LionBase & { kind: 'Cat'; }",
      },
    ],
    [
      'of a base that is the choice between them',
      { Pet: { ...pet, oneOf: [reference('Cat')] }, Cat: inherits(object({ lives: whole })) },
      {
        Cat: "Pet & { lives?: number; } & { kind: 'Cat'; }",
        Pet: '{ kind: string; name?: string; }',
      },
    ],
  ])('%s', async (_, schemas, types) => {
    const all = { oneOf: [reference('Cat'), reference('Pet')] };
    expect(await declarations(all, { Pet: pet, ...schemas })).toMatchObject(types);
  });

  const cats = { Cat: inherits(object({ lives: whole })) };
  const mappedBase = (...names: string[]): JsonObject => ({
    ...pet,
    discriminator: {
      propertyName: 'kind',
      mapping: Object.fromEntries(names.map((name) => [name, '#/components/schemas/Cat'])),
    },
  });

  it.each<[string, JsonObject, Record<string, string>]>([
    ['by the names of a mapping', { Pet: mappedBase('c') }, { Pet: 'Cat', CallResult: 'Pet' }],
    [
      'by several names each',
      { Pet: mappedBase('c', 'k') },
      { Pet: 'Cat', Cat: "PetBase & { lives?: number; } & { kind: 'c' | 'k'; }" },
    ],
    [
      'that are not in the document',
      { Pet: { ...pet, discriminator: { propertyName: 'kind', mapping: { c: 'Cat', d: 'Dog' } } } },
      { Pet: "Cat | (PetBase & { kind: 'd'; })" },
    ],
    [
      'that refer to the base',
      { Cat: inherits(object({ friend: reference('Pet') })) },
      { Cat: "PetBase & { friend?: Pet; } & { kind: 'Cat'; }" },
    ],
    [
      'in a list',
      {
        Pet: mappedBase('c'),
        Herd: { type: 'array', items: reference('Pet') },
        Cat: inherits(reference('Herd')),
      },
      { Pet: 'Cat' },
    ],
    [
      'of a base that may be null',
      { Pet: { ...pet, type: ['object', 'null'] } },
      { Pet: "Cat | (PetBase & { kind: 'Pet'; }) | null" },
    ],
    [
      'of a base without the property',
      { Pet: { ...object({ name: words }), discriminator: { propertyName: 'kind' } } },
      { Pet: '{ name?: string; }' },
    ],
    ['and no kinds', { Cat: object({ lives: whole }) }, { Pet: '{ kind: string; name?: string; }' }],
  ])('stand for their kinds: %s', async (_, schemas, types) => {
    expect(await declarations(reference('Pet'), { Pet: pet, ...cats, ...schemas })).toMatchObject(types);
  });

  it('has types for more kinds than a request shows', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Kind${index}`);
    const many = Object.fromEntries(names.map((name) => [name, inherits(object({ size: whole }))]));
    const { Pet } = await declarations(reference('Pet'), { Pet: pet, ...many });
    expect(Pet).toBe([...names, "(PetBase & { kind: 'Pet'; })"].join(' | '));
  });
});

describe('comments', () => {
  it.each<[string, JsonObject, string]>([
    ['a description', { description: 'A text.' }, '/** A text. */\n'],
    ['a title where there is none', { title: 'Text' }, '/** Text */\n'],
    ['a format', { format: 'date-time' }, '/** format: "date-time" */\n'],
    [
      'limits',
      { minimum: 1, maxLength: 2, default: { a: 1 } },
      '/** minimum: 1, maxLength: 2, default: {"a":1} */\n',
    ],
    ['deprecation', { description: 'A.', deprecated: true }, '/**\n * A.\n * @deprecated\n */\n'],
    [
      'several lines',
      { description: 'A.\n\n  B. \r\nC.\u2028D.' },
      '/**\n * A.\n *\n *   B.\n * C.\n * D.\n */\n',
    ],
    [
      'the end of a comment',
      { description: 'a */ evil(); /* b' },
      String.raw`/** a *\/ evil(); /* b */` + '\n',
    ],
    ['the end of a comment in a pattern', { pattern: '^a*/$' }, String.raw`/** pattern: "^a*\/$" */` + '\n'],
    [
      'an end that appears when something is dropped',
      { description: '*\u200b/ evil()' },
      String.raw`/** *\/ evil() */` + '\n',
    ],
    [
      'an order to the compiler',
      { description: '@ts-expect-error' },
      String.raw`/** \@ts-expect-error */` + '\n',
    ],
    [
      'tags',
      { description: '@deprecated no\n{@link x} a@b.c @c' },
      '/**\n * \\@deprecated no\n * {\\@link x} a@b.c \\@c\n */\n',
    ],
    ['text that runs the other way', { description: 'a\u202eb\u2066c' }, '/** abc */\n'],
    ['tabs', { description: 'a\tb' }, '/** a b */\n'],
    ['nothing', { description: ' \n ' }, ''],
  ])('say %s', async (_, keywords, expected) => {
    const schemas = { Thing: { type: 'string', ...keywords } };
    const { typed } = await emittedApi(schemaDocument(reference('Thing'), schemas));
    const { text: emitted } = emitOperations(typed);
    expect(emitted.slice(0, emitted.indexOf('export type Thing'))).toBe(expected);
  });
});

describe('the result of an operation', () => {
  it.each<[string, JsonObject, string]>([
    ['JSON', { '200': media('application/json', words) }, 'string'],
    ['vendor JSON', { '200': media('application/vnd.x+json; charset=utf-8', whole) }, 'number'],
    ['JSON without a schema', { '200': media('application/json') }, 'unknown'],
    ['text', { '200': media('text/csv', words) }, 'string'],
    ['XML', { '200': media('application/xml', {}) }, 'string'],
    ['an image', { '200': media('image/png', words) }, 'Uint8Array'],
    ['whatever it is', { '200': media('application/octet-stream') }, 'unknown'],
    ['a range', { '200': media('*/*', words) }, 'unknown'],
    ['nothing', { '204': { description: '' } }, 'undefined'],
    [
      'one or another',
      {
        '200': media('application/json', words),
        '202': media('application/json', whole),
        '204': { description: '' },
      },
      'string | number | undefined',
    ],
    ['by a range of statuses', { '2XX': media('application/json', words) }, 'string'],
    ['by default', { default: media('application/json', words) }, 'string'],
    [
      'not by default beside success',
      { '200': media('application/json', words), default: media('application/json', whole) },
      'string',
    ],
    ['not of errors', { '404': media('application/json', whole) }, 'unknown'],
  ])('%s', async (_, responses, type) => {
    const document = {
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: { '/a': { get: { operationId: 'call', responses } } },
    };
    const { typed } = await emittedApi(document);
    expect(declarationsIn(emitOperations(typed).text)['CallResult']).toBe(type);
  });

  it('is undefined for HEAD', async () => {
    const head = { operationId: 'call', responses: { '200': media('application/json', words) } };
    const document = { openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: { '/a': { head } } };
    const { typed } = await emittedApi(document);
    expect(declarationsIn(emitOperations(typed).text)['CallResult']).toBe('undefined');
  });
});

describe('a hostile value stays a literal', () => {
  const unicode = string({ unit: 'binary' });

  it('as const', () => {
    assert(
      property(jsonValue({ stringUnit: 'binary' }), (value) => {
        const type = typeText({ const: value as Json }, String);
        expect(asJson(valueOf(aliasIn(`type A = ${type};`)))).toEqual(asJson(value));
      }),
    );
  });

  it('as a name of a property', () => {
    assert(
      property(unicode, (name) => {
        const type = aliasIn(`type A = { ${propertyKey(name)}: 1 };`);
        expect(valueOf(type)).toEqual(Object.fromEntries([[name, 1]]));
      }),
    );
  });

  it('as text of a program', () => {
    assert(
      property(unicode, (value) => {
        const [statement] = parse(literal(value)).statements;
        if (statement === undefined || !ts.isExpressionStatement(statement)) throw new Error(literal(value));
        expect(valueOf(statement.expression)).toBe(value);
        expect(literal(value)).toMatch(/^[^\n\r\u2028\u2029\p{Cf}\p{Cs}]*$/u);
      }),
    );
  });

  it('as a description, default or format, in a comment only', () => {
    assert(
      property(unicode, jsonValue({ stringUnit: 'binary' }), (description, value) => {
        const emitted = comment([description, JSON.stringify(value)]);
        expect(parse(emitted).statements).toHaveLength(0);
        expect(emitted).toMatch(/^(\/\*\*[^]*\*\/\n)?$/);
      }),
    );
  });

  it('as a name of a type or function', () => {
    assert(
      property(unicode, (name) => {
        expect(typeName(name)).toMatch(/^[A-Z]\w*$/);
        expect(valueName(name)).toMatch(/^[a-z_]\w*$/);
        expect(parse(`type ${typeName(name)} = 1; const ${valueName(name)} = 1;`).statements).toHaveLength(2);
      }),
    );
  });

  it('as data, in JSON and in TypeScript', () => {
    const modules = modulesFor({ runtime: 'inline', sdk: 'v2', importExtension: '.ts', data: 'json' });
    assert(
      property(jsonValue({ stringUnit: 'binary' }), (value) => {
        const api = { title: value, operations: [], definitions: {} } as unknown as ApiDescriptor;
        const [json] = emitDescriptor(api, { data: 'json' }, modules);
        const typescript = emitDescriptor(api, { data: 'ts' }, modules).at(-1);
        expect(asJson((JSON.parse(json?.content ?? '') as JsonObject)['title'])).toEqual(asJson(value));
        expect(json?.content).toMatch(/^[^\u2028\u2029\p{Cf}\p{Cs}]*$/u);
        parse(typescript?.content ?? '');
        expect(typescript?.content).toMatch(/^[^\u2028\u2029\p{Cf}\p{Cs}]*$/u);
      }),
    );
  });
});
