import { once } from 'node:events';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPetstore } from '../../specs/petstore-api.js';

const path = fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url));
const document = asObject(await SwaggerParser.parse(path));
const nodes = [...walk(document, '')];
const operations = nodes
  .filter(({ node, pointer }) => node['operationId'] !== undefined && pointer.startsWith('/paths/'))
  .map(({ node, pointer }) => {
    const method = pointer.slice(pointer.lastIndexOf('/') + 1).toUpperCase();
    return { id: String(node['operationId']), method, pointer, operation: node };
  });

// Ajv reads the document twice, because requests do not require readOnly properties and responses not writeOnly ones.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(asObject(without('readOnly', document)), 'request.json');
ajv.addSchema(asObject(without('writeOnly', document)), 'response.json');

const owner = '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11';

const staff = { authorization: 'Bearer demo' };
const session = { cookie: 'session=demo' };
const manager = { ...staff, 'x-manager-key': 'demo' };
const json = { 'content-type': 'application/json' };
const patch = { 'content-type': 'application/merge-patch+json' };

let server: Server;
let base: string;

beforeEach(async () => {
  server = createPetstore().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    await expect(SwaggerParser.validate(path)).resolves.toMatchObject({ openapi: '3.1.0' });
  });

  it('describes every tag and operation, under an operationId of its own', () => {
    const ids = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
    const text = expect.any(String);
    const tags = (Array.isArray(document['tags']) ? document['tags'] : []).map(
      (tag) => asObject(tag)['name'],
    );
    for (const { operation } of operations) {
      expect(operation).toMatchObject({ summary: text, description: text, tags: [expect.toBeOneOf(tags)] });
    }
    expect(document['tags']).toEqual(tags.map((name) => ({ name, description: text })));
  });

  it.each<[feature: string, shape: Record<string, unknown>]>([
    ['a path parameter', { in: 'path' }],
    ['a query parameter', { in: 'query' }],
    ['a header parameter', { in: 'header', name: 'If-Match' }],
    ['a cookie parameter', { in: 'cookie', name: 'language' }],
    ['an exploded array', { in: 'query', style: 'form', explode: true, schema: { type: 'array' } }],
    ['an array in one value', { in: 'query', style: 'form', explode: false, schema: { type: 'array' } }],
    ['a pipe-delimited array', { style: 'pipeDelimited', explode: false }],
    ['a deepObject', { style: 'deepObject', schema: { type: 'object' } }],
    ['a matrix object', { style: 'matrix', schema: { type: 'object' } }],
    ['a label array', { style: 'label', schema: { type: 'array' } }],
    ['an enum', { enum: ['available', 'reserved', 'adopted'] }],
    ['a JSON body', { requestBody: { content: { 'application/json': {} } } }],
    ['a form body', { requestBody: { content: { 'application/x-www-form-urlencoded': {} } } }],
    ['a multipart body', { requestBody: { content: { 'multipart/form-data': { encoding: { file: {} } } } } }],
    ['a merge patch', { requestBody: { content: { 'application/merge-patch+json': {} } } }],
    ['an image', { description: 'The PNG image.', content: { 'image/png': {} } }],
    ['plain text', { responses: { '200': { content: { 'text/plain': {} } } } }],
    ['a table', { responses: { '200': { content: { 'text/csv': {} } } } }],
    ['an empty answer', { delete: { responses: { '204': {} } } }],
    ['problem documents', { responses: { NotFound: { content: { 'application/problem+json': {} } } } }],
    ['pages', { headers: { Link: {} }, content: { 'application/json': {} } }],
    ['a cursor', { properties: { nextCursor: {} } }],
    ['a created thing', { responses: { '201': { headers: { Location: {} } } } }],
    ['public operations', { security: [] }],
    ['two credentials together', { security: [{ staffToken: [], managerKey: [] }] }],
    ['alternative credentials', { security: [{ ownerSession: [] }, { staffToken: [] }] }],
    ['a bearer token', { type: 'http', scheme: 'bearer' }],
    ['a key in a header', { type: 'apiKey', in: 'header' }],
    ['a key in a cookie', { type: 'apiKey', in: 'cookie' }],
    ['what only answers have', { id: { readOnly: true }, createdAt: { readOnly: true } }],
    ['what only requests have', { password: { writeOnly: true } }],
    ['null', { birthday: { type: ['string', 'null'] } }],
    [
      'recursion',
      { Category: { properties: { children: { items: { $ref: '#/components/schemas/Category' } } } } },
    ],
    ['a discriminated union', { oneOf: [{}, {}], discriminator: { propertyName: 'method', mapping: {} } }],
    ['a deprecated operation', { deprecated: true, operationId: 'getPetPrice' }],
    ['a HEAD operation', { head: { operationId: 'checkPet' } }],
    ['this machine as server', { servers: [{ url: 'http://127.0.0.1:4010/v1' }, {}] }],
    ['a server with a variable', { url: 'https://{town}.petstore.example/v1', variables: { town: {} } }],
    ['named examples', { examples: { minimal: {}, complete: {} } }],
  ])('shows %s', (_, shape) => {
    const found = nodes.some(({ node }) => {
      try {
        expect(node).toMatchObject(shape);
        return true;
      } catch {
        return false;
      }
    });
    expect(found).toBe(true);
  });

  it.each(examplesOf())('has an example that fits its schema at $pointer', ({ pointer, schema, value }) => {
    expect(mistakesIn(schema, value, pointer)).toBe('');
  });
});

type RequestBody = string | URLSearchParams | FormData;

/** A request for each operation, sent to a new shop. */
const requests: Record<
  string,
  [status: number, path: string, headers?: Record<string, string>, body?: RequestBody]
> = {
  listPets: [200, '/pets?species=cat&species=dog&tags=calm%7Cindoor&filter%5BmaxPrice%5D=9000'],
  createPet: [201, '/pets', { ...staff, ...json }, '{"name":"Pixel","species":"cat","price":9000}'],
  getPet: [200, '/pets/1'],
  checkPet: [200, '/pets/1'],
  updatePet: [200, '/pets/1', { ...staff, ...patch }, '{"birthday":null}'],
  removePet: [204, '/pets/1', manager],
  getPetPrice: [200, '/pets/1/price'],
  exportPets: [200, '/exports/pets?columns=name,price', staff],
  listCategories: [200, '/categories'],
  listPhotos: [200, '/pets/1/photos'],
  addPhoto: [201, '/pets/2/photos', staff, photoForm(Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'))],
  getPhoto: [200, '/pets/1/photos/photo-1'],
  removePhoto: [204, '/pets/1/photos/photo-1', staff],
  listOrders: [200, '/orders?status=placed&placedAfter=2026-01-01T00:00:00Z', staff],
  placeOrder: [201, '/orders', { ...session, ...json }, order({ method: 'card', cardToken: 'tok_4242' })],
  getOrder: [200, '/orders/PS-1001', session],
  cancelOrder: [204, '/orders/PS-1001', staff],
  getReceipt: [200, '/orders/PS-1001/receipt', { cookie: 'session=demo; language=cy' }],
  registerOwner: [
    201,
    '/owners',
    json,
    '{"name":"Grace","email":"g@mail.example","password":"moth-in-relay"}',
  ],
  getOwner: [200, `/owners/${owner}`, session],
  updateOwner: [200, `/owners/${owner}`, { ...session, ...patch }, '{"phone":null}'],
  addFavourite: [204, `/owners/${owner}/favourites/2`, session],
  findShops: [200, '/shops/near/;latitude=51.48;longitude=-3.18'],
  getOpeningHours: [200, '/shops/hours/.sat.sun'],
  sendMessage: [
    202,
    '/messages',
    {},
    new URLSearchParams('name=Ada&email=a@b.example&message=Hi&topics=care&topics=visit'),
  ],
};

describe('the API', () => {
  it.each(operations)('responds to $id as declared', async ({ id, method, pointer, operation }) => {
    const [status, target, headers = {}, body = null] = requests[id] ?? [0, '/'];
    const init = { method, headers, body };
    const response = await fetch(base + target, init);
    expect(response.status).toBe(status);
    const declared = asObject(asObject(operation['responses'])[String(status)]);
    expect(requiredHeaders(declared).filter((name) => !response.headers.has(name))).toEqual([]);
    // A response to HEAD has the content type of the response to GET.
    const type = method === 'HEAD' ? undefined : response.headers.get('content-type')?.split(';')[0];
    expect(type).toBe(Object.keys(asObject(declared['content']))[0]);
    const schema = `${pointer}/responses/${status}/content/application~1json/schema`;
    expect(method === 'HEAD' ? '' : await mistakesInBody(response, schema)).toBe('');
  });

  it('has a request for each operation', () => {
    expect(Object.keys(requests)).toEqual(operations.map(({ id }) => id));
  });

  it.each<
    [
      what: string,
      status: number,
      method: string,
      target: string,
      headers?: Record<string, string>,
      body?: RequestBody,
    ]
  >([
    ['a pet that does not exist', 404, 'GET', '/pets/99'],
    ['an id that is no number', 400, 'GET', '/pets/biscuit'],
    ['a photo of another pet', 404, 'GET', '/pets/2/photos/photo-1'],
    ['an order that does not exist', 404, 'GET', '/orders/PS-1', session],
    ['an owner that does not exist', 404, 'GET', '/owners/nobody', session],
    ['an unknown species', 400, 'GET', '/pets?species=dragon'],
    ['a page that is too large', 400, 'GET', '/pets?limit=51'],
    ['a broken cursor', 400, 'GET', '/pets?cursor=!'],
    ['an unknown day', 400, 'GET', '/shops/hours/.someday'],
    ['coordinates in another style', 400, 'GET', '/shops/near/51.4,-2.6'],
    ['no token', 401, 'GET', '/orders'],
    ['an empty token', 401, 'GET', '/orders', { authorization: 'Bearer ' }],
    ['a session where staff is needed', 401, 'GET', '/orders', session],
    ['a token without the manager’s key', 401, 'DELETE', '/pets/1', staff],
    ['a body that is not JSON', 400, 'POST', '/pets', { ...staff, ...json }, '{'],
    ['a body without a price', 400, 'POST', '/pets', { ...staff, ...json }, '{"name":"X","species":"cat"}'],
    ['a change of nothing', 400, 'PATCH', '/pets/1', { ...staff, ...patch }, '{}'],
    ['JSON where a merge patch is meant', 415, 'PATCH', '/pets/1', { ...staff, ...json }, '{"price":1}'],
    ['a stale ETag', 412, 'PATCH', '/pets/1', { ...staff, ...patch, 'if-match': '"old"' }, '{"price":1}'],
    ['a photo that is no PNG', 415, 'POST', '/pets/1/photos', staff, photoForm('GIF89a')],
    ['a photo that is too large', 413, 'POST', '/pets/1/photos', staff, photoForm('x'.repeat(2_200_000))],
    [
      'an order for a reserved pet',
      409,
      'POST',
      '/orders',
      { ...session, ...json },
      order({ method: 'invoice', address: 'Bath' }, 4),
    ],
    [
      'an order without payment',
      400,
      'POST',
      '/orders',
      { ...session, ...json },
      order({ method: 'shells' }),
    ],
    ['removal of a reserved pet', 409, 'DELETE', '/pets/4', manager],
    ['cancelling what is collected', 409, 'DELETE', '/orders/PS-1000', staff],
    ['a message without text', 400, 'POST', '/messages', {}, new URLSearchParams('name=Ada')],
  ])('refuses %s with a problem', async (_what, status, method, target, headers = {}, body = undefined) => {
    const response = await fetch(base + target, { method, headers, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem: unknown = await response.json();
    expect(mistakesIn('/components/schemas/Problem', problem, '/responses')).toBe('');
  });

  it.each<[query: string, names: string[]]>([
    ['', ['Biscuit', 'Clover', 'Mabel', 'Methuselah', 'Professor Plum', 'Toast']],
    ['species=cat&species=dog', ['Mabel', 'Professor Plum', 'Toast']],
    ['tags=calm%7Cindoor', ['Clover', 'Toast']],
    ['tags=calm|indoor&status=adopted', ['Toast']],
    ['filter[minAge]=50', ['Methuselah']],
    ['filter[maxPrice]=6500&filter[houseTrained]=false', ['Biscuit', 'Clover']],
    ['sort=-price&status=available&limit=2', ['Methuselah', 'Mabel']],
  ])('lists pets with ?%s', async (query, names) => {
    expect(await namesAt(`${base}/pets?${query}`)).toEqual(names);
  });

  it('pages through all pets along the Link header', async () => {
    const pages: unknown[] = [];
    let url = `${base}/pets?species=cat&species=dog&limit=2`;
    while (url !== '') {
      pages.push(await namesAt(url));
      url = await nextOf(url);
    }
    expect(pages).toEqual([['Mabel', 'Professor Plum'], ['Toast']]);
  });

  it('returns a photo byte for byte', async () => {
    const bytes = await (await fetch(`${base}/pets/1/photos/photo-1`)).arrayBuffer();
    const form = photoForm(bytes);
    const added = await fetch(`${base}/pets/2/photos`, { method: 'POST', headers: staff, body: form });
    expect(await added.json()).toMatchObject({
      caption: 'Asleep',
      tags: ['portrait', 'garden'],
      bytes: bytes.byteLength,
    });
    const stored = await fetch(new URL(added.headers.get('location') ?? '', base));
    expect(await stored.arrayBuffer()).toEqual(bytes);
  });

  it('places one order for one idempotency key, and reserves its pet until it is cancelled', async () => {
    const headers = { ...session, ...json, 'idempotency-key': 'once' };
    const send = () =>
      fetch(`${base}/orders`, {
        method: 'POST',
        headers,
        body: order({ method: 'card', cardToken: 'tok_4242' }),
      });
    const first: unknown = await (await send()).json();
    expect(first).toMatchObject({
      status: 'placed',
      total: 6500,
      payment: { method: 'card', last4: '4242' },
    });
    expect(await (await send()).json()).toEqual(first);
    expect(await statusOfPet()).toBe('reserved');
    await fetch(`${base}/orders/PS-1002`, { method: 'DELETE', headers: session });
    expect(await statusOfPet()).toBe('available');
  });

  it('changes a pet if its ETag still matches', async () => {
    const tag = (await fetch(`${base}/pets/1`, { method: 'HEAD' })).headers.get('etag') ?? '';
    const change = () =>
      fetch(`${base}/pets/1`, {
        method: 'PATCH',
        headers: { ...staff, ...patch, 'if-match': tag },
        body: '{"price":1}',
      });
    expect([(await change()).status, (await change()).status]).toEqual([200, 412]);
  });

  it('never returns a password', async () => {
    const body = JSON.stringify({ name: 'Grace', email: 'g@mail.example', password: 'moth-in-the-relay' });
    const response = await fetch(`${base}/owners`, { method: 'POST', headers: json, body });
    expect(await response.text()).not.toContain('moth');
  });
});

async function namesAt(url: string): Promise<unknown[]> {
  const { items } = asObject(await (await fetch(url)).json());
  return Array.isArray(items) ? items.map((pet) => asObject(pet)['name']) : [];
}

/** Returns the URL of the next page, or `undefined` on the last. */
async function nextOf(url: string): Promise<string> {
  const next = /^<(.+)>; rel="next"$/.exec((await fetch(url)).headers.get('link') ?? '')?.[1];
  return next === undefined ? '' : new URL(next, url).href;
}

async function statusOfPet(): Promise<unknown> {
  return asObject(await (await fetch(`${base}/pets/1`)).json())['status'];
}

function order(payment: Record<string, string>, petId = 1): string {
  return JSON.stringify({ ownerId: owner, petIds: [petId], payment });
}

function photoForm(image: string | ArrayBuffer | Buffer<ArrayBuffer>): FormData {
  const form = new FormData();
  form.set('file', new Blob([image], { type: 'image/png' }), 'photo.png');
  form.set('caption', 'Asleep');
  form.append('tags', 'portrait');
  form.append('tags', 'garden');
  return form;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Yields every object below `value`, with its JSON pointer. */
function* walk(
  value: unknown,
  pointer: string,
): Generator<{ node: Record<string, unknown>; pointer: string }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { node: asObject(value), pointer };
  for (const [key, child] of Object.entries(value)) {
    yield* walk(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** Returns the target of a `$ref`, or the object itself. */
function resolve(value: unknown): Record<string, unknown> {
  const target = asObject(value)['$ref'];
  if (typeof target !== 'string') return asObject(value);
  return nodes.find(({ pointer }) => `#${pointer}` === target)?.node ?? {};
}

/** Returns the examples in the document, each with the pointer of its schema. */
function examplesOf(): { pointer: string; schema: string; value: unknown }[] {
  return nodes.flatMap(({ node, pointer }) => {
    const { schema, example, examples } = node;
    if (Array.isArray(examples)) {
      return examples.map((value, index) => ({
        pointer: `${pointer}/examples/${index}`,
        schema: pointer,
        value,
      }));
    }
    if (schema === undefined) return [];
    const named = Object.entries(asObject(examples)).map(([name, each]) => {
      return {
        pointer: `${pointer}/examples/${name}`,
        schema: `${pointer}/schema`,
        value: asObject(each)['value'],
      };
    });
    const single = { pointer: `${pointer}/example`, schema: `${pointer}/schema`, value: example };
    return example === undefined ? named : [...named, single];
  });
}

/** Returns the reasons why `value` does not fit the schema at a pointer of the document. */
function mistakesIn(schema: string, value: unknown, pointer: string): string {
  const view = pointer.includes('/requestBody/') ? 'request.json' : 'response.json';
  const validate = ajv.compile({ $ref: `${view}#${encodeURI(schema)}` });
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

/** Returns the reasons why a JSON body does not fit its schema; any other body must only be present. */
async function mistakesInBody(response: Response, schema: string): Promise<string> {
  const type = response.headers.get('content-type');
  if (type === 'application/json') return mistakesIn(schema, await response.json(), schema);
  const { byteLength } = await response.arrayBuffer();
  return type !== null && byteLength === 0 ? 'has no body' : '';
}

function requiredHeaders(response: Record<string, unknown>): string[] {
  const headers = Object.entries(asObject(response['headers']));
  return headers.filter(([, header]) => resolve(header)['required'] === true).map(([name]) => name);
}

/** Returns a copy that requires no property with the keyword `mark`. */
function without(mark: 'readOnly' | 'writeOnly', value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => without(mark, item));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, without(mark, child)]));
  const { required, properties } = copy;
  if (Array.isArray(required)) {
    copy['required'] = required.filter((name) => asObject(asObject(properties)[String(name)])[mark] !== true);
  }
  return copy;
}
