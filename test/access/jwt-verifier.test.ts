import { generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createJwtVerifier } from '../../src/access/jwt-verifier.ts';
import { startIssuer } from './issuer.ts';
import type { JwtOptions } from '../../src/access/jwt-verifier.ts';
import type { Issuer } from './issuer.ts';

const resource = 'https://mcp.example.com/mcp';
const now = (): number => Math.floor(Date.now() / 1000);

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer[Symbol.asyncDispose]());

async function checkToken(token: string, options: JwtOptions = {}) {
  return (await createJwtVerifier(issuer.url, options)).verify(token, resource);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function realmOf(url: string): string {
  return `${url}/realms/staff`;
}

/** The parts of a token, its header and claims replaced. */
function forge(token: string, header: object, claims?: object): string {
  const [, payload = '', signature = ''] = token.split('.');
  return [encode(header), claims === undefined ? payload : encode(claims), signature].join('.');
}

describe('an accepted token', () => {
  it.each<[what: string, claims: Record<string, unknown>, options: JwtOptions, principal: object]>([
    ['as it should be', {}, {}, { name: 'ada', scopes: ['pets:read', 'pets:write'] }],
    ['for several servers', { aud: ['https://other.example', resource] }, {}, { name: 'ada' }],
    ['for what was chosen', { aud: 'api://pets' }, { authAudience: 'api://pets' }, { name: 'ada' }],
    ['just over, as clocks differ', { exp: now() - 10 }, {}, { name: 'ada' }],
    ['not quite valid yet, as clocks differ', { nbf: now() + 20 }, {}, { name: 'ada' }],
    ['of a machine', { sub: undefined, client_id: 'robot' }, {}, { name: 'robot' }],
    ['with all scopes wanted', {}, { authScopes: ['pets:read'] }, { name: 'ada' }],
    ['with scp as a list', { scope: undefined, scp: ['a', 'b'] }, {}, { scopes: ['a', 'b'] }],
    ['with scp as a text', { scope: undefined, scp: 'a b' }, {}, { scopes: ['a', 'b'] }],
    ['with a claim of its own', { roles: ['staff'] }, { authScopeClaim: 'roles' }, { scopes: ['staff'] }],
    ['without scopes', { scope: undefined }, {}, { scopes: [] }],
  ])('is %s', async (_, claims, options, principal) => {
    expect(await checkToken(await issuer.sign(claims), options)).toMatchObject({ ok: true, principal });
  });
});

describe('a refused token', () => {
  it.each<[what: string, claims: Record<string, unknown>, description: string]>([
    ['for another audience', { aud: 'https://other.example/mcp' }, 'The token is not for this server'],
    ['for this origin only', { aud: 'https://mcp.example.com' }, 'The token is not for this server'],
    ['for nobody', { aud: undefined }, 'The token is not for this server'],
    ['of another issuer', { iss: 'https://other.example' }, 'The token is from another issuer'],
    ['of nobody', { iss: undefined }, 'The token is from another issuer'],
    ['expired', { exp: now() - 60 }, 'The token has expired'],
    ['without an end', { exp: undefined }, 'The token has no valid exp claim'],
    ['not valid yet', { nbf: now() + 60 }, 'The token is not valid yet'],
    ['nobody’s', { sub: undefined }, 'The token has no sub, client_id or azp claim'],
  ])('is %s', async (_, claims, description) => {
    expect(await checkToken(await issuer.sign(claims))).toEqual({
      ok: false,
      status: 401,
      error: 'invalid_token',
      description,
    });
  });

  it('lacks a scope', async () => {
    expect(await checkToken(await issuer.sign(), { authScopes: ['pets:read', 'admin'] })).toEqual({
      ok: false,
      status: 403,
      error: 'insufficient_scope',
      description: 'The token lacks the scope admin',
      caller: 'ada',
      scopes: ['pets:read', 'pets:write'],
    });
  });

  const notTaken = 'The signature algorithm of the token is not accepted';
  it.each<[what: string, make: () => Promise<string>, description: string]>([
    ['unsigned', async () => forge(await issuer.sign(), { alg: 'none' }).replace(/[^.]*$/, ''), notTaken],
    ['unsigned in capitals', async () => forge(await issuer.sign(), { alg: 'NONE' }), notTaken],
    [
      'signed with a secret',
      async () => issuer.sign({}, { alg: 'HS256' }, new TextEncoder().encode('x'.repeat(32))),
      notTaken,
    ],
    [
      'signed with a key of its own',
      async () => issuer.sign({}, {}, (await generateKeyPair('ES256')).privateKey),
      'The signature of the token is wrong',
    ],
    [
      'changed',
      async () =>
        forge(
          await issuer.sign(),
          { alg: 'ES256', kid: 'key-1' },
          { iss: issuer.url, aud: resource, sub: 'eve', exp: now() + 60 },
        ),
      'The signature of the token is wrong',
    ],
    [
      'signed with an unknown key',
      async () => issuer.sign({}, { kid: 'other' }),
      'The token is signed with a key that its issuer does not publish',
    ],
    ['no JSON', async () => 'a.b.c', 'The token is not a JWT'],
  ])('is %s', async (_, make, description) => {
    const refused = await checkToken(await make());
    expect(refused).toEqual({ ok: false, status: 401, error: 'invalid_token', description });
  });

  it('has its own key, which is ignored', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const header = { jwk: { kty: 'EC' }, jku: 'http://127.0.0.1:9/jwks', kid: 'other' };
    expect(await checkToken(await issuer.sign({}, header, privateKey))).toMatchObject({
      ok: false,
      status: 401,
    });
  });

  it('has an algorithm that is not allowed', async () => {
    expect(await checkToken(await issuer.sign(), { authAlgorithms: ['RS256'] })).toMatchObject({
      ok: false,
      description: notTaken,
    });
  });

  it.each([['opaque-token-of-another-kind'], ['a.b']])('is not a JWT: %s', async (token) => {
    expect(await checkToken(token)).toBeUndefined();
  });
});

describe('keys', () => {
  afterEach(() => vi.useRealTimers());

  it('are fetched once, and again for an unknown key', async () => {
    await using own = await startIssuer();
    vi.useFakeTimers({ toFake: ['Date'] });
    const { verify: check } = await createJwtVerifier(own.url, {});
    const old = await own.sign();
    expect(await check(old, resource)).toMatchObject({ ok: true });
    expect(await check(old, resource)).toMatchObject({ ok: true });
    expect(own.reads()).toBe(1);
    await own.rotate();
    const renewed = await own.sign({ exp: now() + 600 });
    // Unknown keys must not cause a request each.
    expect(await check(renewed, resource)).toMatchObject({ ok: false, status: 401 });
    expect(own.reads()).toBe(1);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await check(renewed, resource)).toMatchObject({ ok: true });
    expect(await check(old, resource)).toMatchObject({ ok: false, status: 401 });
    expect(own.reads()).toBe(2);
  });

  it('that are not available do not make a token invalid', async () => {
    await using own = await startIssuer();
    const { verify: check } = await createJwtVerifier(own.url, {});
    own.fail(500);
    expect(await check(await own.sign(), resource)).toMatchObject({ ok: false, status: 503 });
    own.fail(undefined);
    expect(await check(await own.sign(), resource)).toMatchObject({ ok: true });
  });
});

describe('discovery', () => {
  it('accepts OpenID Connect', async () => {
    await using own = await startIssuer({ metadataPath: '/.well-known/openid-configuration' });
    const { verify: check } = await createJwtVerifier(own.url, {});
    expect(await check(await own.sign(), resource)).toMatchObject({ ok: true });
  });

  it.each([
    ['/.well-known/oauth-authorization-server/realms/staff'],
    ['/realms/staff/.well-known/openid-configuration'],
  ])('finds an issuer with a path at %s', async (metadataPath) => {
    await using own = await startIssuer({ metadataPath, issuer: realmOf });
    const { verify: check } = await createJwtVerifier(realmOf(own.url), {});
    expect(await check(await own.sign(), resource)).toMatchObject({ ok: true });
  });

  it('ignores a slash at the end', async () => {
    await using own = await startIssuer({ issuer: (url) => `${url}/` });
    const { verify: check } = await createJwtVerifier(own.url, {});
    expect(await check(await own.sign(), resource)).toMatchObject({ ok: true });
  });

  it('refuses metadata of another issuer, and keys over plain HTTP', async () => {
    await using other = await startIssuer({ issuer: () => 'https://other.example' });
    await expect(createJwtVerifier(other.url, {})).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('of the issuer https://other.example'),
    });
    await using open = await startIssuer({ jwksUri: 'http://keys.example/jwks' });
    await expect(createJwtVerifier(open.url, {})).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });

  it.each([
    ['http://id.example.com', {}, 'is not an https: URL'],
    ['id.example.com', {}, 'is not an https: URL'],
    ['http://127.0.0.1:9', {}, 'is not available'],
    ['https://id.example.com', { authAlgorithms: ['HS256'] }, 'HS256 is not an accepted signature algorithm'],
    ['https://id.example.com', { authAlgorithms: ['none'] }, 'none is not an accepted signature algorithm'],
    [
      'https://id.example.com',
      { authAlgorithms: [] },
      'An empty list is not an accepted signature algorithm',
    ],
  ])('refuses %s with %j at start', async (url, options, message) => {
    await expect(createJwtVerifier(url, options)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });
});
