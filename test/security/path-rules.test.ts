import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unmatchedPatterns } from '../../src/runtime/policy/policy.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import { shapeApi } from '../../src/shape/shape-api.ts';
import { textOf } from '../support/call.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { CallHooks, JsonObject, RuntimeOptions } from '../../src/index.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';
import type { Consent, Question } from '../../src/runtime/protocol.ts';
import type { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let api: ApiDescriptor;

function operation(path: string, method = 'get', extra: JsonObject = {}): JsonObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return {
    [method]: {
      operationId: `${method}${path.replaceAll(/\W+/g, '_')}`,
      parameters: names.map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
        ...extra,
      })),
      responses: { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } },
    },
  };
}

beforeAll(async () => {
  upstream = await startUpstream();
  const document = {
    openapi: '3.1.0',
    info: { title: 'Paths', version: '1' },
    servers: [{ url: `${upstream.url}/v1` }],
    paths: {
      '/x/{a}': { ...operation('/x/{a}'), ...operation('/x/{a}', 'delete') },
      '/x/{a}/{b}': operation('/x/{a}/{b}'),
      '/{tenant}/keys': operation('/{tenant}/keys'),
      '/matrix/x{a}': operation('/matrix/x{a}', 'get', { style: 'matrix' }),
      '/open/{a}': operation('/open/{a}', 'get', { allowReserved: true }),
      '/plain': operation('/plain'),
    },
  };
  api = describeApi(await loadDocument(document)).descriptor;
});
beforeEach(() => upstream.requests.splice(0));
afterAll(() => upstream.close());

async function call(policy: RuntimeOptions['policy'], tool: string, args: JsonObject): Promise<string> {
  const { handlers } = await serveDescriptor(api, { policy });
  const result = await handlers.callTool(tool, args);
  await handlers.close();
  return textOf(result);
}

// prettier-ignore
describe('a path that is denied is not reached by the arguments of another operation', () => {
  it.each<[deny: string, tool: string, args: JsonObject]>([
    ['/x/admin', 'get_x_a_', { a: 'admin' }],
    ['/x/admin', 'get_x_a_', { a: 'ADMIN' }],
    ['/x/admin', 'get_x_a_', { a: '%61dmin' }],
    ['/x/admin', 'get_x_a_', { a: '%2561dmin' }],
    ['/x/admin', 'get_x_a_', { a: '%2561%64min' }],
    ['/x/admin', 'get_x_a_', { a: 'admin%2f' }],
    ['/x/admin', 'get_x_a_', { a: '/admin' }],
    ['/x/admin', 'get_x_a_', { a: '%2fadmin' }],
    ['/x/admin', 'get_x_a_', { a: 'admin?a=1' }],
    ['/x/admin', 'get_x_a_', { a: 'admin#a' }],
    ['/x/admin', 'get_x_a_', { a: 'admin/' }],
    ['/x/admin', 'get_x_a_', { a: 'admin;v=1' }],
    ['/x/admin', 'get_x_a_', { a: './admin' }],
    ['/x/admin', 'get_x_a_', { a: 'y/../admin' }],
    ['/x/admin', 'get_x_a_', { a: 'y\\..\\admin' }],
    ['/x/admin', 'get_x_a_', { a: 'y%2f..%2fadmin' }],
    ['/x/admin', 'delete_x_a_', { a: 'admin' }],
    ['GET /x/admin', 'get_x_a_', { a: 'admin' }],
    ['* /x/admin', 'get_x_a_', { a: 'admin' }],
    ['/x/admin*', 'get_x_a_', { a: 'administrator' }],
    ['/x/admin/**', 'get_x_a_', { a: 'admin/users' }],
    ['/x/admin/**', 'get_x_a_b_', { a: 'admin', b: 'users' }],
    ['/**/admin', 'get_x_a_', { a: 'admin' }],
    ['/admin/keys', 'get_tenant_keys', { tenant: 'admin' }],
    ['/admin/keys', 'get_tenant_keys', { tenant: 'admin;x' }],
    ['/v1/x/admin', 'get_x_a_', { a: 'admin' }],
    ['GET /v1/x/*', 'get_x_a_', { a: 'admin' }],
    ['/v1/plain', 'get_plain', {}],
    ['/matrix/x;a=admin', 'get_matrix_x_a_', { a: 'admin' }],
    ['/open/a@b', 'get_open_a_', { a: 'a@b' }],
  ])('--deny %s, %s %j', async (deny, tool, args) => {
    expect(await call({ deny: [deny] }, tool, args)).toMatch(/may not be called with these arguments on this server: (GET|DELETE) \/v1\/.* is denied/);
    expect(upstream.requests).toEqual([]);
  });

  it.each<[deny: string, tool: string, args: JsonObject]>([
    ['/x/admin', 'get_x_a_', { a: 'administrator' }],
    ['/x/admin', 'get_x_a_', { a: 'user' }],
    ['/x/admin', 'get_x_a_b_', { a: 'admin', b: 'users' }],
    ['DELETE /x/admin', 'get_x_a_', { a: 'admin' }],
    ['/*/plain', 'get_plain', {}],
    ['tag:admin', 'get_x_a_', { a: 'admin' }],
    ['admin', 'get_x_a_', { a: 'admin' }],
  ])('--deny %s lets %s %j through', async (deny, tool, args) => {
    expect(await call({ deny: [deny] }, tool, args)).toBe('{"ok":true}');
  });

  it('nor by a resource', async () => {
    const { handlers } = await serveDescriptor(api, { policy: { deny: ['/x/admin'] } });
    for (const uri of ['paths://api/x/admin', 'paths://api/x/%61dmin'])
      await expect(handlers.readResource(uri)).rejects.toThrow('is denied');
    expect(await handlers.readResource('paths://api/x/user')).toMatchObject({ contents: [{ text: '{"ok":true}' }] });
    await handlers.close();
    expect(upstream.requests.length).toBe(1);
  });

  it.each<[title: string, target: string, isSent: boolean]>([
    ['the path', '/v1/x/admin', false],
    ['an encoded path', '/v1/x/%61dmin', false],
    ['a path with dot segments', '/v1/x/y/../admin?a=1', false],
    ['another path', '/v1/x/other', true],
  ])('nor by a hook that changes the URL to %s', async (_, target, isSent) => {
    const hooks: CallHooks = { beforeRequest: (request) => ({ ...request, target }) };
    const { handlers } = await serveDescriptor(api, { policy: { deny: ['/x/admin'] }, extensions: { hooks } });
    const text = textOf(await handlers.callTool('get_x_a_', { a: 'user' }));
    await handlers.close();
    expect(upstream.requests.map((request) => request.target)).toEqual(isSent ? [target] : []);
    expect(text).toMatch(isSent ? /^\{"ok":true\}$/ : /is denied\s+Nothing was sent\./);
  });

  it.each<[title: string, location: string, sent: string[]]>([
    ['the path', '/v1/x/admin', ['/v1/x/user']],
    ['a path that leads to it', './Admin/', ['/v1/x/user']],
    ['an encoded path', '/v1/x/%61dmin', ['/v1/x/user']],
    ['another path', '/v1/x/other', ['/v1/x/user', '/v1/x/other']],
  ])('nor by a redirect to %s', async (_, location, sent) => {
    upstream.answer(({ target }) =>
      target === '/v1/x/user' ? { status: 302, headers: { location } } : jsonAnswer({ ok: true }),
    );
    const text = await call({ deny: ['/x/admin'] }, 'get_x_a_', { a: 'user' });
    upstream.answer(jsonAnswer({ ok: true }));
    expect(upstream.requests.map(({ target }) => target)).toEqual(sent);
    expect(text).toMatch(sent.length > 1 ? /^\{"ok":true\}$/ : /is denied\s+The redirect was not followed\./);
  });

  it('nor through search mode', async () => {
    const { handlers } = await serveDescriptor(api, { policy: { deny: ['/x/admin'] }, expose: 'search' });
    const request = { name: 'get_x_a_', arguments: { a: 'admin' } };
    expect(textOf(await handlers.callTool('call_operation', request))).toContain('is denied');
    await handlers.close();
    expect(upstream.requests).toEqual([]);
  });
});

it('a path with scopes is not reached by the arguments of another operation', async () => {
  const { handlers } = await serveDescriptor(api, { policy: { toolScopes: { '/x/admin': ['admin'] } } });
  const called = async (scopes: string[]): Promise<string> =>
    textOf(await handlers.callTool('get_x_a_', { a: 'admin' }, { principal: { name: 'ada', scopes } }));
  expect(await called([])).toContain('GET /v1/x/admin needs the scope admin');
  expect(await called(['admin'])).toBe('{"ok":true}');
  await handlers.close();
});

it('a path that is allowed allows no other operation', async () => {
  expect(await call({ allow: ['/x/{a}'] }, 'get_x_a_', { a: 'admin' })).toBe('{"ok":true}');
  const { handlers } = await serveDescriptor(api, { policy: { allow: ['/plain', '/x/admin'] } });
  expect(handlers.listTools().tools.map(({ name }) => name)).toEqual(['get_plain']);
  await handlers.close();
});

it('a pattern that fits the template of an operation is not reported as misspelt', () => {
  const patterns = ['/x/admin', 'GET /x/admin', '/y/admin', '/x/admin/z/y', 'admin'];
  expect(unmatchedPatterns(api, { deny: patterns })).toEqual(['/y/admin', '/x/admin/z/y', 'admin']);
  expect(unmatchedPatterns(api, { allow: patterns })).toEqual(patterns);
});

describe('a path under operations that a person confirms, or that has scopes', () => {
  const shaping = { '/x/admin': { confirm: true }, 'DELETE /x/keys': { scopes: ['keys'] } };

  async function callShaped(tool: string, args: JsonObject, scopes: string[] = []): Promise<string> {
    const { handlers } = await serveDescriptor(shapeApi(api, shaping).descriptor);
    const asked: string[] = [];
    const confirm = async ({ message, state }: Question): Promise<Consent> => {
      asked.push(message.split('\n', 1)[0] ?? '');
      return { action: 'accept', state };
    };
    const principal = { name: 'ada', scopes };
    const result = await handlers.callTool(tool, args, { principal, confirm });
    await handlers.close();
    return [...asked, textOf(result)].join(' | ');
  }

  it.each<[tool: string, args: JsonObject, isAsked: boolean]>([
    ['get_x_a_', { a: 'admin' }, true],
    ['get_x_a_', { a: 'Admin' }, true],
    ['get_x_a_', { a: '%61dmin' }, true],
    ['get_x_a_', { a: 'admin/' }, true],
    ['get_x_a_', { a: 'user' }, false],
    ['get_x_a_b_', { a: 'y', b: '../admin' }, true],
    ['get_open_a_', { a: '..%2fx%2fadmin' }, true],
    ['get_plain', {}, false],
  ])('%s %j', async (tool, args, isAsked) => {
    const text = await callShaped(tool, args);
    expect(text.includes(' | ')).toBe(isAsked);
    expect(text).toMatch(/\{"ok":true\}$/);
  });

  it('is not reached without a client that can ask', async () => {
    const { handlers } = await serveDescriptor(shapeApi(api, shaping).descriptor);
    const text = textOf(await handlers.callTool('get_x_a_', { a: 'admin' }));
    await handlers.close();
    expect(text).toContain('this client cannot ask for it; nothing was sent');
    expect(upstream.requests).toEqual([]);
  });

  it('needs its scopes', async () => {
    expect(await callShaped('delete_x_a_', { a: 'keys' })).toContain(
      'DELETE /v1/x/keys needs the scope keys',
    );
    expect(await callShaped('delete_x_a_', { a: 'keys' }, ['keys'])).toBe('{"ok":true}');
    expect(await callShaped('get_x_a_', { a: 'keys' })).toBe('{"ok":true}');
  });

  it('is no pattern that matches nothing', () => {
    const options = { ...shaping, '/y/admin': { confirm: true }, '/x/user': { timeout: 1_000 } };
    expect(shapeApi(api, options).findings.map(({ message }) => message)).toEqual([
      'shaping: the pattern "/x/user" matches no operation',
      'shaping: the pattern "/y/admin" matches no operation',
    ]);
  });
});
