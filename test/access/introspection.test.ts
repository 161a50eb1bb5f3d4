import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIntrospectionVerifier } from '../../src/access/introspection.ts';
import { startIntrospector } from './introspector.ts';
import type { IntrospectionOptions } from '../../src/access/introspection.ts';
import type { Introspector } from './introspector.ts';

const resource = 'https://mcp.example.com/mcp';
const token = 'opaque-token-of-ada';
const client = { authClientId: 'server', authClientSecret: 'se:cr/et of the tests' };
const now = (): number => Math.floor(Date.now() / 1000);

let issuer: Introspector;
beforeEach(async () => {
  issuer = await startIntrospector();
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer[Symbol.asyncDispose]();
});

function openVerifier(options: IntrospectionOptions = {}) {
  return createIntrospectionVerifier(issuer.url, { ...client, ...options });
}

const ada = (claims: object = {}) => ({
  active: true,
  sub: 'ada',
  aud: resource,
  scope: 'pets:read pets:write',
  exp: now() + 600,
  ...claims,
});

describe('an opaque token', () => {
  it.each<[what: string, claims: object, options: IntrospectionOptions, principal: object]>([
    ['of a person', {}, {}, { name: 'ada', scopes: ['pets:read', 'pets:write'] }],
    ['for several servers', { aud: ['https://other.example', resource] }, {}, { name: 'ada' }],
    ['for a chosen audience', { aud: 'api://pets' }, { authAudience: 'api://pets' }, { name: 'ada' }],
    ['of a machine', { sub: undefined, client_id: 'robot' }, {}, { name: 'robot' }],
    ['without an end', { exp: undefined }, {}, { name: 'ada' }],
    ['just over, as clocks differ', { exp: now() - 10 }, {}, { name: 'ada' }],
    [
      'with roles in an object',
      { realm_access: { roles: ['staff'] } },
      { authScopeClaim: ['scope', 'realm_access.roles'] },
      { scopes: ['pets:read', 'pets:write', 'staff'] },
    ],
    [
      'with a group that is required',
      { groups: ['others', 'api-users'] },
      { requiredClaims: ['groups=api-users', 'groups=admins'] },
      { name: 'ada' },
    ],
  ])('%s is accepted', async (_, claims, options, principal) => {
    issuer.tokens.set(token, ada(claims));
    const { verify } = await openVerifier(options);
    expect(await verify(token, resource)).toMatchObject({
      ok: true,
      principal: { issuer: issuer.url, ...principal },
    });
  });

  it.each<[what: string, claims: object | undefined, description: string]>([
    ['that is unknown', undefined, 'The token is not active'],
    ['that is not active', { active: false }, 'The token is not active'],
    ['for another server', { aud: 'https://other.example/mcp' }, 'The token is not for this server'],
    ['for any server', { aud: undefined }, 'The token is not for this server'],
    ['of another issuer', { iss: 'https://other.example' }, 'The token is from another issuer'],
    ['that has expired', { exp: 1 }, 'The token has expired'],
    ['of the future', { nbf: now() + 600 }, 'The token is not valid yet'],
    ['of nobody', { sub: undefined }, 'The token has no sub, client_id or azp claim'],
  ])('%s is refused', async (_, claims, description) => {
    if (claims !== undefined) issuer.tokens.set(token, ada(claims));
    const { verify } = await openVerifier();
    expect(await verify(token, resource)).toEqual({
      ok: false,
      status: 401,
      error: 'invalid_token',
      description,
    });
  });

  it.each<[claims: object, requiredClaims: string[], claim: string | undefined]>([
    [{ groups: ['others'] }, ['groups=api-users'], 'groups'],
    [{ groups: 'api-users-not' }, ['groups=api-users'], 'groups'],
    [{}, ['groups=api-users'], 'groups'],
    [{ groups: ['api-users'] }, ['groups=api-users', 'email_verified=true'], 'email_verified'],
    [{ groups: ['api-users'], email_verified: true }, ['groups=api-users', 'email_verified=true'], undefined],
    [{ 'https://example.com/roles': ['a'] }, ['https://example.com/roles=a'], undefined],
    [{ realm_access: { roles: ['a'] } }, ['realm_access.roles=a'], undefined],
    [{ constructor: { name: 'x' } }, ['toString.name=toString'], 'toString.name'],
  ])('with %j fulfils %j, or lacks %s', async (claims, requiredClaims, claim) => {
    issuer.tokens.set(token, ada(claims));
    const { verify } = await openVerifier({ requiredClaims });
    const refusal = {
      ok: false,
      status: 403,
      error: 'access_denied',
      description: `The claim ${claim} of the token has no value that this server requires`,
      caller: 'ada',
    };
    expect(await verify(token, resource)).toMatchObject(claim === undefined ? { ok: true } : refusal);
  });

  it('is introspected in the name of the server', async () => {
    issuer.tokens.set(token, ada());
    const { verify } = await openVerifier();
    await verify(token, resource);
    const basic = Buffer.from('server:se%3Acr%2Fet+of+the+tests').toString('base64');
    expect(issuer.requests).toEqual([{ authorization: `Basic ${basic}`, body: `token=${token}` }]);
  });
});

describe('the cache', () => {
  it('sees a revocation after its time, and at once without one', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    issuer.tokens.set(token, ada());
    const cached = await openVerifier({ authIntrospectionCache: 20 });
    const direct = await openVerifier({ authIntrospectionCache: 0 });
    expect(await cached.verify(token, resource)).toMatchObject({ ok: true });
    expect(await direct.verify(token, resource)).toMatchObject({ ok: true });
    issuer.tokens.delete(token);
    expect(await direct.verify(token, resource)).toMatchObject({ status: 401 });
    vi.setSystemTime(Date.now() + 19_900);
    expect(await cached.verify(token, resource)).toMatchObject({ ok: true });
    vi.setSystemTime(Date.now() + 200);
    expect(await cached.verify(token, resource)).toMatchObject({ status: 401 });
    expect(issuer.requests).toHaveLength(4);
  });

  it('ends with the token', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    issuer.tokens.set(token, ada({ exp: now() + 5 }));
    const { verify } = await openVerifier({ authIntrospectionCache: 3600, authClockSkew: 0 });
    expect(await verify(token, resource)).toMatchObject({ ok: true });
    vi.setSystemTime(Date.now() + 6_000);
    expect(await verify(token, resource)).toMatchObject({ description: 'The token has expired' });
    expect(issuer.requests).toHaveLength(1);
  });

  it('asks once for calls at the same time, and separately for each token', async () => {
    issuer.tokens.set(token, ada()).set('another-token', ada({ sub: 'bob' }));
    const { verify } = await openVerifier();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => verify(index % 2 === 0 ? token : 'another-token', resource)),
    );
    expect(results.map((result) => result?.ok === true && result.principal.name)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'ada' : 'bob')),
    );
    expect(issuer.requests).toHaveLength(2);
  });

  it('is not emptied by strangers', async () => {
    issuer.tokens.set(token, ada());
    const { verify } = await openVerifier();
    await verify(token, resource);
    await verify('stranger-0', resource);
    // A request that times out, as of more of them at the same time, is not kept.
    for (let first = 1; first <= 1_100; first += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => verify(`stranger-${first + index}`, resource)),
      );
    expect(await verify(token, resource)).toMatchObject({ ok: true });
    expect(issuer.requests.filter(({ body }) => body === `token=${token}`)).toHaveLength(1);
    // The oldest of them made room, so it is asked about again.
    await verify('stranger-0', resource);
    expect(issuer.requests.filter(({ body }) => body === 'token=stranger-0')).toHaveLength(2);
  });

  it.each([
    ['an error', 500, '{}'],
    ['a refusal of the server', 401, '{"error":"invalid_client"}'],
    ['no JSON', 200, 'yes'],
    ['no answer in it', 200, '{"active":"true"}'],
  ])('keeps nothing of %s, which does not make the token invalid', async (_, status, text) => {
    issuer.tokens.set(token, ada());
    const { verify } = await openVerifier();
    issuer.fail(status, text);
    expect(await verify(token, resource)).toEqual({
      ok: false,
      status: 503,
      description: 'The authorization server cannot be asked about the token',
    });
    issuer.fail(undefined);
    expect(await verify(token, resource)).toMatchObject({ ok: true });
  });
});

it.each<[options: IntrospectionOptions, message: string]>([
  [{ authClientId: undefined }, 'asks who introspects a token'],
  [{ authClientSecret: undefined }, 'asks who introspects a token'],
  [{ requiredClaims: ['groups'] }, '"groups" does not name a claim and a value'],
  [{ requiredClaims: ['groups='] }, '"groups=" does not name a claim and a value'],
])('refuses %j at start', async (options, message) => {
  await expect(openVerifier(options)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringContaining(message),
  });
});

it('refuses an issuer without introspection at start', async () => {
  await using other = await startIntrospector({ isIntrospected: false });
  await expect(createIntrospectionVerifier(other.url, client)).rejects.toMatchObject({
    code: 'OPTION_INVALID',
    message: expect.stringContaining('without issuer and introspection_endpoint'),
    hint: expect.stringContaining('--auth-introspection'),
  });
});
