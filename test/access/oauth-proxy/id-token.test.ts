import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProviderKey, encodePart, startHostileProvider } from './start-hostile-provider.ts';
import type { JsonWebKey } from 'node:crypto';
import type { HostileProvider } from './start-hostile-provider.ts';

let provider: HostileProvider;
let ownKeys: JsonWebKey[];
beforeAll(async () => {
  provider = await startHostileProvider();
  ownKeys = provider.keys;
});
beforeEach(() => {
  provider.keys = ownKeys;
  provider.metadata = {};
  provider.discovery = undefined;
});
afterAll(() => provider[Symbol.asyncDispose]());

const now = (): number => Math.floor(Date.now() / 1_000);

/** Signs in with an ID token. */
function signInWith(tokenOf: (nonce: string) => string): Promise<unknown> {
  return provider.signIn((nonce) => provider.reply(provider.grant(tokenOf(nonce))));
}

/** Signs a token with a secret, as nobody does who has a private key. */
function hmac(payload: object, secret: string | Buffer): string {
  const input = `${encodePart({ alg: 'HS256', kid: 'key-1' })}.${encodePart(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The public key of the provider in a form that someone may take for a secret. */
function publicPem(): string {
  const [jwk = {}] = ownKeys;
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

const stranger = createProviderKey('RS256', 'key-1');

describe('an ID token', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('that is signed with %s signs a person in', async (alg) => {
    const key = createProviderKey(alg, 'key-2');
    provider.keys = [key.jwk];
    provider.metadata = { id_token_signing_alg_values_supported: [alg] };
    const found = await signInWith((nonce) =>
      provider.token(provider.claims(nonce), { alg, kid: 'key-2' }, key),
    );
    expect(found).toMatchObject({ sub: 'ada' });
  });

  it.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    [
      'for several audiences and this application',
      (claims) => ({ ...claims, aud: ['mcp', 'api'], azp: 'mcp' }),
    ],
    ['that has just expired, by another clock', (claims) => ({ ...claims, exp: now() - 10 })],
  ])('%s signs a person in', async (_, change) => {
    expect(await signInWith((nonce) => provider.token(change(provider.claims(nonce))))).toMatchObject({
      sub: 'ada',
    });
  });

  it.each<[name: string, token: (claims: Record<string, unknown>) => string, reason: RegExp]>([
    // Signatures.
    ['without a signature', (claims) => provider.token(claims, { alg: 'none' }), /alg/],
    [
      'with alg none and an empty signature',
      (claims) => `${encodePart({ alg: 'none' })}.${encodePart(claims)}.`,
      /alg/,
    ],
    ['that the public key signed as a secret', (claims) => hmac(claims, publicPem()), /alg/],
    ['that the secret of this server signed', (claims) => hmac(claims, 'a secret'), /alg/],
    ['that another key signed', (claims) => provider.token(claims, {}, stranger), /signature/],
    [
      'with a key of its own',
      (claims) => provider.token(claims, { jwk: stranger.jwk }, stranger),
      /signature/,
    ],
    [
      'with the URL of other keys',
      (claims) => provider.token(claims, { jku: 'http://127.0.0.1:9/keys' }, stranger),
      /signature/,
    ],
    ['with an unknown key', (claims) => provider.token(claims, { kid: 'key-9' }), /no applicable key/],
    [
      'with an algorithm that the provider does not have',
      (claims) => provider.token(claims, { alg: 'RS512' }),
      /alg/,
    ],
    ['with an algorithm of another kind of key', (claims) => provider.token(claims, { alg: 'ES256' }), /alg/],
    ['with an extension', (claims) => provider.token(claims, { crit: ['x'], x: 1 }), /crit/],
    [
      'whose claims were changed',
      (claims) => {
        const [header, , signature] = provider.token({ ...claims, sub: 'bob' }).split('.');
        return `${header}.${encodePart(claims)}.${signature}`;
      },
      /signature/,
    ],
    ['that is no JWT', () => 'garbage', /JWT/],
    ['with two parts', (claims) => provider.token(claims).split('.').slice(0, 2).join('.'), /JWT/],
    // Issuers.
    ['of another issuer', (claims) => provider.token({ ...claims, iss: 'https://evil.example' }), /iss/],
    ['of an issuer with a slash', (claims) => provider.token({ ...claims, iss: `${provider.url}/` }), /iss/],
    ['of several issuers', (claims) => provider.token({ ...claims, iss: [provider.url] }), /iss/],
    ['without an issuer', (claims) => provider.token({ ...claims, iss: undefined }), /iss/],
    // Audiences.
    ['for another application', (claims) => provider.token({ ...claims, aud: 'other' }), /aud/],
    ['for other applications', (claims) => provider.token({ ...claims, aud: ['a', 'b'] }), /aud/],
    ['for nobody', (claims) => provider.token({ ...claims, aud: undefined }), /aud/],
    [
      'for several audiences, of nobody',
      (claims) => provider.token({ ...claims, aud: ['mcp', 'other'] }),
      /audiences/,
    ],
    ['of another application', (claims) => provider.token({ ...claims, azp: 'other' }), /azp/],
    [
      'for several audiences, of another application',
      (claims) => provider.token({ ...claims, aud: ['mcp', 'other'], azp: 'other' }),
      /azp/,
    ],
    // Sign-ins.
    ['of another sign-in', (claims) => provider.token({ ...claims, nonce: 'another' }), /nonce/],
    ['without a nonce', (claims) => provider.token({ ...claims, nonce: undefined }), /nonce/],
    [
      'with a nonce that is a list',
      (claims) => provider.token({ ...claims, nonce: [claims['nonce']] }),
      /nonce/,
    ],
    // Times.
    ['that has expired', (claims) => provider.token({ ...claims, exp: now() - 3_600 }), /exp/],
    ['that never expires', (claims) => provider.token({ ...claims, exp: undefined }), /exp/],
    ['with a time that is a text', (claims) => provider.token({ ...claims, exp: '9999999999' }), /exp/],
    ['that is not valid yet', (claims) => provider.token({ ...claims, nbf: now() + 3_600 }), /nbf/],
    ['without the time of its issue', (claims) => provider.token({ ...claims, iat: undefined }), /iat/],
    // People.
    ['of nobody', (claims) => provider.token({ ...claims, sub: undefined }), /sub/],
  ])('%s signs nobody in', async (_, tokenOf, reason) => {
    const found = await signInWith((nonce) => tokenOf(provider.claims(nonce)));
    expect(found).toMatchObject({ code: 'SIGN_IN_FAILED', message: expect.stringMatching(reason) });
  });

  it('is verified with keys that the provider has replaced, and not with its former ones', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const opened = await provider.open();
      const signIn = (tokenOf: (nonce: string) => string): Promise<unknown> =>
        provider.signIn((nonce) => provider.reply(provider.grant(tokenOf(nonce))), opened);
      const former = (nonce: string): string => provider.token(provider.claims(nonce));
      expect(await signIn(former)).toMatchObject({ sub: 'ada' });
      const next = createProviderKey('RS256', 'key-2');
      provider.keys = [next.jwk];
      vi.setSystemTime(Date.now() + 2_000);
      expect(
        await signIn((nonce) => provider.token(provider.claims(nonce), { kid: 'key-2' }, next)),
      ).toMatchObject({ sub: 'ada' });
      expect(await signIn(former)).toMatchObject({ code: 'SIGN_IN_FAILED' });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the metadata of a provider', () => {
  it.each<[string, object, string]>([
    [
      'signs with a shared secret',
      { id_token_signing_alg_values_supported: ['HS256'] },
      'signs ID tokens with HS256',
    ],
    ['signs nothing', { id_token_signing_alg_values_supported: ['none'] }, 'signs ID tokens with none'],
    ['has no keys', { jwks_uri: undefined }, 'publishes no keys'],
    ['has no token endpoint', { token_endpoint: undefined }, 'has no token_endpoint'],
    [
      'has an endpoint that is no URL',
      { token_endpoint: 'token' },
      'has a token_endpoint that is no https: URL',
    ],
    [
      'is of another issuer',
      { issuer: 'https://evil.example' },
      'is the metadata of the issuer https://evil.example',
    ],
  ])('that %s is refused at the start', async (_, metadata, message) => {
    provider.metadata = metadata;
    await expect(provider.open()).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, () => HostileProvider['respond']]>([
    ['is garbage', () => provider.reply('<html>')],
    ['is a list', () => provider.reply([])],
    ['is too long', () => provider.reply(`{"issuer":"${'x'.repeat(2_000_000)}"}`)],
    ['is elsewhere', () => provider.reply('', 302, { location: 'http://127.0.0.1:9/' })],
    ['is not available', () => provider.reply('', 503)],
    ['breaks the connection', () => (response) => void response.destroy()],
  ])('that %s is refused at the start', async (_, respond) => {
    provider.discovery = respond();
    await expect(provider.open()).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
