import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../../support/certificate.ts';
import { Person } from './person.ts';
import { callTool, PlainClient, redirectUri } from './plain-client.ts';
import { sdkKinds } from './sdk-client.ts';
import { callAfterRefresh, signIn } from './sdk-sign-in.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { ClientState } from './sdk-client.ts';
import type { PeopleProvider } from './start-people-provider.ts';

const certificate = selfSigned({ name: 'localhost' });
const website = createServer(certificate, (request, response) => {
  const { pathname, search } = new URL(request.url ?? '', origin);
  if (pathname === '/redirect') return response.writeHead(302, { location: '/client' }).end();
  const client = {
    client_id: `${origin}${pathname}${search}`,
    client_name: 'Document Client',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
  };
  const documents: Record<string, string> = {
    '/client': JSON.stringify(client),
    '/other': JSON.stringify({ ...client, client_id: 'https://other.example.com/client' }),
    '/secret': JSON.stringify({ ...client, client_secret: 'x' }),
    '/shared': JSON.stringify({ ...client, token_endpoint_auth_method: 'client_secret_post' }),
    '/huge': JSON.stringify({ ...client, client_uri: `https://example.com/${'x'.repeat(10_000)}` }),
    '/text': 'a text',
  };
  return response.writeHead(200, { 'content-type': 'application/json' }).end(documents[pathname] ?? '{}');
});
let origin = '';
let people: PeopleProvider;
beforeAll(async () => {
  website.listen(0, 'localhost');
  await once(website, 'listening');
  origin = `https://localhost:${(website.address() as AddressInfo).port}`;
  people = await startPeopleProvider();
});
afterAll(async () => {
  website.close();
  await people[Symbol.asyncDispose]();
});

/** The options of a server that fetches documents from this machine. */
const options = { authPrivateClients: true, connection: { authorities: certificate.cert } };

describe('a client whose ID is the URL of its metadata document', () => {
  it('signs a person in without a registration, and is shown with its host', async () => {
    await using server = await serveProxy(people.url, options);
    const client = new PlainClient(server.origin);
    client.id = `${origin}/client`;
    const consent = await new Person(redirectUri).open(client.authorizationUrl());
    expect(consent.text).toContain(`Document Client, of ${new URL(origin).host}`);
    // The port of its loopback redirect URI is free.
    const { json } = await client.connect(new Person(redirectUri));
    expect(await callTool(server.url, String(json['access_token']))).toBe(200);
  });

  it.each(sdkKinds)('signs a person in with the SDK, and refreshes: %s client', async (kind) => {
    await using server = await serveProxy(people.url, options);
    const state: ClientState = { verifier: '', document: `${origin}/client` };
    const client = await signIn(kind, server.url, state);
    expect(state.start?.searchParams.get('client_id')).toBe(state.document);
    await callAfterRefresh(client, state);
    await client.client.close();
    expect([state.client?.client_id, server.errors]).toEqual([state.document, []]);
  });

  it.each(['/other', '/secret', '/shared', '/huge', '/text', '/redirect', '/nothing'])(
    'is refused with the document %s',
    async (path) => {
      await using server = await serveProxy(people.url, options);
      const client = new PlainClient(server.origin);
      client.id = `${origin}${path}`;
      const page = await new Person('http://nowhere.invalid').open(client.authorizationUrl());
      expect([page.status, page.url.origin]).toEqual([400, server.origin]);
    },
  );
});
