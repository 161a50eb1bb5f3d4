import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMock, loadDocument } from '../../src/index.ts';
import type { MockServer } from '../../src/index.ts';

const loaded = await loadDocument(fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)));
const owner = '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11';
const json = { 'content-type': 'application/json' };
const pet = { name: 'Rex', species: 'dog', price: 9000 };

let mock: MockServer;
beforeAll(async () => {
  mock = await createMock(loaded, { seed: 1 });
});
afterAll(() => mock.close());

async function ask(
  target: string,
  init: RequestInit = {},
): Promise<{ status: number; type: string | null; headers: Headers; body: unknown }> {
  const response = await fetch(`${mock.url}${target}`, init);
  const text = await response.text();
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    type,
    headers: response.headers,
    body: text !== '' && type?.includes('json') ? JSON.parse(text) : text,
  };
}

function post(
  target: string,
  body: unknown,
  method = 'POST',
  type = 'application/json',
): Promise<Awaited<ReturnType<typeof ask>>> {
  return ask(target, { method, headers: { 'content-type': type }, body: JSON.stringify(body) });
}

it('has the path of the document’s first server in its URL', () => {
  expect(mock.url).toBe(`http://127.0.0.1:${mock.port}/v1`);
});

describe('responds', () => {
  it('with an example', async () => {
    expect(await ask('/pets/1')).toMatchObject({
      status: 200,
      type: 'application/json',
      body: { name: 'Mabel' },
    });
  });

  it('below the base path of any server, and below none', async () => {
    expect((await fetch(`${mock.origin}/pets/1`)).status).toBe(200);
  });

  it('with text and CSV', async () => {
    expect(await ask('/exports/pets')).toMatchObject({
      type: 'text/csv',
      body: expect.stringMatching(/^name,price\n/),
    });
    expect(await ask('/orders/PS-1/receipt')).toMatchObject({ type: 'text/plain' });
  });

  it('with a valid PNG image', async () => {
    const response = await fetch(`${mock.url}/pets/1/photos/photo-1`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    const start = bytes.indexOf('IDAT') + 4;
    const pixels = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
    expect(pixels).toHaveLength(8 * (1 + 8 * 3));
  });

  it('without a body to 204', async () => {
    expect(await ask(`/owners/${owner}/favourites/1`, { method: 'PUT' })).toMatchObject({
      status: 204,
      body: '',
    });
  });

  it('to HEAD without a body, with the declared headers', async () => {
    const { status, headers, body } = await ask('/pets/1', { method: 'HEAD' });
    expect({ status, body, etag: headers.get('etag') }).toEqual({
      status: 200,
      body: '',
      etag: '"9b1f6c2ad0e4"',
    });
    expect((await ask('/categories', { method: 'HEAD' })).status).toBe(200);
  });

  it('with another media type if the accepted one is not declared', async () => {
    expect((await ask('/pets/1', { headers: { accept: 'text/plain' } })).type).toBe('application/json');
  });
});

describe('applies the Prefer header', () => {
  it.each<[string, string, number, unknown]>([
    ['code=404', '/pets/1', 404, { status: 404, detail: 'There is no pet 99.' }],
    ['code=503', '/pets/1', 503, { status: 503, title: 'Service Unavailable' }],
    ['code="404"', '/pets/1', 404, { status: 404 }],
    ['respond-async, code=404', '/pets/1', 404, { status: 404 }],
    ['code=999', '/pets/1', 200, { name: 'Mabel' }],
    ['example=default', '/pets/1', 200, { name: 'Mabel' }],
    [
      'example=none',
      '/pets/1',
      400,
      { errors: [{ pointer: 'Prefer', detail: 'there is no example none; there are: default' }] },
    ],
  ])('%s', async (prefer, target, status, body) => {
    expect(await ask(target, { headers: { prefer } })).toMatchObject({ status, body });
  });

  it('and confirms it in Preference-Applied', async () => {
    const { headers } = await ask('/pets/1', { headers: { prefer: 'code=404' } });
    expect(headers.get('preference-applied')).toBe('code=404');
  });
});

describe('rejects', () => {
  it.each<[string, string, RequestInit, number, { pointer: string; detail: string }[] | undefined]>([
    ['an unknown path', '/cats', {}, 404, undefined],
    ['a wrong method', '/pets/1', { method: 'PUT' }, 405, undefined],
    [
      'a path parameter of the wrong type',
      '/pets/x',
      {},
      400,
      [{ pointer: 'petId', detail: 'must be integer' }],
    ],
    ['a path parameter out of bounds', '/pets/0', {}, 400, [{ pointer: 'petId', detail: 'must be >= 1' }]],
    [
      'a path parameter that does not match its pattern',
      '/orders/7',
      {},
      400,
      [{ pointer: 'orderId', detail: 'must match pattern "^PS-[0-9]+$"' }],
    ],
    [
      'a query parameter that is not declared',
      '/pets?colour=red',
      {},
      400,
      [{ pointer: 'colour', detail: 'is not a query parameter of this operation' }],
    ],
    [
      'an array in another style',
      '/pets?tags=a,b',
      {},
      400,
      [{ pointer: 'tags/0', detail: 'must match pattern "^[a-z][a-z-]*$"' }],
    ],
    [
      'an unknown member of a deepObject',
      '/pets?filter%5BmaxWeight%5D=1',
      {},
      400,
      [{ pointer: 'filter/maxWeight', detail: 'is not known' }],
    ],
    [
      'a path parameter that is not in style matrix',
      '/shops/near/51.4,-2.6',
      {},
      400,
      [{ pointer: 'coordinates', detail: 'must begin with a semicolon (style matrix)' }],
    ],
    [
      'a path parameter that is not in style label',
      '/shops/hours/sat.sun',
      {},
      400,
      [{ pointer: 'days', detail: 'must begin with a dot (style label)' }],
    ],
    [
      'a header that is too short',
      '/pets/1',
      { method: 'DELETE', headers: { 'if-match': '' } },
      400,
      [{ pointer: 'If-Match', detail: 'must NOT have fewer than 1 characters' }],
    ],
    [
      'a cookie outside its enum',
      '/orders/PS-1/receipt',
      { headers: { cookie: 'language=de' } },
      400,
      [{ pointer: 'language', detail: 'must be one of ["en","cy","fr"]' }],
    ],
    [
      'invalid percent-encoding',
      '/pets?cursor=%E9',
      {},
      400,
      [{ pointer: 'cursor', detail: '"%E9" is not percent-encoded UTF-8' }],
    ],
    ['a missing body', '/pets', { method: 'POST' }, 400, [{ pointer: '', detail: 'a body is required' }]],
    [
      'a body that is not JSON',
      '/pets',
      { method: 'POST', headers: json, body: '{' },
      400,
      [{ pointer: '', detail: 'is not JSON' }],
    ],
    [
      'a body of an undeclared media type',
      '/pets',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
      415,
      [{ pointer: '', detail: 'Content-Type must be application/json, not text/plain' }],
    ],
    [
      'a body with several errors, and lists them',
      '/pets',
      { method: 'POST', headers: json, body: '{"species":"cow","price":-1}' },
      400,
      [
        { pointer: '/name', detail: 'is required' },
        {
          pointer: '/species',
          detail: 'must be one of ["dog","cat","rabbit","hedgehog","parrot","tortoise"]',
        },
        { pointer: '/price', detail: 'must be >= 0' },
      ],
    ],
    [
      'an empty patch',
      '/pets/1',
      { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '{}' },
      400,
      [{ pointer: '', detail: 'must NOT have fewer than 1 properties' }],
    ],
    [
      'a form without its required fields',
      '/messages',
      { method: 'POST', body: new URLSearchParams({ name: 'Ada', topics: 'cake' }) },
      400,
      [
        { pointer: '/email', detail: 'is required' },
        { pointer: '/message', detail: 'is required' },
        { pointer: '/topics/0', detail: 'must be one of ["adoption","care","visit","other"]' },
      ],
    ],
    [
      'a part of another media type',
      '/pets/1/photos',
      { method: 'POST', body: formData('text/plain') },
      400,
      [{ pointer: '/file', detail: 'the part must have the type image/png, not text/plain' }],
    ],
  ])('%s', async (_, target, init, status, errors) => {
    const response = await ask(target, init);
    expect(response).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, ...(errors && { errors }) },
    });
    expect(errorsOf(response.body)).toEqual(errors);
  });

  it('a wrong method, and lists the allowed ones', async () => {
    const { headers } = await ask('/pets/1', { method: 'PUT' });
    expect(headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE');
  });

  it('no request for missing credentials', async () => {
    expect((await ask('/orders')).status).toBe(200);
  });
});

describe('accepts', () => {
  it.each<[string, string, RequestInit]>([
    [
      'every style of the query',
      '/pets?species=cat&species=dog&tags=calm%7Cindoor&filter%5BhouseTrained%5D=true&limit=5',
      {},
    ],
    ['a comma list', '/exports/pets?columns=name,price', {}],
    ['a matrix object', '/shops/near/;latitude=51.4;longitude=-2.6', {}],
    ['a label list', '/shops/hours/.sat.sun', {}],
    ['a cookie beside others', '/orders/PS-1/receipt', { headers: { cookie: 'session=x; language=cy' } }],
    [
      'a form',
      '/messages',
      {
        method: 'POST',
        body: new URLSearchParams([
          ['name', 'Ada'],
          ['email', 'a@b.example'],
          ['message', 'é & x'],
          ['topics', 'care'],
          ['topics', 'visit'],
          ['newsletter', 'true'],
        ]),
      },
    ],
    ['a multipart body', '/pets/1/photos', { method: 'POST', body: formData('image/png') }],
  ])('%s', async (_, target, init) => {
    const { status, body } = await ask(target, init);
    expect({ isFine: status < 300, body }).toEqual({ isFine: true, body });
  });
});

function formData(type: string): FormData {
  const form = new FormData();
  form.append('file', new Blob(['x'], { type }), 'paw.png');
  form.append('caption', 'A "paw"');
  form.append('tags', 'one');
  form.append('tags', 'two');
  return form;
}

describe('stores', () => {
  it('resources that are created, changed and deleted', async () => {
    const created = await post('/pets', pet);
    expect(created).toMatchObject({
      status: 201,
      body: { ...pet, id: expect.any(Number), createdAt: expect.any(String) },
    });
    const { id } = created.body as { id: number };
    expect(created.headers.get('location')).toBe(`/v1/pets/${id}`);
    expect((await ask(`/pets/${id}`)).body).toEqual(created.body);

    const patched = await post(
      `/pets/${id}`,
      { price: 1, birthday: null },
      'PATCH',
      'application/merge-patch+json',
    );
    expect(patched).toMatchObject({ status: 200, body: { ...pet, id, price: 1, birthday: null } });
    expect((await ask(`/pets/${id}`)).body).toEqual(patched.body);

    expect((await ask(`/pets/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await ask(`/pets/${id}`)).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect((await ask(`/pets/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('each created resource under a new id', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => ((await post('/pets', pet)).body as { id: number }).id),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('resources under ids that match the schema, without writeOnly properties', async () => {
    const { body } = await post('/owners', {
      name: 'Grace',
      email: 'g@m.example',
      password: 'moth-in-the-relay',
    });
    expect(body).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Grace' });
    expect(body).not.toHaveProperty('password');
    const order = await post('/orders', {
      ownerId: owner,
      petIds: [1],
      payment: { method: 'card', cardToken: 'tok_1' },
    });
    expect(order.body).toMatchObject({ id: expect.stringMatching(/^PS-\d+$/), payment: { method: 'card' } });
    expect(order.body).not.toHaveProperty('payment.cardToken');
  });

  it('nothing for a request with a Prefer header', async () => {
    const headers = { ...json, prefer: 'code=400' };
    expect((await ask('/pets', { method: 'POST', headers, body: JSON.stringify(pet) })).status).toBe(400);
    expect((await ask('/pets/77', { method: 'DELETE', headers: { prefer: 'code=409' } })).status).toBe(409);
    expect((await ask('/pets/77')).status).toBe(200);
  });
});

describe('a seed', () => {
  it('determines the responses', async () => {
    const [first, same, other] = await Promise.all([responsesOf(7), responsesOf(7), responsesOf(8)]);
    expect(same).toEqual(first);
    expect(other[0]).not.toBe(first[0]);
  });
});

it('fails with PORT_UNAVAILABLE if the port is in use', async () => {
  await expect(createMock(loaded, { port: mock.port })).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
});

async function responsesOf(seed: number): Promise<string[]> {
  const server = await createMock(loaded, { seed });
  const targets = ['/orders', '/pets/7/photos', '/pets/8/photos'];
  const responses = await Promise.all(
    targets.map(async (target) => (await fetch(server.url + target)).text()),
  );
  responses.push(
    await (
      await fetch(`${server.url}/pets`, { method: 'POST', headers: json, body: JSON.stringify(pet) })
    ).text(),
  );
  await server.close();
  return responses;
}

function errorsOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'errors' in body ? body.errors : undefined;
}
