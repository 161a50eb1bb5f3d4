import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { isGenerated, serveDocument } from '../support/serve-document.ts';
import type { ApiServer, CreateServerOptions, JsonObject, PromptDescriptor } from '../../src/index.ts';
import type { Answers, Upstream } from '../support/upstream.ts';

const list = { responses: { 200: { description: 'Pets', content: { 'application/json': { schema: {} } } } } };
const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: { operationId: 'listPets', ...list },
      post: { operationId: 'addPet', ...list },
    },
    '/pets/{id}': {
      get: {
        operationId: 'getPet',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        ...list,
      },
    },
  },
};

function promptFor(operation: string, value: string[]): PromptDescriptor {
  return {
    name: 'write',
    arguments: [
      { name: 'tone', enum: ['kind', 'short', 'Keen'] },
      { name: 'pet', completion: { operation, value } },
      { name: 'free' },
    ],
    text: [{ argument: 'tone' }, { argument: 'pet' }, { argument: 'free' }],
  };
}

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

async function serve(prompt: PromptDescriptor, options: CreateServerOptions = {}): Promise<ApiServer> {
  upstream.requests.length = 0;
  return serveDocument(document, {
    prompts: [prompt],
    ...options,
    request: { baseUrl: upstream.url, ...options.request },
  });
}

/** Returns the values for an argument of the prompt `write`. */
async function complete(server: ApiServer, argument: string, typed: string): Promise<string[]> {
  const completion = await server.handlers.prompts?.complete('write', argument, typed);
  return completion?.values ?? ['no prompts'];
}

describe('the values of an enum', () => {
  it.each([
    ['tone', '', ['kind', 'short', 'Keen']],
    ['tone', 'k', ['kind', 'Keen']],
    ['tone', 'x', []],
    ['free', '', []],
    ['other', '', []],
  ])('%s that begins with %j: %j', async (argument, typed, values) => {
    const server = await serve(promptFor('listPets', []));
    expect(await complete(server, argument, typed)).toEqual(values);
    expect(upstream.requests).toEqual([]);
    await server.close();
  });

  it('of an unknown prompt are refused', async () => {
    const server = await serve(promptFor('listPets', []));
    await expect(server.handlers.prompts?.complete('writ', 'tone', '')).rejects.toMatchObject({
      code: -32602,
      message: 'Unknown prompt: writ',
    });
    await server.close();
  });
});

const items = {
  items: [{ id: 7, name: 'Ada' }, { id: 71 }, { id: null }, { id: 7 }, 'x'],
  next: { id: 'n' },
};

describe('the values from an operation', () => {
  it.each<[label: string, path: string[], answer: Answers, typed: string, values: string[]]>([
    ['numbers, each once', ['items', '*', 'id'], jsonAnswer(items), '', ['7', '71']],
    ['that begin with a text', ['items', '*', 'id'], jsonAnswer(items), '71', ['71']],
    ['an index', ['items', '0', 'name'], jsonAnswer(items), '', ['Ada']],
    ['any key', ['*', 'id'], jsonAnswer(items), '', ['n']],
    ['a list at the root', ['*'], jsonAnswer(['b', true, 1.5]), '', ['b', 'true', '1.5']],
    [
      'every digit of long integers',
      ['*'],
      { body: '[9007199254740993]', headers: { 'content-type': 'application/json' } },
      '',
      ['9007199254740993'],
    ],
    ['nothing there', ['none', '*'], jsonAnswer(items), '', []],
    ['objects are no values', ['items', '*'], jsonAnswer(items), '', ['x']],
    ['an error of the API', ['items', '*', 'id'], jsonAnswer(items, 500), '', []],
    [
      'a response that is no JSON',
      ['*'],
      { body: 'Hello', headers: { 'content-type': 'text/plain' } },
      '',
      [],
    ],
  ])('%s', async (_, path, answer, typed, values) => {
    upstream.answer(answer);
    const server = await serve(promptFor('listPets', path));
    expect(await complete(server, 'pet', typed)).toEqual(values);
    expect(upstream.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /pets']);
    await server.close();
  });

  it('are at most a hundred, and say so', async () => {
    upstream.answer(jsonAnswer(Array.from({ length: 250 }, (_, index) => index)));
    const server = await serve(promptFor('listPets', ['*']));
    const completion = await server.handlers.prompts?.complete('write', 'pet', '');
    expect(completion).toMatchObject({ total: 250, hasMore: true });
    expect(completion?.values).toHaveLength(100);
    await server.close();
  });

  it('are read once for what a person types', async () => {
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']));
    const typed = await Promise.all(['', '7', '71'].map((text) => complete(server, 'pet', text)));
    expect(typed).toEqual([['7', '71'], ['7', '71'], ['71']]);
    expect(upstream.requests).toHaveLength(1);
    await server.close();
  });

  it('are read for each caller', async () => {
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']));
    for (const name of ['ada', 'bo', 'ada'])
      await server.handlers.prompts?.complete('write', 'pet', '', { principal: { name, scopes: [] } });
    expect(upstream.requests).toHaveLength(2);
    await server.close();
  });

  it('are read for each request whose headers are passed on', async () => {
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      request: { forwardHeaders: ['x-tenant'] },
    });
    for (const tenant of ['a', 'b'])
      await server.handlers.prompts?.complete('write', 'pet', '', { header: () => tenant });
    expect(upstream.requests.map((request) => request.header('x-tenant'))).toEqual(['a', 'b']);
    await server.close();
  });

  it('lack what is dropped and masked', async () => {
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      shaping: { listPets: { result: { drop: ['/items/0/id'], mask: ['/items/1/id'] } } },
    });
    expect(await complete(server, 'pet', '')).toEqual(['***', '7']);
    await server.close();
  });

  it('come from an operation under any of its names', async () => {
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      shaping: { listPets: { name: 'pets' } },
    });
    expect(await complete(server, 'pet', '')).toEqual(['7', '71']);
    await server.close();
  });

  it('are none, and reach no API, where the policy denies the operation', async () => {
    if (isGenerated) return;
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      policy: { deny: ['listPets'] },
    });
    expect(await complete(server, 'pet', '')).toEqual([]);
    expect(upstream.requests).toEqual([]);
    await server.close();
  });

  it('are none for a caller without the scope of the operation', async () => {
    if (isGenerated) return;
    upstream.answer(jsonAnswer(items));
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      policy: { toolScopes: { listPets: ['pets:read'] } },
    });
    const valuesFor = async (scopes: string[]): Promise<string[] | undefined> =>
      (await server.handlers.prompts?.complete('write', 'pet', '', { principal: { name: 'ada', scopes } }))
        ?.values;
    expect(await valuesFor(['pets:read'])).toEqual(['7', '71']);
    expect(await valuesFor([])).toEqual([]);
    expect(upstream.requests).toHaveLength(1);
    await server.close();
  });

  it('have an entry in the audit log for each call of the API', async () => {
    if (isGenerated) return;
    upstream.answer(jsonAnswer({}, 503));
    const entries: unknown[] = [];
    const server = await serve(promptFor('listPets', ['items', '*', 'id']), {
      audit: { write: ({ request, tool, status }) => void entries.push([request, tool, status]) },
    });
    for (const argument of ['tone', 'pet', 'pet']) await complete(server, argument, '');
    expect(entries).toEqual([['completion/complete', 'listPets', 503]]);
    await server.close();
  });
});
