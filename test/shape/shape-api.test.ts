import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { serveLive } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ApiDescriptor, OperationDescriptor, ShapingOptions } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

const done: JsonObject = {
  '200': {
    description: 'Done',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['id', 'secret'],
          properties: { id: { type: 'integer' }, secret: { type: 'string' } },
        },
      },
    },
  },
};
const tenant: JsonObject = { name: 'tenant', in: 'path', required: true, schema: { type: 'string' } };
const paths = {
  '/{tenant}/pets': {
    parameters: [tenant],
    get: {
      operationId: 'listPets',
      tags: ['pets'],
      description: 'Lists pets.',
      parameters: [
        { name: 'limit', in: 'query', description: 'Page size.', schema: { type: 'integer' } },
        { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
      ],
      responses: done,
    },
    post: {
      operationId: 'addPet',
      tags: ['pets'],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/NewPet' } } },
      },
      responses: done,
    },
  },
  '/{tenant}/pets/{id}': {
    parameters: [tenant, { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
    get: { operationId: 'getPet', tags: ['pets'], responses: done },
    delete: { operationId: 'removePet', tags: ['admin'], responses: done },
  },
};
const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1.0.0' },
  paths,
  components: {
    schemas: {
      NewPet: {
        allOf: [
          { $ref: '#/components/schemas/Named' },
          {
            type: 'object',
            required: ['kind'],
            properties: { kind: { type: 'string', enum: ['cat', 'dog'] }, limit: { type: 'integer' } },
          },
        ],
      },
      Named: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', description: 'Name of the pet.' } },
      },
    },
  },
};

async function shaped(
  shaping: ShapingOptions,
  strict = false,
): Promise<{ api: ApiDescriptor; messages: string[] }> {
  const { descriptor, findings } = describeApi(await loadDocument(document), { shaping, strict });
  return { api: descriptor, messages: findings.map(({ message }) => message) };
}

async function operation(name: string, shaping: ShapingOptions): Promise<OperationDescriptor> {
  const { api } = await shaped(shaping);
  const found = api.operations.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

describe('the list of shaped operations', () => {
  it('has names, titles, texts, tags and hints of the shaping', async () => {
    const found = await operation('pets', {
      listPets: {
        name: 'pets',
        title: 'All pets',
        description: { prepend: 'Start here.', append: 'At most 100.' },
        tags: ['start'],
        annotations: { openWorld: false },
      },
    });
    expect(found).toMatchObject({
      aliases: ['listPets'],
      title: 'All pets',
      tags: ['start'],
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    });
    expect(found.description).toBe('Start here.\n\nLists pets.\n\nAt most 100.');
  });

  it('leaves hidden operations out', async () => {
    const { api } = await shaped({ 'tag:admin': { hidden: true } });
    expect(api.operations.map(({ name }) => name)).toEqual(['listPets', 'addPet', 'getPet']);
  });

  it('joins all patterns that match, and prefers the nearest', async () => {
    const found = await operation('pet', {
      getPet: { name: 'pet', title: 'Near' },
      '*': { title: 'Far', arguments: { tenant: { value: 't1' } } },
      'GET /{tenant}/**': { title: 'Middle', arguments: { id: { description: 'Number of the pet.' } } },
    });
    expect(found.title).toBe('Near');
    expect(found.inputSchema['properties']).toEqual({
      id: { type: 'integer', description: 'Number of the pet.' },
    });
    expect(found.inputSchema['required']).toEqual(['id']);
  });

  it('has no argument with a fixed value, neither in a tool nor in a resource', async () => {
    const { api } = await shaped({ '*': { arguments: { tenant: { value: 't1' } } } });
    expect(JSON.stringify(api.operations.map(({ inputSchema }) => inputSchema))).not.toContain('tenant');
    expect(api.operations.map(({ resource }) => resource?.uri)).toEqual([
      'shop://api/tenant/pets{?limit,X_Trace}',
      undefined,
      'shop://api/tenant/pets/{id}',
      undefined,
    ]);
  });

  it('renames variables of resources', async () => {
    const found = await operation('listPets', { listPets: { arguments: { limit: { name: 'page-size' } } } });
    expect(found.resource?.uri).toBe('shop://api/{tenant}/pets{?page_size,X_Trace}');
  });

  it('flattens a composed body, and renames a property whose name is taken', async () => {
    const found = await operation('addPet', {
      addPet: { flattenBody: true, arguments: { tenant: { name: 'limit' }, 'body.kind': { enum: ['cat'] } } },
    });
    expect(found.inputSchema['properties']).toEqual({
      limit: { type: 'string' },
      name: { type: 'string', description: 'Name of the pet.' },
      kind: { type: 'string', enum: ['cat'] },
      body_limit: { type: 'integer' },
    });
    expect(found.inputSchema['required']).toEqual(['limit', 'name', 'kind']);
  });

  it('describes no dropped part of a result, and nothing that a filter returns', async () => {
    const dropped = await operation('getPet', { getPet: { result: { drop: ['/secret'] } } });
    expect(JSON.stringify(dropped.outputSchema)).not.toContain('secret');
    const filtered = await operation('getPet', { getPet: { result: { filter: 'id' } } });
    expect(filtered.outputSchema).toBeUndefined();
  });
});

describe('shaping without effect', () => {
  const rows: [string, ShapingOptions, string][] = [
    ['a pattern', { nothing: { title: 'x' } }, 'shaping: the pattern "nothing" matches no operation'],
    ['an argument', { getPet: { arguments: { ID: { name: 'x' } } } }, 'shaping: getPet has no argument "ID"'],
    [
      'a property of the body',
      { addPet: { arguments: { 'body.nam': { name: 'x' } } } },
      'shaping: addPet has no argument "body.nam"',
    ],
    [
      'a body that is not there',
      { getPet: { flattenBody: true } },
      'shaping: the body of getPet stays whole: the operation has none',
    ],
  ];
  it.each(rows)('%s is reported, and refused with strict', async (_, shaping, message) => {
    expect((await shaped(shaping)).messages).toContain(message);
    await expect(shaped(shaping, true)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: `parts of the configuration have no effect:\n- ${message}`,
    });
  });
});

describe('shaping that cannot be', () => {
  const rows: [string, ShapingOptions, string][] = [
    ['an invalid name of a tool', { getPet: { name: 'get pet' } }, 'getPet: name is no name for a tool'],
    [
      'a name of two tools',
      { 'tag:pets': { name: 'pet' } },
      'two tools would have the name pet: GET /{tenant}/pets, and POST /{tenant}/pets',
    ],
    [
      'an invalid name of an argument',
      { getPet: { arguments: { id: { name: '_id' } } } },
      'getPet: arguments.id.name is no name for an argument',
    ],
    [
      'the name of another argument',
      { getPet: { arguments: { id: { name: 'tenant' } } } },
      'getPet: the argument id cannot be named tenant, which is another argument',
    ],
    [
      'a hidden required argument',
      { getPet: { arguments: { id: { hidden: true } } } },
      'getPet: the argument id is required, so it cannot be hidden',
    ],
    [
      'a value and a claim',
      { getPet: { arguments: { id: { value: 1, claim: 'id' } } } },
      'getPet: arguments.id has both a value and a claim',
    ],
    [
      'a text that is no pointer',
      { getPet: { result: { drop: ['secret'] } } },
      'getPet: result.drop.0 is no JSON Pointer of a part of a response',
    ],
    [
      'a time-out of nothing, of a pattern that matches nothing',
      { nowhere: { timeout: 0 } },
      'nowhere: timeout must be a whole number of at least 1',
    ],
    ['nothing that is left', { '**': { hidden: true } }, 'The shaping hides every operation'],
  ];
  it.each(rows)('%s is refused', async (_, shaping, message) => {
    await expect(shaped(shaping)).rejects.toMatchObject({ message });
  });

  it('a variable that is not set is refused when the server is created', async () => {
    const { api } = await shaped({ '*': { arguments: { tenant: { value: '${TENANT}' } } } });
    expect(() => serveLive(api)).toThrow('the variable TENANT is not set');
  });
});

it('the next version of a document has what the shaping says of the operations that are left', async () => {
  const shaping: ShapingOptions = {
    'GET /{tenant}/pets': { name: 'pets', arguments: { limit: { name: 'size' }, tenant: { value: 't1' } } },
    getPet: { title: 'One pet', result: { drop: ['/secret'] } },
    'tag:admin': { confirm: true },
  };
  const { '/{tenant}/pets': pets, '/{tenant}/pets/{id}': pet } = paths;
  const next = {
    ...document,
    info: { title: 'Shop', version: '2.0.0' },
    paths: {
      '/{tenant}/orders': { get: { operationId: 'listOrders', parameters: [tenant], responses: done } },
      '/{tenant}/pets/{id}': { ...pet, put: { operationId: 'putPet', responses: done } },
      '/{tenant}/pets': pets,
    },
  };
  const before = (await shaped(shaping)).api.operations;
  const { descriptor, findings } = describeApi(await loadDocument(next), { shaping });
  expect(findings.filter(({ message }) => message.startsWith('shaping'))).toEqual([]);
  const after = new Map(descriptor.operations.map((each) => [each.name, each]));
  expect([...after.keys()].toSorted()).toEqual(
    [...before.map(({ name }) => name), 'listOrders', 'putPet'].toSorted(),
  );
  for (const each of before) expect(after.get(each.name)).toEqual(each);
});

describe('calls of shaped operations', () => {
  it('read a claim of the caller, and are refused without it', async () => {
    await using upstream = await startUpstream();
    const { api } = await shaped({ '*': { arguments: { tenant: { claim: 'tenant_id' } } } });
    const { handlers } = serveLive(api, { request: { baseUrl: upstream.url } });
    const principal = { name: 'ann', scopes: [], claims: { tenant_id: 'a/b' } };
    await handlers.callTool('getPet', { id: 1 }, { principal });
    const refused = await handlers.callTool('getPet', { id: 1 }, { principal: { name: 'bob', scopes: [] } });
    await handlers.close();
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/a%2Fb/pets/1']);
    expect(textOf(refused)).toBe(
      'The access token has no claim tenant_id\nNothing was sent. Get an access token with that claim.',
    );
  });

  it('need the scopes of the shaping, and show nothing without them', async () => {
    await using upstream = await startUpstream();
    const { api } = await shaped({ 'tag:admin': { scopes: ['admin'] } });
    const { handlers } = serveLive(api, { request: { baseUrl: upstream.url } });
    const names = (scopes: string[]): string[] =>
      handlers.listTools(undefined, { name: 'ann', scopes }).tools.map(({ name }) => name);
    expect(names([])).toEqual(['listPets', 'addPet', 'getPet']);
    expect(names(['admin'])).toContain('removePet');
    const refused = await handlers.callTool(
      'removePet',
      { id: 1, tenant: 't' },
      { principal: { name: 'a', scopes: [] } },
    );
    await handlers.close();
    expect(textOf(refused)).toContain('removePet needs the scope admin');
    expect(upstream.requests).toEqual([]);
  });

  it('ask for a confirmation where the shaping says so, without the hidden value', async () => {
    await using upstream = await startUpstream();
    const { api } = await shaped({
      getPet: { confirm: true, arguments: { tenant: { value: 'canary-tenant' } } },
    });
    const { handlers } = serveLive(api, { request: { baseUrl: upstream.url } });
    const questions: string[] = [];
    await handlers.callTool(
      'getPet',
      { id: 1 },
      {
        confirm: async ({ message, state }) => {
          questions.push(message);
          return { action: 'accept', state };
        },
      },
    );
    await handlers.close();
    expect(questions[0]).toMatch(/^Allow GET \/REDACTED\/pets\/1 \(getPet\)\?/);
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/canary-tenant/pets/1']);
  });

  it('are refused at a denied path without the hidden value in it', async () => {
    const { api } = await shaped({ getPet: { arguments: { tenant: { value: 'canary-tenant' } } } });
    const { handlers } = serveLive(api, {
      policy: { deny: ['/*/pets/7'] },
      request: { baseUrl: 'http://127.0.0.1:1' },
    });
    const refused = await handlers.callTool('getPet', { id: 7 });
    await handlers.close();
    expect(textOf(refused)).toContain('GET /REDACTED/pets/7 is denied');
  });

  it('find the shaped arguments in search mode and in completion', async () => {
    const { api } = await shaped({
      '*': { arguments: { tenant: { value: 'canary-tenant' } } },
      listPets: { arguments: { limit: { name: 'size', enum: [10, 20] } } },
    });
    const { handlers } = serveLive(api, { expose: 'search' });
    const described = await handlers.callTool('describe_operation', { name: 'listPets' });
    expect(JSON.stringify(described)).toContain('size');
    expect(JSON.stringify(described)).not.toContain('canary-tenant');
    await handlers.close();
    const listed = serveLive(api);
    const uri = api.operations[0]?.resource?.uri ?? '';
    expect((await listed.handlers.complete(uri, 'size', '')).values).toEqual(['10', '20']);
    await listed.close();
  });

  it('stop at their own time-out', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    const { api } = await shaped({ getPet: { timeout: 50 } });
    const { handlers } = serveLive(api, { request: { baseUrl: upstream.url } });
    const result = await handlers.callTool('getPet', { id: 1, tenant: 't' });
    await handlers.close();
    expect(textOf(result)).toContain('50 ms');
  });
});
