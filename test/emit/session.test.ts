import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateServer } from '../../src/emit/generate-server.ts';
import { sessionDocument } from '../security/session-document.ts';
import { repository } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let folder: string;
beforeAll(async () => {
  upstream = await startUpstream((request) =>
    request.target === '/login'
      ? { ...jsonAnswer({}), headers: { 'set-cookie': 'sid=session-value; Path=/' } }
      : jsonAnswer({}),
  );
  folder = mkdtempSync(join(tmpdir(), 'emit-session-'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'password'), 'correct horse');
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

it('logs in as the served one does, with variables that it reads when it runs', async () => {
  const output = join(folder, 'server');
  await generateServer(sessionDocument(upstream.url), output, { session: { login: 'postLogin' } });
  process.env['OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME'] = 'ada';
  process.env['OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD_FILE'] = join(folder, 'password');
  try {
    const { createShopServer, createShopClient } = await import(join(output, 'index.ts'));
    await using server = await createShopServer();
    await server.handlers.callTool('things', {});
    await using client = await createShopClient();
    await client.call('things', {});
  } finally {
    delete process.env['OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME'];
    delete process.env['OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD_FILE'];
  }
  expect(upstream.requests.map(({ method, header }) => `${method} ${header('cookie') ?? '-'}`)).toEqual([
    'POST -',
    'GET sid=session-value',
    'POST -',
    'GET sid=session-value',
  ]);
  expect(upstream.requests[0]?.body.toString()).toBe('{"username":"ada","password":"correct horse"}');
});
