import { expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import { documentOf } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };
const when = { type: 'string', format: 'date-time' };

// prettier-ignore
it.each<[title: string, schema: JsonObject, body: JsonObject, status: number]>([
  ['a value that fits several branches of oneOf', { oneOf: [{ type: 'object' }, { properties: { a: text } }] }, { a: 'x' }, 200],
  ['a value that fits no branch', { oneOf: [{ required: ['b'] }, { properties: { a: text }, required: ['a'] }] }, { a: 1 }, 400],
  ['a date-time without an offset', { properties: { when } }, { when: '2024-05-01T10:00:00' }, 200],
  ['a time without an offset', { properties: { when: { ...when, format: 'time' } } }, { when: '10:00:00' }, 200],
  ['a time without seconds', { properties: { when: { ...when, format: 'time' } } }, { when: '10:00' }, 400],
  ['a date', { properties: { when } }, { when: '2024-05-01' }, 400],
  ['a format that the example does not satisfy', { properties: { id: { type: 'string', format: 'uuid', example: 'ev_1' } } }, { id: 'ev_2' }, 200],
])('%s', async (_, schema, body, status) => {
  const document = documentOf({ method: 'post', body: { schema } });
  const mock = await createMock(await loadDocument(document), { seed: 1 });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${mock.url}/things`, { method: 'POST', headers, body: JSON.stringify(body) });
  await mock.close();
  expect(response.status).toBe(status);
});
