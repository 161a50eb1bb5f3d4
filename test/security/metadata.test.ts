import { afterAll, beforeAll, expect, it } from 'vitest';
import { machine, startAuthorizationServer } from '../support/authorization-server.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured, securedDocument } from './api.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { TestAuthorizationServer } from '../support/authorization-server.ts';
import type { Upstream } from '../support/upstream.ts';
import type { SecuredApi } from './api.ts';

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
  ['at its usual place', '/.well-known/oauth-authorization-server', ''],
  ['of an issuer with a slash', '/.well-known/oauth-authorization-server', '/'],
  ['of an issuer with a path', '/.well-known/oauth-authorization-server/staff', '/staff'],
  ['of OpenID Connect', '/staff/.well-known/openid-configuration', '/staff'],
  ['at a place of the document’s own', '/oauth.json', '/anything'],
])('finds the token URL in metadata %s', async (_, path, issuer) => {
  metadata.answer(jsonAnswer({ issuer: metadata.url + issuer, token_endpoint: authorization.tokenUrl }));
  await using api = await open(metadata.url + path);
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
  expect(metadata.requests.at(-1)?.target).toBe(path);
});

it('takes the token URL of the flow before any other, and asks for no metadata', async () => {
  const before = metadata.requests.length;
  const flows = { clientCredentials: { tokenUrl: authorization.tokenUrl, scopes: {} } };
  await using api = await open(`${metadata.url}/oauth.json`, flows);
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
  expect(metadata.requests.length).toBe(before);
});

it('finds what a flow lacks', async () => {
  metadata.answer(jsonAnswer({ issuer: metadata.url, token_endpoint: authorization.tokenUrl }));
  await using api = await open(`${metadata.url}/oauth.json`, { clientCredentials: { scopes: {} } });
  expect(await api.call('things')).toBe('{"client":"machine","scope":"read"}');
});

it.each<[title: string, answer: object, status: number]>([
  ['of another issuer', { issuer: 'https://other.example', token_endpoint: 'https://other.example/t' }, 200],
  ['that is none', {}, 200],
  ['that is not there', {}, 404],
])('metadata %s is refused', async (_, answer, status) => {
  metadata.answer(jsonAnswer(answer, status));
  await using api = await open(`${metadata.url}/.well-known/oauth-authorization-server`);
  expect(await api.call('things')).toBe(
    `${metadata.url} does not answer with its OAuth 2.0 metadata\nCheck oauth2MetadataUrl in the document.`,
  );
});
