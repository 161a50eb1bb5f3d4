import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkV1 } from '../../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import { Person } from './person.ts';
import { PlainClient, redirectUri } from './plain-client.ts';
import { sdkKinds } from './sdk-client.ts';
import { callAfterRefresh, signIn } from './sdk-sign-in.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { ClientState } from './sdk-client.ts';
import type { PeopleProvider } from './start-people-provider.ts';

describe('clients of the SDKs that know only the URL', () => {
  let people: PeopleProvider;
  beforeAll(async () => {
    people = await startPeopleProvider();
  });
  afterAll(() => people[Symbol.asyncDispose]());

  it.each([
    ['v1', 'v2', sdkV2],
    ['2025-11-25', 'v2', sdkV2],
    ['2026-07-28', 'v2', sdkV2],
    ['v1', 'v1', sdkV1],
  ] as const)('register, sign in, call and refresh: %s client, %s server', async (kind, _, sdk) => {
    const toolScopes = { 'delete*': ['pets:write'], GET: ['pets:read'] };
    await using server = await serveProxy(people.url, {}, { policy: { toolScopes } }, sdk);
    const state: ClientState = { verifier: '' };
    const client = await signIn(kind, server.url, state);
    expect(state.start?.searchParams.get('resource')).toBe(server.url);
    await callAfterRefresh(client, state);
    expect(server.entries.filter(({ tool }) => tool !== null)).toMatchObject([
      { caller: 'ada', tool: 'getPet', status: 200 },
      { caller: 'ada', tool: 'getPet', status: 200 },
    ]);
    await client.client.close();
    expect(server.errors).toEqual([]);
  });

  it.each(sdkKinds)('ask for another authorization when the token lacks a scope: %s client', async (kind) => {
    const policy = { toolScopes: { GET: ['pets:read'], 'delete*': ['pets:write'] } };
    await using server = await serveProxy(people.url, { authScopes: ['pets:read'] }, { policy });
    const narrow = new PlainClient(server.origin);
    const { json } = await narrow.connect(new Person(redirectUri), 'ada', { scope: 'pets:write' });
    const state: ClientState = {
      client: { client_id: narrow.id },
      tokens: {
        token_type: 'Bearer',
        access_token: String(json['access_token']),
        scope: String(json['scope']),
        refresh_token: String(json['refresh_token']),
      },
      verifier: '',
    };
    const client = await signIn(kind, server.url, state);
    expect(state.start?.searchParams.get('scope')?.split(' ')).toEqual(
      expect.arrayContaining(['pets:read', 'pets:write']),
    );
    await client.client.close();
    const { scope, refresh_token: refresh = '' } = state.tokens ?? {};
    expect(scope?.split(' ').sort()).toEqual(['mcp', 'pets:read', 'pets:write']);
    // The new tokens are refreshed as any others.
    expect((await narrow.refresh(refresh)).json['scope']).toBe(scope);
  });
});
