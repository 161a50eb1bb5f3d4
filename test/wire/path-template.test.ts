import { expect, it } from 'vitest';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { describeDocument } from '../support/describe.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Templates in notations of other frameworks, with a declared path parameter, its value and the path that is sent. */
it.each<[template: string, name: string, value: string, target: string]>([
  ['/a/{id}', 'id', 'x', '/a/x'],
  ['/a/{id:int}', 'id', '7', '/a/7'],
  ['/a/{id:int:min(1)}/b', 'id', '7', '/a/7/b'],
  ['/a/{slug:[a-z]{2,3}}', 'slug', 'ab', '/a/ab'],
  ['/a/{id:int}', 'id:int', '7', '/a/7'],
  ['/a/{id?}', 'id', '7', '/a/7'],
  ['/a/{ userId }', 'userId', '7', '/a/7'],
  ['/a/{ userId }', ' userId ', '7', '/a/7'],
  ['/a/{userid}', 'userId', '7', '/a/7'],
  ['/a/{user_id}', 'userId', '7', '/a/7'],
  ['/a/{user-id}', 'user_id', '7', '/a/7'],
  ['/a/:id/b', 'id', '7', '/a/7/b'],
  ['/a/:userid/b', 'userId', '7', '/a/7/b'],
  ['/a/<id>', 'id', '7', '/a/7'],
  ['/a/<int:id>/b', 'id', '7', '/a/7/b'],
  ['/a/<string(length=2):lang>', 'lang', 'en', '/a/en'],
  ['/a/<path:rest>', 'rest', 'x/y', '/a/x/y'],
  ['/a/{{id}}', 'id', '7', '/a/7'],
  ['/a/${id}', 'id', '7', '/a/7'],
  ['/a/%7Bid%7D/b', 'id', '7', '/a/7/b'],
  ['/a{/id}', 'id', 'x/y', '/a/x%2Fy'],
  ['/a{.format}', 'format', 'json', '/a.json'],
  ['/a{;lang}', 'lang', 'en', '/a;lang=en'],
  ['/a/{id}', 'id', 'x/y', '/a/x%2Fy'],
  ['/a/{+path}', 'path', 'x/y z', '/a/x/y%20z'],
  ['/a/{path*}/b', 'path', 'x/y', '/a/x/y/b'],
  ['/a/{*path}', 'path', 'x/y', '/a/x/y'],
  ['/a/{**path}', 'path', 'x/y', '/a/x/y'],
  ['/a/{path:.*}', 'path', 'x/y', '/a/x/y'],
  ['/a/{path:path}', 'path', 'x/y', '/a/x/y'],
  ['/v1/{name=projects/*}', 'name', 'projects/p', '/v1/projects/p'],
  ['/v1/{name=projects/*/files/**}:copy', 'name', 'projects/p/files/f', '/v1/projects/p/files/f:copy'],
])('reads %s with the parameter %j', async (template, name, value, target) => {
  const document = documentOf({ path: template, parameters: [{ name, in: 'path' }] });
  const { argument = '' } = describeDocument(document).operation.parameters[0] ?? {};
  expect((await requestOf(document, { [argument]: value })).target).toBe(target);
});

it.each<[template: string, args: JsonObject, target: string]>([
  ['/a{?q,limit}', { q: 'x' }, '/a?q=x'],
  ['/a/{id:int}{?q}', { id: '1', q: 'x y' }, '/a/1?q=x%20y'],
  ['/a{?q*,limit:3}', { limit: 2 }, '/a?limit=2'],
  ['/a/{x:int}/{Y}', { x: '1', Y: '2' }, '/a/1/2'],
  ['/a/:id', {}, '/a/:id'],
  ['/a/<int:id>', { id: '1' }, '/a/1'],
  ['/a{/x,y}', { x: '1', y: '2' }, '/a/1/2'],
  ['/a/%7Bid%7D', {}, '/a/%7Bid%7D'],
  ['/a/$batch', {}, '/a/$batch'],
])('reads %s without the parameters', async (template, args, target) => {
  const document = documentOf({
    path: template,
    parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
  });
  expect((await requestOf(document, args)).target).toBe(target);
});

it.each(['x/../y', '../x', 'x//y', '/x', 'x/', '.'])('refuses the path %j', async (path) => {
  const document = documentOf({ path: '/a/{+path}', parameters: [{ name: 'path', in: 'path' }] });
  expect(textOf((await callOnce(document, { path })).result)).toMatch(/path: must not be/);
});

it('reports what is read in another way', () => {
  const document = documentOf({ path: '/a/{id:int}', parameters: [{ name: 'id', in: 'path' }] });
  const { findings, operation } = describeDocument(document);
  expect(findings.map(({ message }) => message)).toEqual([
    '{id:int} in the path /a/{id:int} is read as {id}',
  ]);
  expect(operation.path).toBe('/a/{id}');
});
