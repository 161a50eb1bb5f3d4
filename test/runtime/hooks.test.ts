import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, StatusError } from '../../src/runtime/client.ts';
import { applyHooks, createHandlers, hookOptions } from '../../src/runtime/index.ts';
import { describeApi, isOpenApiMcpError, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { Upstream } from '../support/upstream.ts';
import type { CallResult, Handlers } from '../../src/index.ts';
import type { CustomTool, Hooks, HttpRequest, HttpResponse } from '../../src/runtime/index.ts';

interface Operations {
  getPet: { arguments: { id: number }; result: { name: string } };
  removePet: { arguments: { id: number }; result: undefined };
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
const { descriptor } = describeApi(
  await loadDocument({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: {
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          summary: 'Look',
          parameters: [id],
          responses: {
            '200': { description: 'A pet', content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
        delete: { operationId: 'removePet', parameters: [id], responses: { '204': { description: 'Gone' } } },
      },
    },
  }),
);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
beforeEach(() => {
  upstream.requests.length = 0;
  upstream.answer(jsonAnswer({ name: 'Rex' }));
});
afterAll(() => upstream.close());

function serve(hooks: Hooks<Operations>): Handlers {
  const { api, options } = applyHooks(descriptor, hooks);
  return createHandlers(api, mergeOptions({ request: { baseUrl: upstream.url } }, options));
}

const callGet = (hooks: Hooks<Operations>): Promise<CallResult> => serve(hooks).callTool('getPet', { id: 1 });

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (isOpenApiMcpError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

function adding(name: string, value: string): (request: HttpRequest) => HttpRequest {
  return (request) => ({ ...request, headers: [...request.headers, [name, value]] });
}

const saying = (name: string): ((response: HttpResponse) => HttpResponse) => {
  return (response) => ({ ...response, body: Buffer.from(JSON.stringify({ name })) });
};

const giving = (answer: unknown): CustomTool => ({ name: 'add', call: () => answer as string });

async function callClient(hooks: Hooks<Operations> = {}, args: { id: number } = { id: 1 }): Promise<unknown> {
  const client = createClient<Operations>(
    descriptor,
    mergeOptions({ request: { baseUrl: upstream.url } }, hookOptions(hooks)),
  );
  try {
    return await client.call('getPet', args);
  } finally {
    await client.close();
  }
}

describe('an override', () => {
  it('changes nothing without overrides', () => {
    const { listTools, listResourceTemplates } = createHandlers(descriptor);
    expect(serve({}).listTools()).toEqual(listTools());
    expect(serve({ operations: {} }).listResourceTemplates()).toEqual(listResourceTemplates());
  });

  it('renames a tool, which is then callable only by its new name', async () => {
    const handlers = serve({ operations: { getPet: { name: 'look_at_pet' } } });
    expect(handlers.listTools().tools.map(({ name }) => name)).toEqual(['look_at_pet', 'removePet']);
    expect(textOf(await handlers.callTool('look_at_pet', { id: 1 }))).toBe('{"name":"Rex"}');
    await expect(handlers.callTool('getPet', { id: 1 })).rejects.toThrow('getPet');
  });

  it('can swap two names', () => {
    const handlers = serve({ operations: { getPet: { name: 'removePet' }, removePet: { name: 'getPet' } } });
    expect(handlers.listTools().tools.map(({ name }) => name)).toEqual(['removePet', 'getPet']);
  });

  it('changes the title and description', () => {
    const [tool] = serve({ operations: { getPet: { title: 'A', description: 'B' } } }).listTools().tools;
    expect(tool).toMatchObject({ name: 'getPet', title: 'A', description: 'B' });
  });

  it('hides the tool and the resource', async () => {
    const handlers = serve({ operations: { getPet: { hidden: true } } });
    expect(handlers.listTools().tools.map(({ name }) => name)).toEqual(['removePet']);
    expect(handlers.listResourceTemplates().resourceTemplates).toEqual([]);
    await expect(handlers.callTool('getPet', { id: 1 })).rejects.toThrow('getPet');
  });

  it.each([
    ['that another tool has', 'removePet', '"removePet" is the name of two tools'],
    ['that no client accepts', 'look at', '"look at" is not a valid tool name'],
    ['that is empty', '', '"" is not a valid tool name'],
  ])('is refused with a name %s', (_, name, message) => {
    expect(refusal(() => serve({ operations: { getPet: { name } } }))).toBe(`OPTION_INVALID ${message}`);
  });

  it('does not change the descriptor', () => {
    const before = JSON.stringify(descriptor);
    serve({ operations: { getPet: { name: 'other', hidden: true, title: 'x' } } });
    expect(JSON.stringify(descriptor)).toBe(before);
  });

  it('uses the checking schemas under the new name', async () => {
    const [operation] = descriptor.operations;
    const schemas = {
      requestDefinitions: {},
      responseDefinitions: {},
      arguments: { getPet: operation?.argumentsSchema ?? {} },
      responses: { getPet: operation?.responses ?? [] },
    };
    const { options } = applyHooks<Operations>(
      descriptor,
      { operations: { getPet: { name: 'look' } } },
      async () => schemas,
    );
    const loaded = await options.loadSchemas?.();
    expect(Object.keys(loaded?.responses ?? {})).toEqual(['look']);
    expect(Object.keys(loaded?.arguments ?? {})).toEqual(['look']);
  });
});

describe('beforeRequest', () => {
  it.each<[string, Hooks<Operations>, string | undefined]>([
    ['of one operation', { operations: { getPet: { beforeRequest: adding('x-a', '1') } } }, '1'],
    ['of another operation', { operations: { removePet: { beforeRequest: adding('x-a', '1') } } }, undefined],
    ['of all operations', { beforeRequest: adding('x-a', '1') }, '1'],
    ['that is asynchronous', { beforeRequest: async (request) => adding('x-a', '1')(request) }, '1'],
    ['that gives nothing', { beforeRequest: () => undefined }, undefined],
    [
      'of a renamed operation',
      { operations: { getPet: { name: 'getPet', beforeRequest: adding('x-a', '1') } } },
      '1',
    ],
    [
      'of one, before that of all, which sees it',
      {
        operations: { getPet: { beforeRequest: adding('x-b', '2') } },
        beforeRequest: (request) =>
          adding('x-a', String(request.headers.find(([name]) => name === 'x-b')?.[1]))(request),
      },
      '2',
    ],
    [
      'of one, though that of all gives nothing',
      { operations: { getPet: { beforeRequest: adding('x-a', '1') } }, beforeRequest: () => undefined },
      '1',
    ],
    [
      'of one, though that of all gives nothing later',
      { operations: { getPet: { beforeRequest: adding('x-a', '1') } }, beforeRequest: async () => undefined },
      '1',
    ],
  ])('%s', async (_, hooks, value) => {
    expect(textOf(await callGet(hooks))).toBe('{"name":"Rex"}');
    expect(upstream.requests.map((request) => request.header('x-a'))).toEqual([value]);
  });

  it('receives the operation and the arguments', async () => {
    const seen: unknown[] = [];
    await callGet({ beforeRequest: (_, call) => void seen.push(call.operation.name, call.arguments) });
    expect(seen).toEqual(['getPet', { id: 1 }]);
  });

  it.each([
    ['an error', new Error('no tenant')],
    ['anything', 'no tenant'],
  ])('fails the call by throwing %s, and nothing is sent', async (_, thrown) => {
    const result = await callGet({
      beforeRequest: () => {
        throw thrown;
      },
    });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('beforeRequest of getPet failed: no tenant');
    expect(upstream.requests).toEqual([]);
  });
});

describe('afterResponse', () => {
  it.each<[string, Hooks<Operations>, string]>([
    ['of one operation', { operations: { getPet: { afterResponse: saying('Tom') } } }, '{"name":"Tom"}'],
    ['of all operations', { afterResponse: saying('Tom') }, '{"name":"Tom"}'],
    ['that gives nothing', { afterResponse: async () => undefined }, '{"name":"Rex"}'],
    [
      'of one, though that of all gives nothing later',
      { operations: { getPet: { afterResponse: saying('Tom') } }, afterResponse: async () => undefined },
      '{"name":"Tom"}',
    ],
  ])('%s', async (_, hooks, text) => {
    expect(textOf(await callGet(hooks))).toBe(text);
  });

  it('fails the call by throwing', async () => {
    const result = await callGet({ afterResponse: () => Promise.reject(new Error('bad pet')) });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('afterResponse of getPet failed: bad pet');
  });
});

describe('a custom tool', () => {
  const add: CustomTool = {
    name: 'add',
    title: 'Add',
    description: 'Adds two numbers.',
    inputSchema: { properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
    annotations: { readOnlyHint: true },
    call: ({ a, b }) => Number(a) + Number(b),
  };
  it('is listed after those of the API', () => {
    const { tools } = serve({ tools: [add] }).listTools();
    expect(tools.map(({ name }) => name)).toEqual(['getPet', 'removePet', 'add']);
    const { call: _, ...listed } = add;
    expect(tools.at(-1)).toEqual({ ...listed, inputSchema: { ...add.inputSchema, type: 'object' } });
  });

  it('has no arguments by default', () => {
    expect(
      serve({ tools: [giving('x')] })
        .listTools()
        .tools.at(-1),
    ).toEqual({ name: 'add', inputSchema: { type: 'object' } });
  });

  it.each<[string, unknown, CallResult]>([
    ['text', 'hello', { content: [{ type: 'text', text: 'hello' }] }],
    ['a number', 3, { content: [{ type: 'text', text: '3' }] }],
    ['null', null, { content: [{ type: 'text', text: 'null' }] }],
    ['a list', [1], { content: [{ type: 'text', text: '[1]' }] }],
    [
      'an object, which is structured content too',
      { a: [1] },
      { content: [{ type: 'text', text: '{"a":[1]}' }], structuredContent: { a: [1] } },
    ],
    ['nothing', undefined, { content: [] }],
    [
      'a result',
      { content: [{ type: 'text', text: 'x' }], isError: true },
      { content: [{ type: 'text', text: 'x' }], isError: true },
    ],
    ['a promise', Promise.resolve('later'), { content: [{ type: 'text', text: 'later' }] }],
  ])('gives %s', async (_, answer, result) => {
    expect(await serve({ tools: [giving(answer)] }).callTool('add', {})).toEqual(result);
  });

  it.each([
    ['a missing one', { a: 1 }, 'b'],
    ['a wrong one', { a: 'x', b: 2 }, 'a'],
  ])('has its arguments checked: %s', async (_, args, name) => {
    const result = await serve({ tools: [add] }).callTool('add', args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(new RegExp(`^The arguments do not fit add:\n- .*${name}`));
    expect(textOf(await serve({ tools: [add] }).callTool('add', { a: 1, b: 2 }))).toBe('3');
  });

  it.each([
    ['an error', new Error('no sum')],
    ['anything', 'no sum'],
  ])('that throws %s gives an error', async (_, thrown) => {
    const failing: CustomTool = { name: 'add', call: () => Promise.reject(thrown) };
    expect(await serve({ tools: [failing] }).callTool('add', {})).toEqual({
      content: [{ type: 'text', text: 'no sum' }],
      isError: true,
    });
  });

  it.each<[string, string[], Hooks<Operations>['operations'], string]>([
    ['an operation', ['getPet'], {}, '"getPet" is the name of two tools'],
    ['a renamed operation', ['look'], { getPet: { name: 'look' } }, '"look" is the name of two tools'],
    ['another', ['add', 'add'], {}, '"add" is the name of two tools'],
    ['without a valid name', ['a b'], {}, '"a b" is not a valid tool name'],
  ])('may not be called like %s', (_, names, operations, message) => {
    const tools = names.map((name) => ({ ...add, name }));
    expect(refusal(() => serve({ tools, ...(operations === undefined ? {} : { operations }) }))).toBe(
      `OPTION_INVALID ${message}`,
    );
  });

  it('can have the name of a hidden or renamed operation', () => {
    const tools = [{ ...add, name: 'getPet' }];
    expect(serve({ tools, operations: { getPet: { hidden: true } } }).listTools().tools).toHaveLength(2);
    expect(serve({ tools, operations: { getPet: { name: 'look' } } }).listTools().tools).toHaveLength(3);
  });
});

it('lists and returns prompts', async () => {
  const { prompts } = serve({
    prompts: [
      { name: 'greet', arguments: [{ name: 'who', required: true }], get: ({ who }) => `Greet ${who}` },
      { name: 'other', get: () => ({ messages: [] }) },
    ],
  });
  expect(prompts?.list()).toEqual({
    prompts: [{ name: 'greet', arguments: [{ name: 'who', required: true }] }, { name: 'other' }],
  });
  expect(await prompts?.get('greet', { who: 'Rex' })).toEqual({
    messages: [{ role: 'user', content: { type: 'text', text: 'Greet Rex' } }],
  });
  expect(await prompts?.get('other')).toEqual({ messages: [] });
  await expect(prompts?.get('greet')).rejects.toThrow('The prompt greet needs the argument who');
  await expect(prompts?.get('none')).rejects.toThrow('Unknown prompt: none');
});

describe('a client', () => {
  it.each<[string, Parameters<Upstream['answer']>[0], unknown]>([
    ['JSON', jsonAnswer({ name: 'Rex' }), { name: 'Rex' }],
    ['JSON null', jsonAnswer(null), null],
    ['text', { headers: { 'content-type': 'text/plain' }, body: 'Rex' }, 'Rex'],
    ['nothing', { status: 204 }, undefined],
    ['an empty body', { headers: { 'content-type': 'application/json' }, body: '' }, undefined],
  ])('gives %s as it is', async (_, answer, value) => {
    upstream.answer(answer);
    expect(await callClient()).toEqual(value);
  });

  it('returns bytes', async () => {
    upstream.answer({
      headers: { 'content-type': 'application/zip' },
      body: Uint8Array.of(80, 75, 3, 4, 255),
    });
    const bytes = await callClient();
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect([...(bytes as Uint8Array)]).toEqual([80, 75, 3, 4, 255]);
  });

  it.each([400, 404, 500])('throws a StatusError for %i with the whole response', async (status) => {
    upstream.answer({
      status,
      headers: { 'content-type': 'application/problem+json', 'x-request': 'r1' },
      body: '{"title":"No"}',
    });
    const error = await callClient().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StatusError);
    expect(error).toMatchObject({
      code: 'UPSTREAM_STATUS',
      status,
      body: { title: 'No' },
      headers: { 'x-request': 'r1' },
    });
    expect((error as Error).message).toContain(String(status));
  });

  it.each([[{}], [{ id: 'one' }], [{ id: 1, ID: 2 }]])('sends nothing for the arguments %j', async (args) => {
    await expect(callClient({}, args as unknown as { id: number })).rejects.toMatchObject({
      code: 'ARGUMENTS_INVALID',
    });
    expect(upstream.requests).toEqual([]);
  });

  it('refuses an unknown operation', async () => {
    const client = createClient<{ none: { arguments: object; result: unknown } }>(descriptor, {
      request: { baseUrl: upstream.url },
    });
    await expect(client.call('none', {})).rejects.toMatchObject({ message: 'There is no operation none' });
  });

  it('runs hooks under the names of the document, renamed and hidden ones too', async () => {
    await callClient({
      operations: { getPet: { name: 'look', hidden: true, beforeRequest: adding('x-a', '1') } },
    });
    expect(upstream.requests.map((request) => request.header('x-a'))).toEqual(['1']);
  });

  it('throws the error of a hook', async () => {
    const hooks = { beforeRequest: () => Promise.reject(new Error('no tenant')) };
    await expect(callClient(hooks)).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      cause: { message: 'no tenant' },
    });
  });

  it('is cancelled by a signal', async () => {
    upstream.answer({ ending: 'hang' });
    const client = createClient<Operations>(descriptor, { request: { baseUrl: upstream.url } });
    const controller = new AbortController();
    const failed = client.call('getPet', { id: 1 }, { signal: controller.signal });
    await upstream.received();
    controller.abort();
    await expect(failed).rejects.toMatchObject({ code: 'CALL_CANCELLED' });
    await client.close();
  });
});
