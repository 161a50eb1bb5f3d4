import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { Parameter } from '../../src/model/api-model.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Reads the parameters of an operation at `/things/{id}`, or at another path. */
function read(
  parameters: Json,
  {
    shared,
    path = '/things',
    components = {},
  }: { shared?: Json; path?: string; components?: JsonObject } = {},
): { parameters: Parameter[]; names: string[]; found: string[]; messages: string[] } {
  const { operation, found, findings } = modelOf(
    { parameters, responses: {} },
    { path, components, item: shared === undefined ? {} : { parameters: shared } },
  );
  return {
    parameters: operation.parameters,
    names: operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`),
    found,
    messages: findings.map(({ message }) => message),
  };
}

const at = '/paths/~1things/get/parameters';
const text = { type: 'string' };

it('reports parameters that are repeated in one list', () => {
  const { parameters, messages, found } = read(
    [
      { name: 'q', in: 'query', schema: text },
      { name: 'q', in: 'header', schema: text },
      { name: 'q', in: 'query', schema: { type: 'integer' } },
      { name: 'Q', in: 'header', schema: text },
    ],
    { shared: [{ name: 'q', in: 'query', schema: text }] },
  );
  expect(parameters.map(({ in: location, schema }) => [location, schema])).toEqual([
    ['query', { type: 'integer' }],
    ['header', text],
  ]);
  expect(messages).toEqual([
    'query parameter q is repeated: its last declaration is used',
    'header parameter Q is repeated: its last declaration is used',
  ]);
  expect(found).toEqual([`repaired ${at}/2`, `repaired ${at}/3`]);
});

describe('the serialization of a parameter', () => {
  type Serialization = [style: string, explode: boolean, allowReserved?: boolean];
  it.each<[title: string, parameter: JsonObject, ...Serialization]>([
    ['query', { in: 'query' }, 'form', true],
    ['path', { in: 'path' }, 'simple', false],
    ['header', { in: 'header' }, 'simple', false],
    ['cookie', { in: 'cookie' }, 'form', true],
    ['querystring', { in: 'querystring' }, 'form', true],
    ['cookie in the style of 3.2', { in: 'cookie', style: 'cookie' }, 'cookie', true],
    ['spaceDelimited', { in: 'query', style: 'spaceDelimited' }, 'spaceDelimited', false],
    [
      'pipeDelimited that explodes',
      { in: 'query', style: 'pipeDelimited', explode: true },
      'pipeDelimited',
      true,
    ],
    ['deepObject', { in: 'query', style: 'deepObject' }, 'deepObject', false],
    ['label', { in: 'path', style: 'label' }, 'label', false],
    ['matrix that explodes', { in: 'path', style: 'matrix', explode: true }, 'matrix', true],
    ['form that does not explode', { in: 'query', explode: false }, 'form', false],
    ['reserved characters', { in: 'query', allowReserved: true }, 'form', true, true],
    ['tsv of Swagger 2.0', { in: 'query', 'x-collection-format': 'tsv' }, 'tabDelimited', false],
    ['explode that is a string', { in: 'query', explode: 'false' }, 'form', true],
  ])('is read for %s', (_, parameter, style, explode, allowReserved = false) => {
    const { parameters, found } = read([{ name: 'id', schema: text, ...parameter }], {
      path: parameter['in'] === 'path' ? '/things/{id}' : '/things',
    });
    expect(parameters).toMatchObject([{ serialization: { kind: 'style', style, explode, allowReserved } }]);
    expect(found).toEqual([]);
  });

  it.each<[location: string, style: string, instead: string]>([
    ['query', 'simple', 'form'],
    ['header', 'form', 'simple'],
    ['cookie', 'deepObject', 'form'],
    ['query', 'spaceDelimeted', 'form'],
  ])('in %s is repaired if it has the style %s', (location, style, instead) => {
    const { parameters, found, messages } = read([{ name: 'a', in: location, style }]);
    expect(parameters).toMatchObject([{ serialization: { style: instead } }]);
    expect(found).toEqual([`repaired ${at}/0`]);
    expect(messages).toEqual([`style ${style} does not exist in ${location}, so ${instead} is used`]);
  });

  it('has a media type instead of a style with content', () => {
    const content = { 'application/json': { schema: { type: 'object' }, example: { a: 1 } } };
    expect(read([{ name: 'a', in: 'query', content }]).parameters).toMatchObject([
      {
        serialization: { kind: 'content', mediaType: 'application/json' },
        schema: { type: 'object' },
        example: { a: 1 },
        pointer: `${at}/0`,
        schemaPointer: `${at}/0/content/application~1json/schema`,
      },
    ]);
  });
});

describe('the example of a parameter', () => {
  it.each<[title: string, parameter: JsonObject, example: unknown]>([
    ['example', { example: 'a' }, 'a'],
    ['example that is null', { example: null }, null],
    ['the first of examples', { examples: { one: { value: 1 }, two: { value: 2 } } }, 1],
    ['example before examples', { example: 0, examples: { one: { value: 1 } } }, 0],
    ['a reference', { examples: { one: { $ref: '#/components/examples/One' } } }, 'one'],
    ['dataValue of 3.2', { examples: { one: { dataValue: [1] } } }, [1]],
    ['examples that are an array, as none', { examples: ['a'] }, undefined],
    ['an example without value, as none', { examples: { one: { summary: 'S' } } }, undefined],
  ])('is read from %s', (_, parameter, example) => {
    const components = { examples: { One: { value: 'one' } } };
    const { parameters } = read([{ name: 'a', in: 'query', ...parameter }], { components });
    expect(parameters[0]?.example).toEqual(example);
  });
});

describe('the parameters of an operation', () => {
  it.each<[title: string, own: JsonObject[], shared: JsonObject[], names: string[]]>([
    [
      "its path item's come first",
      [{ name: 'a', in: 'query' }],
      [{ name: 'b', in: 'query' }],
      ['query b', 'query a'],
    ],
    [
      'its own override those of the path item with the same name and location',
      [{ name: 'a', in: 'query', description: 'own' }],
      [
        { name: 'a', in: 'query' },
        { name: 'a', in: 'header' },
      ],
      ['query a', 'header a'],
    ],
    [
      'header names ignore case',
      [{ name: 'x-tenant', in: 'header', description: 'own' }],
      [{ name: 'X-Tenant', in: 'header' }],
      ['header x-tenant'],
    ],
    [
      'query names do not ignore case',
      [{ name: 'a', in: 'query', description: 'own' }],
      [{ name: 'A', in: 'query' }],
      ['query A', 'query a'],
    ],
    [
      'Accept, Content-Type and Authorization are left out',
      [
        { name: 'accept', in: 'header', description: 'own' },
        { name: 'Content-Type', in: 'header' },
        { name: 'AUTHORIZATION', in: 'header' },
        { name: 'authorization', in: 'query' },
      ],
      [],
      ['query authorization'],
    ],
    ['a name that YAML read as a number', [{ name: 2, in: 'query', description: 'own' }], [], ['query 2']],
  ])('are merged: %s', (_, own, shared, names) => {
    const result = read(own, { shared });
    expect(result.names).toEqual(names);
    expect(result.found).toEqual([]);
  });

  it('have the pointer that their reference leads to', () => {
    const components = {
      parameters: {
        'Page size': {
          name: 'size',
          in: 'query',
          required: true,
          deprecated: true,
          description: ' Size ',
          schema: text,
        },
      },
    };
    const { parameters } = read([{ $ref: '#/components/parameters/Page%20size' }], { components });
    expect(parameters).toEqual([
      {
        name: 'size',
        in: 'query',
        description: 'Size',
        required: true,
        deprecated: true,
        schema: text,
        serialization: { kind: 'style', style: 'form', explode: true, allowReserved: false },
        pointer: '/components/parameters/Page size',
        schemaPointer: '/components/parameters/Page size/schema',
      },
    ]);
  });
});

describe('the path template', () => {
  it.each<[title: string, path: string, parameters: JsonObject[], names: string[], found: string[]]>([
    ['a parameter that it has', '/a/{id}', [{ name: 'id', in: 'path', schema: text }], ['path id'], []],
    [
      'a parameter that is not required',
      '/a/{id}',
      [{ name: 'id', in: 'path', required: false }],
      ['path id'],
      [],
    ],
    [
      'a parameter that is not declared',
      '/a/{id}/{other}',
      [{ name: 'id', in: 'path' }],
      ['path other', 'path id'],
      ['repaired /paths/~1a~1{id}~1{other}/parameters'],
    ],
    [
      'a parameter that it does not have',
      '/a',
      [
        { name: 'id', in: 'path' },
        { name: 'b', in: 'query' },
      ],
      ['query b'],
      ['relaxed /paths/~1a/get/parameters/0'],
    ],
    [
      'a parameter in another case',
      '/a/{ID}',
      [{ name: 'id', in: 'path' }],
      ['path id'],
      ['repaired /paths/~1a~1{ID}/parameters'],
    ],
    ['a parameter that it has twice', '/a/{id}/b/{id}', [{ name: 'id', in: 'path' }], ['path id'], []],
    ['braces without a name', '/a/{}', [], [], []],
  ])('is matched with %s', (_, path, parameters, names, found) => {
    const result = read(parameters, { path });
    expect(result.names).toEqual(names);
    expect(result.found).toEqual(found);
    expect(result.parameters.every((parameter) => parameter.in !== 'path' || parameter.required)).toBe(true);
  });
});

describe('a broken parameter', () => {
  const good = { name: 'good', in: 'query', schema: text };
  it.each<[title: string, parameter: Json, names: string[], found: string[]]>([
    ['a string', 'limit', ['query good'], [`relaxed ${at}/0`]],
    ['null', null, ['query good'], [`relaxed ${at}/0`]],
    ['without a name', { in: 'query' }, ['query good'], [`relaxed ${at}/0`]],
    ['an empty name', { name: '', in: 'query' }, ['query good'], [`relaxed ${at}/0`]],
    ['without a location', { name: 'a' }, ['query good'], [`relaxed ${at}/0`]],
    ['a location of Swagger 2.0', { name: 'a', in: 'formData' }, ['query good'], [`relaxed ${at}/0`]],
    [
      'a location that objects inherit',
      { name: 'a', in: 'constructor' },
      ['query good'],
      [`relaxed ${at}/0`],
    ],
    ['a dangling reference', { $ref: '#/components/parameters/None' }, ['query good'], [`relaxed ${at}/0`]],
    [
      'a schema that is a string',
      { name: 'a', in: 'query', schema: 'string' },
      ['query a', 'query good'],
      [`relaxed ${at}/0/schema`],
    ],
    ['content that is a string', { name: 'a', in: 'query', content: 'json' }, ['query a', 'query good'], []],
    [
      'content without a schema',
      { name: 'a', in: 'query', content: { 'text/plain': null } },
      ['query a', 'query good'],
      [],
    ],
  ])('does not affect the others: %s', (_, parameter, names, found) => {
    const result = read([parameter, good]);
    expect(result.names).toEqual(names);
    expect(result.found).toEqual(found);
  });

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'Connection', 'Keep-Alive', 'Upgrade', 'TE', 'Trailer', 'Expect'])(
    'is left out with a finding if it is the header %s, which frames the request',
    (name) => {
      const result = read([{ name, in: 'header', required: true, schema: text }, good]);
      expect(result.names).toEqual(['query good']);
      expect(result.found).toEqual([`relaxed ${at}/0`]);
      expect(result.messages).toEqual([
        `header ${name} was left out: the HTTP client frames the request itself`,
      ]);
    },
  ); // prettier-ignore

  it.each([
    ['X-Amz-Date', []],
    ['x-amz-content-sha256', []],
    ['X-Amz-Target', ['header X-Amz-Target']],
    ['x-amz-acl', ['header x-amz-acl']],
  ])('is left out if it is the header %s, unless no signature makes that', (name, names) => {
    const result = read([{ name, in: 'header', required: true, schema: text }, good]);
    expect(result.names).toEqual([...names, 'query good']);
    expect(result.found).toEqual(names.length === 0 ? [`ignored ${at}/0`] : []);
  });

  it.each(['Accept', 'Content-Type', 'Authorization'])(
    'is left out without a finding if it is the header %s, which OpenAPI ignores',
    (name) => {
      expect(read([{ name, in: 'header', schema: text }, good])).toMatchObject({
        names: ['query good'],
        found: [],
      });
    },
  );

  it('is reported if it stands in place of the array', () => {
    expect(read({ limit: good })).toMatchObject({ names: [], found: [`relaxed ${at}`] });
  });
});
