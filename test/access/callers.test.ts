import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { createStaticVerifier, readTokenFile } from '../../src/access/static-tokens.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { list, post, send } from './send.ts';
import { descriptor } from './shop.ts';
import type { HttpServer } from '../../src/serve/http/http-server.ts';
import type { ApiServer } from '../../src/serve/create-server.ts';
import type { ClientKind } from '../interop/clients.ts';
import type { Upstream } from '../support/upstream.ts';

const ada = { name: 'ada', token: 'the-token-of-ada-lovelace', scopes: ['pets:write'] };
const bob = { name: 'bob', token: 'the-token-of-bob-nobody.~+/==' };

describe('a file of tokens', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(text: string) {
    const path = join(folder, 'tokens');
    await writeFile(path, text);
    return readTokenFile(path);
  }

  it.each([
    [
      'lines',
      `# people\n\nada:${ada.token}\r\n bob : ${bob.token}\n`,
      [{ name: 'ada', token: ada.token }, bob],
    ],
    ['a token with a colon is none, its name is', 'a:b:c', [{ name: 'a', token: 'b:c' }]],
    ['an object', JSON.stringify({ ada: ada.token }), [{ name: 'ada', token: ada.token, scopes: [] }]],
    ['a list', JSON.stringify([ada, bob]), [ada, { ...bob, scopes: [] }]],
    ['nothing', '\n', []],
  ])('holds %s', async (_, text, tokens) => {
    expect(await read(text)).toEqual(tokens);
  });

  it.each([
    ['a line without a name', `${ada.token}`, 'line 1'],
    ['a line without a name before its token', `ada:${ada.token}\n:${bob.token}`, 'line 2'],
    ['JSON that is none', '[{', 'the JSON'],
    ['an entry without a token', '[{"name":"ada"}]', 'entry 1'],
    ['scopes that are no list', `[{"name":"ada","token":"${ada.token}","scopes":"a"}]`, 'entry 1'],
  ])('is refused with %s, and no token is shown', async (_, text, where) => {
    const thrown: unknown = await read(text).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining(where) });
    expect(String(thrown)).not.toContain(ada.token);
  });

  it('is refused if it is missing', async () => {
    await expect(readTokenFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it.each([
    ['short', [{ name: 'ada', token: 'fifteen-letters' }]],
    ['with a space', [{ name: 'ada', token: 'sixteen letters!' }]],
    ['without a name', [{ name: '', token: ada.token }]],
    ['someone else’s', [ada, { ...bob, token: ada.token }]],
  ])('has no token that is %s', (_, tokens) => {
    expect(() => createStaticVerifier(tokens)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});

describe.each([
  ['v2', sdkV2],
  ['v1', sdkV1],
])('two callers of one %s server', (label, sdk) => {
  let upstream: Upstream;
  let api: ApiServer;
  let server: HttpServer;

  beforeAll(async () => {
    upstream = await startUpstream();
    upstream.answer((request) => jsonAnswer({ you: request.header('x-user') ?? null }));
    api = createApiServer(
      descriptor,
      {
        request: { baseUrl: upstream.url, forwardHeaders: ['X-User'] },
        policy: { toolScopes: { 'delete*': ['pets:write'], PUT: ['pets:write'], getPet: ['pets:write'] } },
      },
      async () => sdk,
    );
    server = await api.serveHttp({ port: 0, authTokens: [ada, bob] });
  });
  afterAll(async () => {
    await server.close();
    await api.close();
    await upstream.close();
  });

  const kinds = clientKinds.filter(
    ({ protocolVersion }) => label === 'v2' || protocolVersion === '2025-11-25',
  );
  const connect = (kind: ClientKind, { name, token }: { name: string; token: string }) =>
    connectHttp(kind, server.url, { authorization: `Bearer ${token}`, 'x-user': name });

  it.each([
    ['no token', {}],
    ['another scheme', { authorization: `Basic ${ada.token}` }],
    ['an unknown token', { authorization: 'Bearer the-token-of-nobody-at-all' }],
    ['half a token', { authorization: `Bearer ${ada.token.slice(0, -1)}` }],
    ['two tokens', { authorization: `Bearer ${ada.token} ${bob.token}` }],
    ['a token in the URL', {}],
  ])('are not joined by one with %s', async (what, headers) => {
    const url = what.includes('URL') ? `${server.url}?access_token=${ada.token}` : server.url;
    const answer = await send(url, post(headers), list);
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringMatching(/^Bearer .*resource_metadata="http:.*\/mcp"/) },
    });
    expect(answer.text).not.toContain(ada.token);
  });

  it.each(kinds)('see only their own tools, $label', async (kind) => {
    const [one, other] = [await connect(kind, ada), await connect(kind, bob)];
    const names = async (client: typeof one) => (await client.listTools()).map(({ name }) => name);
    const templates = async (client: typeof one) =>
      (await client.listResourceTemplates()).map(({ uriTemplate }) => uriTemplate);
    expect(await names(one)).toEqual(descriptor.operations.map(({ name }) => name));
    expect(await names(other)).toEqual(['listPets', 'createPet', 'listOrders']);
    expect(await names(one)).toHaveLength(6);
    expect(await templates(one)).toEqual(['shop://api/pets/{petId}']);
    expect(await templates(other)).toEqual([]);
    const before = upstream.requests.length;
    const refused = await other.callTool('delete_pet', { petId: 1 });
    expect(JSON.stringify(refused)).toContain('delete_pet needs the scope pets:write');
    expect(refused['isError']).toBe(true);
    await expect(other.readResource('shop://api/pets/1')).rejects.toThrow('needs the scope pets:write');
    await expect(other.complete('shop://api/pets/{petId}', 'petId', '')).rejects.toThrow('Unknown template');
    await expect(other.callTool('delete_pets', {})).rejects.toThrow(/Unknown tool: delete_pets$/);
    await expect(one.callTool('delete_pets', {})).rejects.toThrow('did you mean delete_pet?');
    expect(upstream.requests).toHaveLength(before);
    expect(await one.callTool('delete_pet', { petId: 1 })).not.toHaveProperty('isError');
    await Promise.all([one.close(), other.close()]);
  });

  it('get their own responses and send their own credentials, concurrently', async () => {
    const [kind] = kinds;
    if (kind === undefined) throw new Error('no client');
    const [one, other] = [await connect(kind, ada), await connect(kind, bob)];
    const calls = Array.from({ length: 40 }, async (_, index) => {
      const [client, name] = index % 2 === 0 ? [one, 'ada'] : [other, 'bob'];
      const result = await client.callTool('listPets');
      return JSON.stringify(result['content']).includes(`\\"you\\":\\"${name}\\"`);
    });
    expect(await Promise.all(calls)).toEqual(calls.map(() => true));
    // The token for this server is not for the API.
    expect(upstream.requests.filter((request) => request.header('authorization') !== undefined)).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it('are not authenticated by a cached response', async () => {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } });
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };
    const answer = await send(server.url, post({ ...headers, authorization: `Bearer ${bob.token}` }), body);
    if (label === 'v2') expect(answer.text).toContain('"cacheScope":"private"');
    expect(await send(server.url, post(headers), body)).toMatchObject({ status: 401 });
  });
});
