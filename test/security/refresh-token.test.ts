import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { app, lifetime, startAuthorizationServer } from '../support/authorization-server.ts';
import { startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let authorization: TestAuthorizationServer;
let upstream: Upstream;

beforeAll(async () => {
  authorization = await startAuthorizationServer();
  upstream = await startUpstream((request) => authorization.guard(request));
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
});

/** Opens an API with a new refresh token, and resets the list of grants. */
async function open(refreshToken?: string): Promise<SecuredApi> {
  const { tokenUrl, authorizationUrl } = authorization;
  const oauth = { type: 'oauth2', flows: { authorizationCode: { tokenUrl, authorizationUrl, scopes: {} } } };
  const token = refreshToken ?? (await authorization.logIn()).refreshToken;
  authorization.grants.length = 0;
  return openSecured(securedDocument(upstream.url, { oauth }, { things: [{ oauth: ['read'] }] }), {
    SECURED_OAUTH_CLIENT_ID: app.id,
    SECURED_OAUTH_REFRESH_TOKEN: token,
  });
}

const response = '{"client":"app","scope":"openid offline_access read write"}';

it('a refresh token is exchanged for an access token once', async () => {
  await using api = await open();
  expect(api.sources).toEqual({ oauth: 'SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_REFRESH_TOKEN' });
  expect(await Promise.all([api.call('things'), api.call('things')])).toEqual([response, response]);
  expect(authorization.grants).toEqual(['refresh_token']);
});

it('a refresh token is replaced by the one in each token response', async () => {
  await using api = await open();
  expect(await api.call('things')).toBe(response);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + lifetime * 1000 });
  expect(await api.call('things')).toBe(response);
  vi.setSystemTime(Date.now() + lifetime * 1000);
  expect(await api.call('things')).toBe(response);
  expect(authorization.grants).toEqual(['refresh_token', 'refresh_token', 'refresh_token']);
});

it('a refresh token is exchanged for another access token when the API rejects the first', async () => {
  await using api = await open();
  await api.call('things');
  await authorization.revoke(upstream.requests.at(-1)?.header('authorization')?.slice(7) ?? '');
  expect(await api.call('things')).toBe(response);
  expect(authorization.grants).toEqual(['refresh_token', 'refresh_token']);
});

it('a refresh token that was revoked fails with an explanation', async () => {
  const { refreshToken } = await authorization.logIn();
  await authorization.revoke(refreshToken);
  await using api = await open(refreshToken);
  const text = await api.call('things');
  expect(text).toMatch(/refused to give a token: invalid_grant/);
  expect(text).toContain(
    'The refresh token has ended, was revoked, or was replaced when it was last used: set ' +
      'SECURED_OAUTH_REFRESH_TOKEN anew, or unset it and log in with openapi-mcp login, which keeps what replaces it.',
  );
  expect(text).not.toContain(refreshToken);
});
