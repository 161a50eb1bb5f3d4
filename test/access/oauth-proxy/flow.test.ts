import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import { describedShop, scopePolicy } from './described-shop.ts';
import { Person } from './person.ts';
import { callTool, PlainClient, redirectUri } from './plain-client.ts';
import { serveProxy } from './serve-proxy.ts';
import { startPeopleProvider } from './start-people-provider.ts';
import type { PeopleProvider } from './start-people-provider.ts';

describe('the authorization server for MCP clients', () => {
  let people: PeopleProvider;
  beforeAll(async () => {
    people = await startPeopleProvider();
  });
  afterAll(() => people[Symbol.asyncDispose]());

  it('signs a person in, from registration to a call', async () => {
    await using server = await serveProxy(people.url, { requiredClaims: ['groups=api-users'] });
    const client = new PlainClient(server.origin);
    await client.register();
    const person = new Person(redirectUri);
    const consent = await person.open(client.authorizationUrl());
    expect(consent.text).toContain('Plain Client');
    expect(consent.text).toContain('an application on this computer (127.0.0.1:1)');
    const back = await person.signIn(client.authorizationUrl());
    expect(Object.fromEntries(back.url.searchParams)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'state of the client',
      iss: server.origin,
    });
    const { json } = await client.exchange(back.url.searchParams.get('code') ?? '');
    expect(json).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 3600,
      scope: 'mcp',
      token_type: 'Bearer',
    });
    expect(await callTool(server.url, String(json['access_token']))).toBe(200);
    expect(server.entries).toMatchObject([
      { caller: 'ada', issuer: people.url, tool: 'getPet', status: 200 },
    ]);
    expect(server.errors).toEqual([]);
  });

  it('asks for scopes in the words of the document', async () => {
    await using server = await serveProxy(people.url, {}, scopePolicy, sdkV2, describedShop);
    const client = new PlainClient(server.origin);
    await client.register();
    const scope = 'pets:read pets:write pets:all unknown';
    const { text } = await new Person(redirectUri).open(client.authorizationUrl({ scope }));
    const items = [...text.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = '']) => item);
    expect(items).toEqual([
      'See your pets <small>(<code>pets:read</code>)</small>',
      'Add, change and &lt;remove&gt; your pets <small>(<code>pets:write</code>)</small>',
      '<code>pets:all</code>',
    ]);
  });
});
