import { expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import { documentOf } from '../support/document.ts';
import type { JsonObject } from '../../src/index.ts';

const location = 'http://a.example/docs/schema/';
const base = { base: { default: '' } };

it.each<[title: string, server: JsonObject, path: string, alsoAt: string]>([
  ['an empty URL', { url: '' }, '', ''],
  ['a query', { url: '?key=1' }, '', ''],
  ['/', { url: '/' }, '', ''],
  ['a relative path', { url: 'v1' }, '/docs/schema/v1', ''],
  ['a variable whose default is empty', { url: '{base}', variables: base }, '', '/docs/schema/x'],
  ['a variable that is a root', { url: '{base}', variables: { base: { default: '/v1' } } }, '/v1', ''],
  ['a variable with a host', { url: '{base}/v1', variables: { base: { default: 'https://b.example/api' } } }, '/api/v1', ''],
  ['an empty variable in a path', { url: 'https://b.example/{base}', variables: base }, '', '/x'],
])('the base path of a mock: %s', async (_, server, path, alsoAt) => {
  const loaded = await loadDocument(documentOf({ servers: [server] }));
  await using mock = await createMock({ ...loaded, location }, { seed: 1 });
  expect(mock.url).toBe(mock.origin + path);
  for (const target of [path, alsoAt])
    expect((await fetch(`${mock.origin}${target}/things`)).status).not.toBe(404);
}); // prettier-ignore
