import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { textOf } from '../support/call.ts';
import { startUpstream } from '../support/upstream.ts';
import type { DescribedServer, JoinedServerOptions, NamedSource } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

type Policy = NonNullable<JoinedServerOptions['policy']>;

const done: JsonObject = { responses: { '200': { description: 'Done' } } };

function documentOf(title: string, url: string): JsonObject {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    servers: [{ url }],
    paths: {
      '/items': { get: { operationId: 'list', ...done }, post: { operationId: 'add', ...done } },
      '/items/{id}': {
        parameters: [id],
        get: { operationId: 'read', ...done },
        delete: { operationId: 'drop', ...done },
      },
    },
  };
}

function sourcesOf(policy: Policy | undefined, url = 'http://127.0.0.1:1'): NamedSource[] {
  return [
    { key: 'pets', source: documentOf('Pets', url), options: { policy } },
    { key: 'shop', source: documentOf('Shop', url) },
  ];
}

const namesOf = ({ handlers }: DescribedServer, scopes?: string[]): string[] =>
  handlers
    .listTools(undefined, scopes && { name: 'ann', scopes })
    .tools.map(({ name }) => name.replace('pets_', 'p:').replace('shop_', 's:'));

describe('the policy of one API', () => {
  const all = ['list', 'add', 'read', 'drop'];
  it.each<[title: string, ofApi: Policy, ofServer: Policy | undefined, pets: string[], shop: string[]]>([
    ['readOnly', { readOnly: true }, undefined, ['list', 'read'], all],
    ['deny', { deny: ['drop'] }, undefined, ['list', 'add', 'read'], all],
    ['allow', { allow: ['get'] }, undefined, ['list', 'read'], all],
    ['a name with its prefix', { deny: ['pets_drop', 'shop_drop'] }, undefined, ['list', 'add', 'read'], all],
    ['nothing', { allow: ['none'] }, undefined, [], all],
    ['deny of either', { deny: ['drop'] }, { deny: ['add'] }, ['list', 'read'], ['list', 'read', 'drop']],
    ['allow of both', { allow: ['get'] }, { allow: ['list', 'add'] }, ['list'], ['list', 'add']],
    ['no exception', { readOnly: false, deny: [] }, { readOnly: true, deny: ['list'] }, ['read'], ['read']],
    ['a scope', { toolScopes: { drop: ['admin'] } }, undefined, ['list', 'add', 'read'], all],
  ])('%s holds for its operations alone', async (_, ofApi, ofServer, pets, shop) => {
    await using server = await createServer(sourcesOf(ofApi), { policy: ofServer });
    expect(namesOf(server)).toEqual([...pets.map((name) => `p:${name}`), ...shop.map((name) => `s:${name}`)]);
  });

  it('has no operation for tools, resources, search and its own endpoint', async () => {
    await using upstream = await startUpstream();
    const deny = { deny: ['read', 'drop'] };
    await using server = await createServer(sourcesOf(deny, upstream.url), { policy: { deny: ['add'] } });
    const { handlers } = server;
    await expect(handlers.callTool('pets_drop', { id: '1' })).rejects.toThrow('Unknown tool: pets_drop');
    await expect(handlers.readResource('pets://api/items/1')).rejects.toThrow('Resource not found');
    const overview = async (name: string): Promise<string> =>
      JSON.stringify(await handlers.readResource(`${name}://overview`));
    expect(await overview('pets')).not.toContain('drop');
    expect(await overview('shop')).toContain('drop');
    await handlers.readResource('shop://api/items/1');
    await using search = await createServer(sourcesOf(deny, upstream.url), { expose: 'search' });
    const call = (name: string) =>
      search.handlers.callTool('call_operation', { name, arguments: { id: '2' } });
    expect(textOf(await call('pets_drop'))).toMatch(/^There is no operation "pets_drop"/);
    await call('shop_drop');
    const found = await search.handlers.callTool('search_operations', { query: 'drop' });
    expect(JSON.stringify(found.structuredContent)).not.toContain('pets_drop');
    await using http = await server.serveHttp({ port: 0 });
    for (const key of ['pets', 'shop']) {
      const client = await connectHttp(clientKinds[0], `${http.url}/${key}`);
      const names = (await client.listTools()).map(({ name }) => name);
      expect(names).toEqual(key === 'pets' ? ['pets_list'] : ['shop_list', 'shop_read', 'shop_drop']);
      await client.close();
    }
    expect(upstream.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /items/1',
      'DELETE /items/2',
    ]);
  });

  it('refuses a path that arguments lead to, and asks', async () => {
    await using upstream = await startUpstream();
    const policy: Policy = { deny: ['/items/me'], confirm: 'write' };
    await using server = await createServer(sourcesOf(policy, upstream.url));
    const call = async (name: string): Promise<string> =>
      textOf(await server.handlers.callTool(name, { id: 'me' }));
    expect(await call('pets_read')).toBe(
      'pets_read may not be called with these arguments on this server: GET /items/me is denied\nNothing was sent.',
    );
    await call('shop_read');
    const added = await server.handlers.callTool('pets_add', {});
    expect(textOf(added)).toContain("pets_add needs a person's consent");
    await server.handlers.callTool('shop_add', {});
    expect(upstream.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  it('shows an operation to callers with its scope', async () => {
    await using server = await createServer(sourcesOf({ toolScopes: { drop: ['admin'] } }));
    expect(namesOf(server, ['admin'])).toContain('p:drop');
    const refused = await server.handlers.callTool('pets_drop', { id: '1' });
    expect(textOf(refused)).toContain('pets_drop needs the scope admin');
  });
});
