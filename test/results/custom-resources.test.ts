import { afterEach, describe, expect, it } from 'vitest';
import { serveDocument } from '../support/serve-document.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import type { ApiServer, CreateServerOptions, CustomResource } from '../../src/index.ts';

const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: { '/pets': { get: { operationId: 'listPets', responses: { '200': { description: 'Done' } } } } },
};

const style: CustomResource = {
  uri: 'team://style',
  name: 'style',
  title: 'Style',
  description: 'How the team writes.',
  mimeType: 'text/markdown',
  read: () => 'Write short sentences.',
};
const page: CustomResource = {
  uri: 'team://pages/{page}{?lines,tags*}',
  name: 'page',
  read: (variables) => variables,
  list: () => [{ uri: 'team://pages/one', name: 'one' }],
  complete: (variable) => [`${variable}-one`, `${variable}-two`],
};

function fail(): never {
  throw new Error('The disk is full');
}

let server: ApiServer | undefined;
afterEach(() => server?.close());

async function serve(resources: CustomResource[], options: CreateServerOptions = {}): Promise<ApiServer> {
  server = await serveDocument(document, { ...options, extensions: { resources } });
  return server;
}

describe('custom resources', () => {
  it.each(clientKinds)('are listed, read and completed ($label)', async (kind) => {
    const { serveHttp } = await serve([style, page], { resources: false });
    const http = await serveHttp({ port: 0 });
    const client = await connectHttp(kind, http.url);
    expect(await client.listResources()).toEqual([
      {
        uri: 'team://style',
        name: 'style',
        title: 'Style',
        description: 'How the team writes.',
        mimeType: 'text/markdown',
      },
      { uri: 'team://pages/one', name: 'one' },
    ]);
    expect(await client.listResourceTemplates()).toEqual([
      { uriTemplate: 'team://pages/{page}{?lines,tags*}', name: 'page' },
    ]);
    expect((await client.readResource('team://style'))['contents']).toEqual([
      { uri: 'team://style', mimeType: 'text/markdown', text: 'Write short sentences.' },
    ]);
    expect(await client.complete(page.uri, 'page', 'page-t')).toEqual({
      values: ['page-two'],
      total: 1,
      hasMore: false,
    });
    await client.close();
    await http.close();
  });

  it.each<[uri: string, variables: string]>([
    ['team://pages/one', '{"page":"one"}'],
    ['team://pages/a%20b', '{"page":"a b"}'],
    ['team://pages/one?lines=3', '{"page":"one","lines":"3"}'],
    ['team://pages/one?tags=a&tags=b', '{"page":"one","tags":["a","b"]}'],
  ])('%s gives the variables %s', async (uri, text) => {
    const { handlers } = await serve([style, page]);
    expect(await handlers.readResource(uri)).toEqual({
      contents: [{ uri, mimeType: 'application/json', text }],
    });
  });

  it.each<[what: string, content: ReturnType<CustomResource['read']>, contents: object[]]>([
    ['bytes', Uint8Array.of(1, 255), [{ uri: 'team://x', blob: 'Af8=' }]],
    ['text', 'x', [{ uri: 'team://x', text: 'x' }]],
    ['null', null, [{ uri: 'team://x', mimeType: 'application/json', text: 'null' }]],
    ['a whole result', { contents: [{ uri: 'team://y', text: 'y' }] }, [{ uri: 'team://y', text: 'y' }]],
  ])('can return %s', async (_, content, contents) => {
    const { handlers } = await serve([{ uri: 'team://x', name: 'x', read: () => content }]);
    expect(await handlers.readResource('team://x')).toEqual({ contents });
  });

  it.each<[uri: string, code: number, message: string]>([
    ['team://pages/one/two', -32602, 'Resource not found: team://pages/one/two'],
    ['team://style/more', -32602, 'Resource not found: team://style/more'],
    ['team://pages/one?lins=3', -32602, 'Unknown query variable "lins": this resource takes lines, tags'],
    ['team://broken', -32603, 'The disk is full'],
  ])('%s fails with %i', async (uri, code, message) => {
    const { handlers } = await serve([style, page, { uri: 'team://broken', name: 'broken', read: fail }]);
    await expect(handlers.readResource(uri)).rejects.toMatchObject({ code, message });
  });

  it.each<[what: string, resources: CustomResource[], message: string]>([
    ['two of one URI', [style, style], 'two resources have the URI team://style'],
    [
      'the scheme of the API',
      [{ ...style, uri: 'shop://style' }],
      'the URI shop://style begins with shop:, as those of the API do',
    ],
    ['a URI without a scheme', [{ ...style, uri: 'style' }], '"style" is no URI of a resource'],
    ['a URI with a space', [{ ...style, uri: 'team://a b' }], '"team://a b" is no URI of a resource'],
    ['an operator', [{ ...style, uri: 'team://{+path}' }], '"team://{+path}" is no URI of a resource'],
    ['a query within', [{ ...style, uri: 'team://{?a}/b' }], '"team://{?a}/b" is no URI of a resource'],
  ])('%s are refused', async (_, resources, message) => {
    await expect(serve(resources)).rejects.toMatchObject({ code: 'OPTION_INVALID', message });
  });

  it('obey the policy', async () => {
    const entries: object[] = [];
    const { handlers } = await serve([style, page], {
      policy: { deny: ['page'], toolScopes: { style: ['team'] } },
      audit: { write: (entry) => void entries.push(entry) },
    });
    const uris = (scopes: string[]): string[] =>
      handlers
        .listResources('', { name: 'ann', scopes })
        .resources.map(({ uri }) => uri)
        .filter((uri) => uri.startsWith('team:'));
    expect([uris([]), uris(['team'])]).toEqual([[], ['team://style']]);
    expect(handlers.listResourceTemplates().resourceTemplates).toEqual([]);
    for (const uri of ['team://style', 'team://pages/one'])
      await expect(handlers.readResource(uri)).rejects.toMatchObject({ code: -32602 });
    await expect(handlers.complete(page.uri, 'page', '')).rejects.toMatchObject({ code: -32602 });
    const principal = { name: 'ann', scopes: ['team'] };
    expect((await handlers.readResource('team://style', { principal })).contents).toHaveLength(1);
    expect(entries.at(-1)).toMatchObject({ request: 'resources/read', tool: 'style', error: null });
  });
});
