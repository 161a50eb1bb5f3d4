import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeApi, loadDocument, login, logout } from '../../src/index.ts';
import { app, startAuthorizationServer } from '../support/authorization-server.ts';
import { runCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import { securedDocument } from './secured-api.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { JsonObject } from '../../src/index.ts';

let authorization: TestAuthorizationServer;
let upstream: Upstream;
let folder = '';
beforeAll(async () => {
  authorization = await startAuthorizationServer();
  upstream = await startUpstream();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-logout-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
});

const environment = { SECURED_USER_CLIENT_ID: app.id };

function documentWith(tokenUrl: string): JsonObject {
  const { authorizationUrl } = authorization;
  const flow = { authorizationUrl, tokenUrl, scopes: { read: 'Reads', offline_access: 'Lasts' } };
  const scheme = { type: 'oauth2', flows: { authorizationCode: flow } };
  return securedDocument(upstream.url, { user: scheme }, { things: [{ user: ['read'] }] });
}

async function logIn(tokenFolder: string, document = documentWith(authorization.tokenUrl)) {
  const { descriptor } = describeApi(await loadDocument(document), { name: 'secured' });
  const onUrl = (url: string): void => void authorization.browse(url);
  const { path } = await login(descriptor, { environment, tokenFolder, onUrl });
  const { value } = JSON.parse(readFileSync(path, 'utf8')) as { value: string };
  return { descriptor, path, value };
}

/** Returns true if the authorization server still knows a token. */
async function isValid(token: string): Promise<boolean> {
  const { status } = await authorization.guard({
    method: 'GET',
    target: '/',
    headers: [],
    header: () => `Bearer ${token}`,
    body: Buffer.alloc(0),
    abandoned: Promise.resolve(),
  });
  return status !== 401;
}

it('removes the tokens of a login, and revokes them', async () => {
  const { descriptor, path, value } = await logIn(folder);
  expect(await isValid(value)).toBe(true);
  const options = { environment, tokenFolder: folder };
  expect(await logout(descriptor, options)).toEqual([{ scheme: 'user', path, isRevoked: true }]);
  expect([existsSync(path), await isValid(value)]).toEqual([false, false]);
  expect(await logout(descriptor, options)).toEqual([]);
});

it('tells the tokens to the server that issued them, not to the one that another document names', async () => {
  const { path, value } = await logIn(folder);
  const { descriptor } = describeApi(await loadDocument(documentWith(`${upstream.url}/token`)), {
    name: 'secured',
  });
  upstream.requests.length = 0;
  const [ended] = await logout(descriptor, { environment, tokenFolder: folder });
  expect(ended).toMatchObject({ scheme: 'user', isRevoked: true });
  expect(existsSync(path)).toBe(false);
  expect(await isValid(value)).toBe(false);
  expect(upstream.requests).toEqual([]);
});

it('is a command', async () => {
  mkdirSync(join(folder, 'openapi-mcp'), { mode: 0o700 });
  const { path, value } = await logIn(join(folder, 'openapi-mcp'));
  const input = JSON.stringify(documentWith(authorization.tokenUrl));
  const run = (...more: string[]) =>
    runCli(['logout', '-', '--name', 'secured', ...more], {
      input,
      env: { ...environment, XDG_CONFIG_HOME: folder },
    });
  expect(await run('--scheme', 'other')).toMatchObject({ code: 2, stderr: expect.stringContaining('user') });
  expect(await run()).toMatchObject({
    code: 0,
    stderr: 'Logged out of user. The authorization server has revoked the tokens.\n',
  });
  expect([existsSync(path), await isValid(value)]).toEqual([false, false]);
  expect(await run()).toMatchObject({ code: 0, stderr: 'Nobody is logged in to Secured.\n' });
});
