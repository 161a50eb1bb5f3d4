import { afterAll, beforeAll, expect, it } from 'vitest';
import { machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './secured-api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './secured-api.ts';

let authorization: TestAuthorizationServer;
let upstream: Upstream;
let metadata: Upstream;

beforeAll(async () => {
  authorization = await startAuthorizationServer();
  upstream = await startUpstream((request) => authorization.guard(request));
  metadata = await startUpstream();
});
afterAll(async () => {
  await upstream.close();
  await metadata.close();
  await authorization[Symbol.asyncDispose]();
});

const client = { SECURED_OAUTH_CLIENT_ID: machine.id, SECURED_OAUTH_CLIENT_SECRET: machine.secret };

function open(oauth2MetadataUrl: string, flows: JsonObject = {}): Promise<SecuredApi> {
  const oauth = { type: 'oauth2', oauth2MetadataUrl, flows };
  const document = securedDocument(upstream.url, { oauth }, { things: [{ oauth: ['read'] }] });
  return openSecured({ ...document, openapi: '3.2.0' }, client);
}

it.each<[title: string, path: string, issuer: string]>([
  ['at its well-known path', '/.well-known/oauth-authorization-server', ''],
  ['of an issuer with a slash', '/.well-known/oauth-authorization-server', '/'],
  ['of an issuer with a path', '/.well-known/oauth-authorization-server/staff', '/staff'],
  ['of OpenID Connect', '/staff/.well-known/openid-configuration', '/staff'],
  ['at any path that the document names', '/oauth.json', '/anything'],
])('finds the token URL in metadata %s', async (_, path, issuer) => {
  metadata.answer(jsonAnswer({ issuer: metadata.url + issuer, token_endpoint: authorization.tokenUrl }));
  await using api = await open(metadata.url + path);
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
  expect(metadata.requests.at(-1)?.target).toBe(path);
});

it('uses the token URL of the flow first, without a request for metadata', async () => {
  const before = metadata.requests.length;
  const flows = { clientCredentials: { tokenUrl: authorization.tokenUrl, scopes: {} } };
  await using api = await open(`${metadata.url}/oauth.json`, flows);
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
  expect(metadata.requests.length).toBe(before);
});

it('finds the token URL that a flow lacks', async () => {
  metadata.answer(jsonAnswer({ issuer: metadata.url, token_endpoint: authorization.tokenUrl }));
  await using api = await open(`${metadata.url}/oauth.json`, { clientCredentials: { scopes: {} } });
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
});

it.each<[title: string, response: object, status: number]>([
  ['of another issuer', { issuer: 'https://other.example', token_endpoint: 'https://other.example/t' }, 200],
  ['without an issuer', {}, 200],
  ['that does not exist', {}, 404],
])('metadata %s is rejected', async (_, response, status) => {
  metadata.answer(jsonAnswer(response, status));
  await using api = await open(`${metadata.url}/.well-known/oauth-authorization-server`);
  expect(await api.call('things')).toBe(
    `${metadata.url} does not answer with its OAuth 2.0 metadata\nCheck oauth2MetadataUrl in the document.`,
  );
});
