import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeApi, generateServer, loadDocument } from '../../src/index.ts';
import { petstorePath } from '../support/cli.ts';
import { copiedLibrary } from '../support/library.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each<[expose: 'all' | 'search' | 'auto', text: string]>([
  ['search', "{ request: { credentials }, expose: 'search' }, hooked.options, options)"],
  ['auto', "{ request: { credentials }, expose: 'auto' }, hooked.options, options)"],
  ['all', '{ request: { credentials } }, hooked.options, options)'],
])('generate --expose %s says so in server.ts', async (expose, text) => {
  const out = join(folder, expose);
  await generateServer(petstorePath, out, { expose, runtime: 'package' });
  expect(readFileSync(join(out, 'server.ts'), 'utf8').replaceAll('"', "'")).toContain(text);
});

it('the copied runtime searches with the names and texts of hooks', async () => {
  const { descriptor } = describeApi(await loadDocument(petstorePath));
  const { runtime, serve } = await copiedLibrary(descriptor, { expose: 'search' });
  const { api, options } = runtime.applyHooks(JSON.parse(JSON.stringify(descriptor)), {
    operations: { createPet: { name: 'adopt', title: 'Adopt an animal' }, removePet: { hidden: true } },
  });
  const server = serve.createApiServer(api, { ...options, expose: 'search' }, () =>
    Promise.reject(new Error('no transport here')),
  );
  const search = async (query: string, limit = 10): Promise<unknown> =>
    (await server.handlers.callTool('search_operations', { query, limit })).structuredContent;
  expect(await search('adopt an animal', 1)).toMatchObject({ operations: [{ name: 'adopt' }] });
  expect(JSON.stringify(await search('remove a pet'))).not.toContain('removePet');
  await server.close();
});
