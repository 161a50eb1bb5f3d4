import { describe, expect, it } from 'vitest';
import { auth0Fake } from './fakes/auth0.ts';
import { cognitoFake } from './fakes/cognito.ts';
import { entraFake } from './fakes/entra.ts';
import { githubFake } from './fakes/github.ts';
import { gitlabFake } from './fakes/gitlab.ts';
import { googleFake } from './fakes/google.ts';
import { oktaFake } from './fakes/okta.ts';
import { personOf, serveWith } from './fakes/serve-with.ts';
import { callTool, PlainClient } from './plain-client.ts';
import type { HttpOptions } from '../../../src/serve/http/http-options.ts';
import type { RuntimeOptions } from '../../../src/runtime/runtime-options.ts';
import type { JsonObject } from '../../../src/json/value.ts';
import type { OpenIdFake } from './fakes/open-id.ts';
import type { Fake } from './fakes/start-fake.ts';

/** Signs a person in, and returns the client with its tokens. */
async function signedIn(fake: Fake, http: HttpOptions = {}, options: RuntimeOptions = {}) {
  const served = await serveWith(fake, http, options);
  const client = new PlainClient(served.server.origin);
  const { json } = await client.connect(personOf(served.started));
  return {
    ...served,
    client,
    json,
    call: (token: unknown) => callTool(served.server.url, String(token)),
    refresh: (body: JsonObject) => client.refresh(String(body['refresh_token'])),
    [Symbol.asyncDispose]: served[Symbol.asyncDispose],
  };
}

interface RenewalRow {
  name: string;
  create: () => Promise<OpenIdFake>;
  /** A claim that the person has at the sign-in, and loses. */
  claim: string;
  from: 'tokenClaims' | 'infoClaims';
  value: string;
}

const rows: RenewalRow[] = [
  { name: 'google', create: googleFake, claim: 'hd', from: 'tokenClaims', value: 'example.com' },
  {
    name: 'entra',
    create: entraFake,
    claim: 'groups',
    from: 'tokenClaims',
    value: '1ec13e9d-4b9b-4b5c-8d5f-000000000001',
  },
  { name: 'okta', create: oktaFake, claim: 'groups', from: 'infoClaims', value: 'api-users' },
  {
    name: 'auth0',
    create: auth0Fake,
    claim: 'https://example.com/roles',
    from: 'tokenClaims',
    value: 'api-users',
  },
  { name: 'cognito', create: cognitoFake, claim: 'cognito:groups', from: 'tokenClaims', value: 'api-users' },
  { name: 'gitlab', create: gitlabFake, claim: 'groups', from: 'infoClaims', value: 'shop/api-users' },
];

describe.each(rows)('a refresh at $name', ({ create, claim, from, value }) => {
  const options = { requiredClaims: [`${claim}=${value}`] };

  it('reads the claims again, and goes on', async () => {
    const fake = await create();
    await using session = await signedIn(fake, options);
    const { status, json } = await session.refresh(session.json);
    expect([status, await session.call(json['access_token'])]).toEqual([200, 200]);
    const again = await session.refresh(json);
    expect([again.status, await session.call(again.json['access_token'])]).toEqual([200, 200]);
    expect(session.server.errors).toEqual([]);
  });

  it('ends the sign-in of a person who has lost a required claim', async () => {
    const fake = await create();
    await using session = await signedIn(fake, options);
    fake[from] = { ...fake[from], [claim]: [] };
    if (from === 'tokenClaims') delete fake.infoClaims[claim];
    expect(await session.call(session.json['access_token'])).toBe(200);
    expect(await session.refresh(session.json)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    expect(session.server.entries.at(-1)).toMatchObject({ request: 'sign-in', error: 'CLAIM_MISSING' });
    expect(await session.call(session.json['access_token'])).toBe(401);
  });

  it('ends a sign-in that the provider has ended', async () => {
    const fake = await create();
    await using session = await signedIn(fake, options);
    fake.refuses = 'invalid_grant';
    expect(await session.refresh(session.json)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    fake.refuses = undefined;
    expect(await session.call(session.json['access_token'])).toBe(401);
    expect(await session.refresh(session.json)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });
});

describe('a refresh', () => {
  it.each(['temporarily_unavailable', 'server_error', 'invalid_client'])(
    'is tried again after the error %s of the provider',
    async (error) => {
      const fake = await entraFake();
      await using session = await signedIn(fake);
      fake.refuses = error;
      expect(await session.refresh(session.json)).toMatchObject({
        status: 400,
        json: { error: 'temporarily_unavailable' },
      });
      expect(await session.call(session.json['access_token'])).toBe(200);
      fake.refuses = undefined;
      expect((await session.refresh(session.json)).status).toBe(200);
    },
  );

  it.each(['tokenClaims', 'infoClaims'] as const)('of another person (%s) ends the sign-in', async (from) => {
    const fake = await cognitoFake();
    await using session = await signedIn(fake);
    fake[from] = { ...fake[from], sub: 'bob-at-cognito' };
    expect((await session.refresh(session.json)).json['error']).toBe('invalid_grant');
    expect(await session.call(session.json['access_token'])).toBe(401);
  });

  it('gives the claims of now to the requests of the API', async () => {
    const fake = await oktaFake();
    const request = { identityHeaders: { 'X-Email': 'claim:email' } };
    await using session = await signedIn(fake, {}, { request });
    await session.call(session.json['access_token']);
    fake.infoClaims['email'] = 'new@example.com';
    const { json } = await session.refresh(session.json);
    await session.call(json['access_token']);
    expect(session.server.requests.map((each) => each.header('x-email'))).toEqual([
      'ada@example.com',
      'new@example.com',
    ]);
  });

  it('is refused while the sign-in lacks a scope that every request needs', async () => {
    const fake = await oktaFake();
    await using session = await signedIn(fake, { authScopes: ['admin'] });
    expect(await session.call(session.json['access_token'])).toBe(403);
    const refused = {
      status: 400,
      json: { error: 'invalid_grant', error_description: 'grant request is invalid' },
    };
    expect(await session.refresh(session.json)).toEqual(refused);
    expect(await session.refresh(session.json)).toEqual(refused);
    expect(session.server.entries.at(-1)).toMatchObject({
      request: 'sign-in',
      error: 'SCOPE_MISSING',
      caller: '00uid4BxXw6I6TV4m0g3',
      reason: 'the refreshed token would lack the scope admin',
    });
    expect(await session.call(session.json['access_token'])).toBe(403);
  });

  it('does not ask for scopes that are roles', async () => {
    const fake = await oktaFake();
    const options = { authScopes: ['admin'], authScopeClaim: 'groups' };
    await using session = await signedIn(fake, options);
    expect(await session.call(session.json['access_token'])).toBe(403);
    fake.infoClaims['groups'] = ['admin'];
    const { json } = await session.refresh(session.json);
    expect(await session.call(json['access_token'])).toBe(200);
  });

  it('is not offered if the provider gives nothing to read the claims again with', async () => {
    await using session = await signedIn(await cognitoFake({ isOffline: false }));
    expect(session.json).not.toHaveProperty('refresh_token');
    expect(await session.call(session.json['access_token'])).toBe(200);
  });

  it('reveals no token of the provider', async () => {
    const fake = await oktaFake();
    await using session = await signedIn(fake);
    const { json } = await session.refresh(session.json);
    expect(JSON.stringify([session.json, json, session.server.entries])).not.toMatch(
      /(?:at|rt|code)_[\da-f]{40}/,
    );
  });
});

describe('a refresh at github', () => {
  const options = { authProviderScopes: ['read:org'], requiredClaims: ['groups=shop'] };

  it('reads the profile again with a token that does not expire', async () => {
    await using session = await signedIn(githubFake(), options);
    const { status, json } = await session.refresh(session.json);
    expect([status, await session.call(json['access_token'])]).toEqual([200, 200]);
  });

  it('ends the sign-in of a person who has left the organization', async () => {
    const fake = githubFake();
    await using session = await signedIn(fake, options);
    fake.organizations = [];
    expect((await session.refresh(session.json)).json['error']).toBe('invalid_grant');
    expect(await session.call(session.json['access_token'])).toBe(401);
  });

  it('ends a sign-in whose authorization has been revoked', async () => {
    const fake = githubFake();
    await using session = await signedIn(fake, options);
    fake.isRevoked = true;
    expect((await session.refresh(session.json)).json['error']).toBe('invalid_grant');
    expect(await session.call(session.json['access_token'])).toBe(401);
  });

  it('is tried again after a failure of the API', async () => {
    const fake = githubFake();
    await using session = await signedIn(fake, options);
    fake.isDown = true;
    expect((await session.refresh(session.json)).json['error']).toBe('temporarily_unavailable');
    fake.isDown = false;
    expect((await session.refresh(session.json)).status).toBe(200);
  });
});
