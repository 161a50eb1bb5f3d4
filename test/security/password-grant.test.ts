import { afterAll, beforeAll, expect, it } from 'vitest';
import { app, person, startAuthorizationServer } from '../support/authorization-server.ts';
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
afterAll(async () => {
  await upstream.close();
  await authorization[Symbol.asyncDispose]();
});

function open(environment: Record<string, string>, flow = 'password'): Promise<SecuredApi> {
  const { tokenUrl, authorizationUrl } = authorization;
  const oauth = { type: 'oauth2', flows: { [flow]: { tokenUrl, authorizationUrl, scopes: {} } } };
  return openSecured(
    securedDocument(upstream.url, { oauth }, { things: [{ oauth: ['read'] }] }),
    environment,
  );
}

const login = { SECURED_OAUTH_CLIENT_ID: app.id, SECURED_OAUTH_USERNAME: person.username };

it('exchanges a password for an access token', async () => {
  await using api = await open({ ...login, SECURED_OAUTH_PASSWORD: person.password });
  expect(api.sources).toEqual({
    oauth: 'SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_USERNAME and SECURED_OAUTH_PASSWORD',
  });
  expect(await api.call('things')).toBe('{"client":"app","scope":"read"}');
});

it('explains a wrong password without showing it, even if the server repeats it', async () => {
  await using api = await open({ ...login, SECURED_OAUTH_PASSWORD: 'wrong-password' });
  expect(await api.call('things')).toBe(
    `${authorization.url} refused to give a token: invalid_grant (no user ada with REDACTED)\n` +
      'Check SECURED_OAUTH_USERNAME and SECURED_OAUTH_PASSWORD.',
  );
});

it('names the variables of a missing password', async () => {
  await using api = await open({});
  expect(await api.call('things')).toContain(
    'must set SECURED_OAUTH, or SECURED_OAUTH_CLIENT_ID and SECURED_OAUTH_REFRESH_TOKEN, or SECURED_OAUTH_USERNAME and SECURED_OAUTH_PASSWORD in its environment.',
  );
});

it('does not send a password if the document declares another flow', async () => {
  await using api = await open({ ...login, SECURED_OAUTH_PASSWORD: person.password }, 'implicit');
  expect(api.sources).toEqual({});
  expect(await api.call('things')).toContain('must set SECURED_OAUTH in its environment');
});
