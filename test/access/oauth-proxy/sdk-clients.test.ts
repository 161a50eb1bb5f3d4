import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkV1 } from '../../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import { Person } from './person.ts';
import { PlainClient, redirectUri } from './plain-client.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { OAuthClientProvider as ProviderV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { PeopleProvider } from './start-people-provider.ts';

/** The state that a client of OAuth stores. */
interface ClientState {
  client?: { client_id: string };
  tokens?: { access_token: string; token_type?: string; refresh_token?: string; scope?: string };
  verifier: string;
  /** Where the person is sent to. */
  start?: URL;
}

/** The provider of a client of either SDK. */
function createProvider(state: ClientState, scope?: string) {
  return {
    redirectUrl: redirectUri,
    clientMetadata: {
      client_name: 'SDK Client',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      ...(scope === undefined ? {} : { scope }),
    },
    clientInformation: () => state.client,
    saveClientInformation: (client: { client_id: string }) => void (state.client = client),
    tokens: () => state.tokens,
    saveTokens: (tokens: ClientState['tokens'] & object) => void (state.tokens = tokens),
    redirectToAuthorization: (url: URL) => void (state.start = url),
    saveCodeVerifier: (verifier: string) => void (state.verifier = verifier),
    codeVerifier: () => state.verifier,
  };
}

describe('clients of the SDKs that know only the URL', () => {
  let people: PeopleProvider;
  beforeAll(async () => {
    people = await startPeopleProvider();
  });
  afterAll(() => people[Symbol.asyncDispose]());

  type Kind = 'v1' | '2025-11-25' | '2026-07-28';

  function open(kind: Kind, url: string, state: ClientState) {
    const provider = createProvider(state);
    if (kind === 'v1') {
      const transport = new TransportV1(new URL(url), { authProvider: provider as unknown as ProviderV1 });
      const client = new ClientV1({ name: 'test', version: '1' });
      return {
        client,
        connect: () => client.connect(transport as Transport),
        finish: ({ searchParams }: URL) => transport.finishAuth(searchParams.get('code') ?? ''),
      };
    }
    const transport = new TransportV2(new URL(url), { authProvider: provider as never });
    const mode = kind === '2026-07-28' ? { pin: kind } : ('legacy' as const);
    const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    return {
      client,
      connect: () => client.connect(transport),
      finish: ({ searchParams }: URL) => transport.finishAuth(searchParams),
    };
  }

  it.each([
    ['v1', 'v2', sdkV2],
    ['2025-11-25', 'v2', sdkV2],
    ['2026-07-28', 'v2', sdkV2],
    ['v1', 'v1', sdkV1],
  ] as const)('register, sign in, call and refresh: %s client, %s server', async (kind, _, sdk) => {
    const toolScopes = { 'delete*': ['pets:write'], GET: ['pets:read'] };
    await using server = await serveProxy(people.url, {}, { policy: { toolScopes } }, sdk);
    const state: ClientState = { verifier: '' };
    const first = open(kind, server.url, state);
    await expect(first.connect()).rejects.toThrow('Unauthorized');
    expect(state.start?.searchParams.get('resource')).toBe(server.url);
    const person = new Person(redirectUri);
    const back = await person.signIn(state.start ?? '');
    await first.finish(back.url);

    const second = open(kind, server.url, state);
    await second.connect();
    const call = { name: 'getPet', arguments: { petId: 1 } };
    expect(await second.client.callTool(call)).toMatchObject({ structuredContent: { id: 1 } });

    // An access token that is not valid any more makes a client refresh it.
    const former = state.tokens;
    if (former === undefined) throw new Error('there are no tokens');
    state.tokens = { ...former, access_token: 'x'.repeat(43) };
    expect(await second.client.callTool(call)).toMatchObject({ structuredContent: { id: 1 } });
    expect(state.tokens.refresh_token).not.toBe(former.refresh_token);
    expect(server.entries.filter(({ tool }) => tool !== null)).toMatchObject([
      { caller: 'ada', tool: 'getPet', status: 200 },
      { caller: 'ada', tool: 'getPet', status: 200 },
    ]);
    await second.client.close();
    expect(server.errors).toEqual([]);
  });

  it.each(['v1', '2025-11-25', '2026-07-28'] as const)(
    'ask for another authorization when the token lacks a scope: %s client',
    async (kind) => {
      const policy = { toolScopes: { GET: ['pets:read'] } };
      await using server = await serveProxy(people.url, { authScopes: ['pets:read'] }, { policy });
      const narrow = new PlainClient(server.origin);
      const { json } = await narrow.connect(new Person(redirectUri), 'ada', { scope: undefined });
      // The v1 client would refresh its token first, which adds no scope, and give up.
      const refresh = kind === 'v1' ? {} : { refresh_token: String(json['refresh_token']) };
      const state: ClientState = {
        client: { client_id: narrow.id },
        tokens: {
          token_type: 'Bearer',
          access_token: String(json['access_token']),
          scope: String(json['scope']),
          ...refresh,
        },
        verifier: '',
      };
      const first = open(kind, server.url, state);
      await expect(first.connect()).rejects.toThrow('Unauthorized');
      expect(state.start?.searchParams.get('scope')?.split(' ')).toContain('pets:read');
      const back = await new Person(redirectUri).signIn(state.start ?? '');
      await first.finish(back.url);
      const second = open(kind, server.url, state);
      await second.connect();
      const call = { name: 'getPet', arguments: { petId: 1 } };
      expect(await second.client.callTool(call)).toMatchObject({ structuredContent: { id: 1 } });
      await second.client.close();
    },
  );
});
