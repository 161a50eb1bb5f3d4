import { afterAll, beforeAll, expect, it } from 'vitest';
import { app, machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
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

const client = { SECURED_OIDC_CLIENT_ID: machine.id, SECURED_OIDC_CLIENT_SECRET: machine.secret };
const wellKnown = '/.well-known/openid-configuration';

function open(url: string, environment: Record<string, string> = client): Promise<SecuredApi> {
  const oidc = { type: 'openIdConnect', openIdConnectUrl: url };
  return openSecured(securedDocument(upstream.url, { oidc }, { things: [{ oidc: ['read'] }] }), environment);
}

it.each([
  ['its URL', wellKnown],
  ['the issuer alone', ''],
  ['the issuer with a slash', '/'],
])('finds the token URL by %s', async (_, path) => {
  await using api = await open(authorization.url + path);
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
});

it('accepts a refresh token', async () => {
  const { refreshToken } = await authorization.logIn();
  await using api = await open(authorization.url + wellKnown, {
    SECURED_OIDC_CLIENT_ID: app.id,
    SECURED_OIDC_REFRESH_TOKEN: refreshToken,
  });
  expect(JSON.parse(await api.call('things'))).toMatchObject({ client: 'app' });
});

it.each<[title: string, metadata: object, status: number]>([
  ['of another issuer', { issuer: 'https://other.example', token_endpoint: 'https://other.example/t' }, 200],
  ['without an issuer', {}, 200],
  ['that does not exist', {}, 404],
])('a configuration %s is rejected', async (_, metadata, status) => {
  await using server = await startUpstream(jsonAnswer(metadata, status));
  await using api = await open(server.url + wellKnown);
  expect(await api.call('things')).toBe(
    `${server.url} does not answer with its OpenID Connect configuration\nCheck openIdConnectUrl in the document.`,
  );
});

it('a server that is down is reported, and contacted again by the next call', async () => {
  await using server = await startUpstream({ ending: 'cut' });
  await using api = await open(server.url + wellKnown);
  expect(await api.call('things')).toMatch(
    new RegExp(`^${server.url}: .*\nThe authorization server could not be reached: check its URL\\.$`),
  );
  server.answer(jsonAnswer({ issuer: server.url, token_endpoint: authorization.tokenUrl }));
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
});

it('a secret is not sent to a token endpoint without TLS', async () => {
  await using server = await startUpstream();
  server.answer(jsonAnswer({ issuer: server.url, token_endpoint: 'http://login.example.com/token' }));
  await using api = await open(server.url);
  expect(await api.call('things')).toContain('http://login.example.com is not reached over TLS');
});
