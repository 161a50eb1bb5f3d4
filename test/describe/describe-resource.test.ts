import { describe, expect, it } from 'vitest';
import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import { resourceScheme } from '../../src/describe/describe-resource.ts';
import { describeDocument } from '../support/describe.ts';
import type { ResourceDescriptor } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Returns the resource of a GET at `path` of an API called Shop. */
function resourceOf(
  path: string,
  parameters: JsonObject[] = [],
  operation: JsonObject = {},
): ResourceDescriptor | undefined {
  const schemas = { Tree: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } };
  const get = { parameters, responses: {}, ...operation };
  const document = { info: { title: 'Shop' }, paths: { [path]: { get } }, components: { schemas } };
  return describeDocument(document).operation.resource;
}

const text = { type: 'string' };
const list = { type: 'array', items: text };
const object = { type: 'object' };

describe('the scheme of resource URIs', () => {
  it.each<[name: string, scheme: string]>([
    ['pet-store', 'pet-store'],
    ['things', 'things-api'],
    ['api', 'api'],
    ['http', 'http-api'],
    ['https', 'https-api'],
    ['file', 'file-api'],
    ['ui', 'ui-api'],
    ['git', 'git-api'],
    ['github', 'github-api'],
    ['spotify', 'spotify-api'],
    ['slack', 'slack-api'],
    ['service', 'service-api'],
    ['android', 'android-api'],
    ['vscode-insiders', 'vscode-insiders-api'],
    ['ms-word', 'ms-word-api'],
    ['view-source', 'view-source-api'],
    ['1password', 'api-1password'],
    ['3-d-printers', 'api-3-d-printers'],
  ])('is made from %s: %s', (name, scheme) => {
    expect(resourceScheme(name)).toBe(scheme);
    expect(scheme).toMatch(/^[a-z][a-z0-9+.-]*$/);
  });
});

describe('the URI of a resource', () => {
  it.each<[title: string, path: string, parameters: JsonObject[], uri: string]>([
    ['of a path', '/pets', [], 'shop://api/pets'],
    ['of the root', '/', [], 'shop://api/'],
    ['with a path variable', '/pets/{petId}', [], 'shop://api/pets/{petId}'],
    ['with several in one segment', '/pets/{a}.{b}', [], 'shop://api/pets/{a}.{b}'],
    ['with a name that is no variable', '/pets/{pet-id}', [], 'shop://api/pets/{pet_id}'],
    ['with dots in a name', '/pets/{.pet..id.}', [], 'shop://api/pets/{_pet_.id_}'],
    ['with brackets in a name', '/pets/{ids[]}', [], 'shop://api/pets/{ids}'],
    ['with one name twice', '/a/{id}/b/{id}', [], 'shop://api/a/{id}/b/{id}'],
    [
      'with query, header and cookie',
      '/pets',
      [
        { name: 'a', in: 'query' },
        { name: 'X-B', in: 'header' },
        { name: 'c', in: 'cookie' },
      ],
      'shop://api/pets{?a,X_B,c}',
    ],
    [
      'with a list',
      '/pets',
      [
        { name: 'tags', in: 'query', schema: list },
        { name: 'a', in: 'query' },
      ],
      'shop://api/pets{?tags*,a}',
    ],
    [
      'with an object',
      '/pets',
      [{ name: 'filter', in: 'query', style: 'deepObject', schema: object }],
      'shop://api/pets{?filter}',
    ],
    [
      'with names that become alike',
      '/pets',
      [
        { name: 'a-b', in: 'query' },
        { name: 'a_b', in: 'query' },
      ],
      'shop://api/pets{?a_b_2,a_b}',
    ],
    [
      'with path and query of one name',
      '/pets/{id}',
      [
        { name: 'id', in: 'query' },
        { name: 'id', in: 'path' },
      ],
      'shop://api/pets/{id}{?query_id}',
    ],
    [
      'with characters that a URI does not have',
      '/pets é"<>^`|\\',
      [],
      'shop://api/pets%20%C3%A9%22%3C%3E%5E%60%7C%5C',
    ],
    ['with an apostrophe', "/pets('{id}')", [], 'shop://api/pets(%27{id}%27)'],
    ['with a question mark and a hash', '/pets?a=b#c', [], 'shop://api/pets%3Fa=b%23c'],
    ['that is percent-encoded already', '/caf%C3%A9', [], 'shop://api/caf%C3%A9'],
    ['with a percent sign', '/100%', [], 'shop://api/100%25'],
    ['with braces that hold nothing', '/pets/{}', [], 'shop://api/pets/%7B%7D'],
    ['with a brace that is left open', '/pets/{id', [], 'shop://api/pets/%7Bid'],
    ['with half a character', '/pets/\ud83d', [], 'shop://api/pets/%EF%BF%BD'],
  ])('is built from %s', (_, path, parameters, uri) => {
    const resource = resourceOf(path, parameters);
    expect(resource?.uri).toBe(uri);
    const names = resource?.variables.map(({ name }) => name) ?? [];
    expect(resource?.kind).toBe(names.length === 0 ? 'resource' : 'template');
    // RFC 6570 §2.1 and §2.3 allow only these characters in literals and names.
    expect(uri.replace(/\{[^{}]*\}/g, '')).toMatch(/^([!#-$&(-;=?-[\]_a-z~]|%[0-9A-F]{2})*$/);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/);
    expect(new Set(new UriTemplate(uri).variableNames)).toEqual(new Set(names));
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'])(
    'does not exist for %s',
    (method) => {
      const paths = { '/pets': { [method.toLowerCase()]: { responses: {} } } };
      expect(describeDocument({ paths }).operation).not.toHaveProperty('resource');
    },
  );
});

describe('the variables of a resource', () => {
  it('have an argument, a location and a shape', () => {
    const parameters = [
      { name: 'pet-id', in: 'path', schema: { type: 'integer' } },
      { name: 'tags[]', in: 'query', schema: list },
      { name: 'filter', in: 'query', schema: object },
    ];
    expect(resourceOf('/pets/{pet-id}', parameters)?.variables).toEqual([
      { name: 'pet_id', argument: 'pet-id', in: 'path', shape: 'value' },
      { name: 'tags', argument: 'tags', in: 'query', shape: 'list' },
      { name: 'filter', argument: 'filter', in: 'query', shape: 'json' },
    ]);
  });

  it.each<[title: string, schema: JsonObject, shape: string]>([
    ['a text', text, 'value'],
    ['anything', {}, 'value'],
    ['an enum', { enum: ['a'] }, 'value'],
    ['a list', list, 'list'],
    ['a list or null', { type: ['array', 'null'], items: text }, 'list'],
    ['a list or null, as frameworks write it', { anyOf: [list, { type: 'null' }] }, 'list'],
    ['a list or a text', { oneOf: [text, list] }, 'list'],
    ['a list in allOf', { allOf: [list, { minItems: 1 }] }, 'list'],
    ['a recursive list', { $ref: '#/components/schemas/Tree' }, 'list'],
    ['an object', object, 'json'],
    ['an object without a type', { properties: { a: text } }, 'json'],
    ['an object or null', { anyOf: [object, { type: 'null' }] }, 'json'],
    ['an object or a list', { anyOf: [object, list] }, 'list'],
    ['a text or a number', { type: ['string', 'number'] }, 'value'],
  ])('read %s as a %s', (_, schema, shape) => {
    expect(resourceOf('/pets', [{ name: 'a', in: 'query', schema }])?.variables[0]?.shape).toBe(shape);
  });

  it('include the body', () => {
    const requestBody = { content: { 'application/json': { schema: object } } };
    expect(resourceOf('/pets', [], { requestBody })).toMatchObject({
      uri: 'shop://api/pets{?body}',
      variables: [{ name: 'body', argument: 'body', in: 'query', shape: 'json' }],
    });
  });
});

describe('the media type of a resource', () => {
  const json = { 'application/json': {} };
  it.each<[title: string, responses: JsonObject, mimeType: string | undefined]>([
    [
      'of one success',
      { '200': { content: json }, '404': { content: { 'text/plain': {} } } },
      'application/json',
    ],
    ['without parameters', { '200': { content: { 'Text/CSV; charset=utf-8': {} } } }, 'text/csv'],
    ['of two alike', { '200': { content: json }, '206': { content: json } }, 'application/json'],
    ['of two that differ', { '200': { content: { ...json, 'text/csv': {} } } }, undefined],
    ['of a range', { '200': { content: { 'image/*': {} } } }, undefined],
    ['that is none', { '200': { content: { json: {} } } }, undefined],
    ['that is empty', { '200': { content: { '': {} } } }, undefined],
    ['of nothing', { '204': {} }, undefined],
    ['of default alone', { default: { content: json } }, undefined],
  ])('is read from %s', (_, responses, mimeType) => {
    expect(resourceOf('/pets', [], { responses })?.mimeType).toBe(mimeType);
  });
});
