import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import type { MockServer } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };
const file = { type: 'object', properties: { path: text, content: text }, required: ['path'] };
const record = { type: 'object', properties: { id: text, title: text }, required: ['id'] };
const enveloped = { type: 'object', properties: { data: record }, required: ['data'] };
const content = (schema: Json): JsonObject => ({ 'application/json': { schema } });

/** Returns the operations of a collection and of its items. */
function collectionOf(
  path: string,
  variable: string,
  [item, body]: [item: Json, body: Json],
): [string, JsonObject][] {
  const responses = { '200': { description: 'd', content: content(item) } };
  const write = { requestBody: { content: content(body) }, responses };
  const parameters = [{ name: variable.replace('+', ''), in: 'path', required: true, schema: text }];
  return [
    [path, { post: write }],
    [`${path}/{${variable}}`, { parameters, get: { responses }, put: write, patch: write }],
  ];
}

let mock: MockServer;
beforeAll(async () => {
  const paths = Object.fromEntries([
    ...collectionOf('/files', 'path+', [file, { type: 'object' }]),
    ...collectionOf('/records', 'id', [enveloped, { type: 'object' }]),
    ...collectionOf('/items', 'id', [enveloped, record]),
  ]);
  mock = await createMock(
    await loadDocument({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }),
    { seed: 3 },
  );
});
afterAll(() => mock.close());

async function send(method: string, target: string, body?: Json): Promise<Json> {
  const response = await fetch(`${mock.url}${target}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return (await response.json()) as Json;
}

describe('an item whose path has slashes', () => {
  it.each(['/files/a/b/c.txt', '/files/a%2Fb%2Fc.txt'])('is read at %s', async (target) => {
    const written = { path: 'a/b/c.txt', content: 'hello' };
    expect(await send('PUT', '/files/a/b/c.txt', { content: 'hello' })).toEqual(written);
    expect(await send('GET', target)).toEqual(written);
  });

  it('is read where it was posted', async () => {
    const posted = { path: 'x/y.txt', content: 'posted' };
    expect(await send('POST', '/files', posted)).toEqual(posted);
    expect(await send('GET', '/files/x/y.txt')).toEqual(posted);
  });
});

it('a query parameter of any name is accepted on request', async () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: Object.fromEntries(collectionOf('/a', 'id', [record, record])),
  };
  const loaded = await loadDocument(document);
  await using strict = await createMock(loaded);
  await using open = await createMock(loaded, { allowUndeclaredQuery: true });
  expect((await fetch(`${strict.url}/a/1?b=2`)).status).toBe(400);
  expect((await fetch(`${open.url}/a/1?b=2`)).status).toBe(200);
});

describe('an item in an envelope', () => {
  it.each<[title: string, collection: string, body: JsonObject]>([
    ['that is posted in it', '/records', { data: { id: 'r1', title: 'one' } }],
    ['that is posted alone', '/records', { id: 'r2', title: 'one' }],
    ['whose request has no envelope', '/items', { id: 'r3', title: 'one' }],
  ])('%s', async (_, collection, body) => {
    const { id = '' } = { ...body, ...(body['data'] as JsonObject | undefined) };
    const posted = { data: { id, title: 'one' } };
    expect(await send('POST', collection, body)).toEqual(posted);
    expect(await send('GET', `${collection}/${String(id)}`)).toEqual(posted);
    const changed = { data: { id, title: 'two' } };
    const patch: JsonObject = collection === '/items' ? { id, title: 'two' } : { data: { title: 'two' } };
    expect(await send('PATCH', `${collection}/${String(id)}`, patch)).toEqual(changed);
    expect(await send('GET', `${collection}/${String(id)}`)).toEqual(changed);
  });

  it('gets an id if it has none', async () => {
    const posted = (await send('POST', '/records', { data: { title: 'new' } })) as { data: { id: string } };
    expect(posted).toEqual({ data: { id: expect.any(String), title: 'new' } });
    expect(await send('GET', `/records/${encodeURIComponent(posted.data.id)}`)).toEqual(posted);
  });
});
