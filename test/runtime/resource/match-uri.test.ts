import { describe, expect, it } from 'vitest';
import { ProtocolFault } from '../../../src/runtime/protocol.ts';
import { createResourceMatcher } from '../../../src/runtime/resource/match-uri.ts';
import { describeDocument } from '../../support/describe.ts';
import type { JsonObject } from '../../../src/json/value.ts';

const text = { type: 'string' };
const list = { type: 'array', items: text };
const get = (parameters: JsonObject[] = []): JsonObject => ({ get: { parameters, responses: {} } });
const { descriptor } = describeDocument({
  info: { title: 'Shop' },
  paths: {
    '/pets': get([
      { name: 'limit', in: 'query', schema: { type: 'integer' } },
      { name: 'tags[]', in: 'query', schema: list },
      { name: 'filter', in: 'query', style: 'deepObject', schema: { type: 'object' } },
      { name: 'X-Tenant', in: 'header', schema: text },
    ]),
    '/pets/{petId}': get(),
    '/pets/mine': get(),
    '/pets/{petId}/photos/{photo-id}.png': get(),
    '/lists/{ids}': get([{ name: 'ids', in: 'path', schema: list }]),
    '/a.b(c)+d/{x}': get(),
    '/café/{x}': get(),
    '/{anything}/photos': get(),
    '/spans/{from}-{to}': get(),
    '/folders/': get(),
    '/folders/{name}/': get(),
    "/users('{id}')": get(),
    '/me/~all,(x)/{y}': get(),
    '/': get(),
  },
});
const match = createResourceMatcher(descriptor.operations);

describe('a URI', () => {
  it.each<[uri: string, path: string, args: JsonObject]>([
    ['shop://api/', '/', {}],
    ['shop://api/pets', '/pets', {}],
    ['shop://api/pets?', '/pets', {}],
    ['shop://api/pets#part', '/pets', {}],
    ['shop://api/pets/1', '/pets/{petId}', { petId: '1' }],
    ['shop://api/pets/mine', '/pets/mine', {}],
    ['shop://api/pets/', '/pets/{petId}', { petId: '' }],
    ['shop://api/pets/a%2Fb', '/pets/{petId}', { petId: 'a/b' }],
    ['shop://api/pets/%2E%2E', '/pets/{petId}', { petId: '..' }],
    ['shop://api/pets/..', '/pets/{petId}', { petId: '..' }],
    ['shop://api/pets/caf%C3%A9', '/pets/{petId}', { petId: 'café' }],
    ['shop://api/pets/a+b', '/pets/{petId}', { petId: 'a+b' }],
    [
      'shop://api/pets/1/photos/a.b.png',
      '/pets/{petId}/photos/{photo-id}.png',
      { petId: '1', 'photo-id': 'a.b' },
    ],
    ['shop://api/spans/a-b', '/spans/{from}-{to}', { from: 'a', to: 'b' }],
    ['shop://api/spans/a-b-c', '/spans/{from}-{to}', { from: 'a-b', to: 'c' }],
    ['shop://api/spans/--', '/spans/{from}-{to}', { from: '-', to: '' }],
    ['shop://api/lists/a,b', '/lists/{ids}', { ids: ['a', 'b'] }],
    ['shop://api/a.b(c)+d/1', '/a.b(c)+d/{x}', { x: '1' }],
    ['shop://api/caf%C3%A9/1', '/café/{x}', { x: '1' }],
    ['shop://api/x/photos', '/{anything}/photos', { anything: 'x' }],
    ['shop://api/pets/%E9t%E9', '/pets/{petId}', { petId: 'été' }],
    ['shop://api/pets/%E9%20%FC', '/pets/{petId}', { petId: 'é ü' }],
    ['shop://api/pets/%C3%A9-%E9', '/pets/{petId}', { petId: 'é-é' }],
    ['shop://api/pets?X_Tenant=%E9', '/pets', { 'X-Tenant': 'é' }],
    ['shop://api/caf%E9/%E9', '/café/{x}', { x: 'é' }],
    ['shop://api/café/1', '/café/{x}', { x: '1' }],
    ['shop://api/folders', '/folders/', {}],
    ['shop://api/folders/', '/folders/', {}],
    ['shop://api/folders?', '/folders/', {}],
    ['shop://api/folders/a', '/folders/{name}/', { name: 'a' }],
    ['shop://api/folders/a/', '/folders/{name}/', { name: 'a' }],
    ["shop://api/users('7')", "/users('{id}')", { id: '7' }],
    ['shop://api/users(%277%27)', "/users('{id}')", { id: '7' }],
    ['shop://api/users%28%277%27%29', "/users('{id}')", { id: '7' }],
    ["shop://api/users('a%27b')", "/users('{id}')", { id: "a'b" }],
    ['shop://api/%75sers(%27a%2Fb%27)', "/users('{id}')", { id: 'a/b' }],
    ['shop://api/me/%7Eall%2C%28x%29/1', '/me/~all,(x)/{y}', { y: '1' }],
    ['shop://api/p%65ts', '/pets', {}],
    ['shop://api/pets?limit=5', '/pets', { limit: '5' }],
    ['shop://api/pets?X_Tenant=a&limit=5', '/pets', { limit: '5', 'X-Tenant': 'a' }],
    ['shop://api/pets?limit=', '/pets', { limit: '' }],
    ['shop://api/pets?limit', '/pets', { limit: '' }],
    ['shop://api/pets?&limit=5&', '/pets', { limit: '5' }],
    ['shop://api/pets?tags=a&tags=b', '/pets', { tags: ['a', 'b'] }],
    ['shop://api/pets?tags=a,b', '/pets', { tags: ['a', 'b'] }],
    ['shop://api/pets?tags=a%2Cb,c', '/pets', { tags: ['a,b', 'c'] }],
    ['shop://api/pets?tags=a,b&tags=c', '/pets', { tags: ['a,b', 'c'] }],
    ['shop://api/pets?tags=', '/pets', { tags: [] }],
    ['shop://api/pets?filter={"a":"b=c"}', '/pets', { filter: '{"a":"b=c"}' }],
    ['shop://api/pets?filter=%7B%22a%22%3A1%7D', '/pets', { filter: '{"a":1}' }],
    ['shop://api/pets?X%5FTenant=a+b%20c', '/pets', { 'X-Tenant': 'a+b c' }],
  ])('%s', (uri, path, args) => {
    const found = match(uri);
    expect({ path: found.operation.path, args: found.args }).toEqual({ path, args });
  });
});

describe('an invalid URI is a fault that names the problem', () => {
  it.each<[uri: string, message: string]>([
    ['shop://api/none', 'Resource not found: shop://api/none'],
    ['other://api/pets', 'Resource not found: other://api/pets'],
    ['shop://other/pets', 'Resource not found: shop://other/pets'],
    ['SHOP://api/pets', 'Resource not found: SHOP://api/pets'],
    ['shop://api/axb(c)+d/1', 'Resource not found: shop://api/axb(c)+d/1'],
    ['shop://api/spans/ab', 'Resource not found: shop://api/spans/ab'],
    ['', 'Resource not found: '],
    ['shop://api/pets/%85', 'Bad percent-encoding in "%85": use UTF-8 (%C3%A9 for é)'],
    ['shop://api/pets?limit=%', 'Bad percent-encoding in "%": use UTF-8 (%C3%A9 for é)'],
    [
      'shop://api/pets?offset=1',
      'Unknown query variable "offset": this resource takes limit, tags, filter, X_Tenant',
    ],
    [
      'shop://api/pets?tags[]=a',
      'Unknown query variable "tags[]": this resource takes limit, tags, filter, X_Tenant',
    ],
    ['shop://api/pets/1?a=1', 'Unknown query variable "a": this resource takes none'],
    ['shop://api/pets/1?petId=2', 'Unknown query variable "petId": this resource takes none'],
    ['shop://api/pets?limit=1&limit=2', 'limit is given more than once and takes one value'],
  ])('%s', (uri, message) => {
    expect(() => match(uri)).toThrow(new ProtocolFault(-32602, message, { uri }));
  });
});
