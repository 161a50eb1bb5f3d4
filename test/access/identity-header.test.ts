import { generateKeyPairSync } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentitySigner } from '../../src/access/identity-signer.ts';
import { createServer } from '../../src/index.ts';
import { runCli, serveCliHttp } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { startIssuer } from './issuer.ts';
import { call, post, send } from './send.ts';
import { descriptor, document } from './shop.ts';
import type { HttpOptions, RequestOptions } from '../../src/index.ts';
import type { RecordedRequest, Upstream } from '../support/upstream.ts';
import type { Issuer } from './issuer.ts';

const publicUrl = 'https://mcp.example.com/mcp';
let issuer: Issuer;
let upstream: Upstream;
beforeAll(async () => {
  issuer = await startIssuer();
  upstream = await startUpstream((request) => jsonAnswer({ told: request.header('x-identity') ?? null }));
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  await upstream.close();
});

async function serve(request: RequestOptions, http: HttpOptions = { authJwt: issuer.url, publicUrl }) {
  const server = await createServer(descriptor, { request: { baseUrl: upstream.url, ...request } });
  const served = await server.serveHttp({ port: 0, ...http });
  return {
    url: served.url,
    async [Symbol.asyncDispose]() {
      await served.close();
      await server.close();
    },
  };
}

/** Calls a tool as a caller, and returns what reached the API, if anything did. */
async function callAs(url: string, claims: Record<string, unknown>) {
  const before = upstream.requests.length;
  const headers = { authorization: `Bearer ${await issuer.sign(claims)}` };
  const { text } = await send(url, post(headers), call('getPet', { petId: 1 }));
  const received: RecordedRequest | undefined = upstream.requests[before];
  return { received, text };
}

/** Returns a new private key in PEM. */
function pem(type: 'ec' | 'rsa' | 'ed25519', options: object): string {
  const { privateKey } = generateKeyPairSync(type as 'ec', options as { namedCurve: string });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

describe('an identity header', () => {
  it.each<[source: string, claims: Record<string, unknown>, value: string]>([
    ['claim:email', { email: 'ada@example.com' }, 'ada@example.com'],
    ['name', {}, 'ada'],
    ['claim:groups', { groups: ['staff', 'admins'] }, 'staff,admins'],
    ['claim:level', { level: 7 }, '7'],
    ['claim:name', { name: 'Žofie' }, Buffer.from('Žofie').toString('latin1')],
  ])('has %s of %j', async (source, claims, value) => {
    await using server = await serve({ identityHeaders: { 'X-User': source } });
    const { received } = await callAs(server.url, claims);
    expect(received?.header('x-user')).toBe(value);
    expect(received?.header('authorization')).toBeUndefined();
  });

  it.each<[source: string, claims: Record<string, unknown>, message: string]>([
    ['claim:email', {}, 'by the claim email, which the token of this caller lacks'],
    ['claim:email', { email: '' }, 'by the claim email, which the token of this caller lacks'],
    ['claim:email', { email: 'a\r\nX-Admin: 1' }, 'cannot be written in a header'],
    ['claim:email', { email: ' padded' }, 'cannot be written in a header'],
    ['claim:groups', { groups: ['staff', 'x,admins'] }, 'cannot be written in a header'],
    ['claim:constructor', {}, 'by the claim constructor, which the token of this caller lacks'],
    ['jwt:email', {}, 'by the claim email, which the token of this caller lacks'],
  ])('%s of %j is not left out: nothing is sent', async (source, claims, message) => {
    const identitySigner = await createIdentitySigner();
    await using server = await serve({ identityHeaders: { 'X-User': source }, identitySigner });
    const { received, text } = await callAs(server.url, claims);
    expect(received).toBeUndefined();
    expect(text).toContain(message);
    expect(text).toContain('"isError":true');
  });

  it('is not sent for a caller whom nobody authenticated', async () => {
    await using server = await serve({ identityHeaders: { 'X-User': 'name' } }, {});
    const before = upstream.requests.length;
    const { text } = await send(server.url, post({ 'x-user': 'eve' }), call('getPet', { petId: 1 }));
    expect(text).toContain('this caller is not authenticated');
    expect(upstream.requests).toHaveLength(before);
  });

  it('wins over an argument of its name', async () => {
    const parameters = [{ name: 'X-User', in: 'header', schema: { type: 'string' } }];
    const spoofed = { ...document, paths: { '/me': { get: { operationId: 'getMe', parameters } } } };
    const server = await createServer(
      { ...spoofed, servers: [{ url: upstream.url }] },
      { request: { identityHeaders: { 'X-User': 'name' } } },
    );
    const principal = { name: 'ada', scopes: [] };
    await server.handlers.callTool('getMe', { 'X-User': 'root' }, { principal });
    expect(upstream.requests.at(-1)?.headers.filter(([name]) => name.toLowerCase() === 'x-user')).toEqual([
      ['X-User', 'ada'],
    ]);
    await server.close();
  });

  it.each<[options: RequestOptions, message: string]>([
    [{ identityHeaders: { 'X-User': 'email' } }, '"email" is not a source for the header X-User'],
    [{ identityHeaders: { 'X-User': 'claim:' } }, '"claim:" is not a source'],
    [{ identityHeaders: { 'X-User': 'claim:a,b' } }, '"claim:a,b" is not a source'],
    [{ identityHeaders: { 'X-User': 'jwt' } }, 'cannot be signed without a key'],
    [{ identityHeaders: { Host: 'name' } }, 'the header Host cannot be set'],
    [{ identityHeaders: { 'X-User': 'name' }, headers: { 'x-user': 'a' } }, 'cannot have two values'],
    [{ identityHeaders: { 'X-User': 'name' }, forwardHeaders: ['x-user'] }, 'cannot have two values'],
  ])('%j is refused at start', async (options, message) => {
    await expect(createServer(descriptor, { request: options })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('cannot replace what the server says itself', async () => {
    const identitySigner = await createIdentitySigner();
    const request = { identityHeaders: { 'X-Identity': 'jwt:sub' }, identitySigner };
    await expect(createServer(descriptor, { request })).rejects.toMatchObject({
      message: 'the claim sub in X-Identity is always set by this server',
    });
  });
});

describe('a signed identity', () => {
  const old = pem('rsa', { modulusLength: 2048 });

  it.each([
    ['made at start', undefined, 'ES256'],
    ['of P-256', pem('ec', { namedCurve: 'P-256' }), 'ES256'],
    ['of RSA', old, 'RS256'],
    ['of Ed25519, before an older one', `${pem('ed25519', {})}\n${old}`, 'EdDSA'],
  ])('is verified by the published key %s', async (_, keys, algorithm) => {
    const identitySigner = await createIdentitySigner(keys);
    await using server = await serve({
      identityHeaders: { 'X-Identity': 'jwt:email,groups' },
      identitySigner,
    });
    const { received, text } = await callAs(server.url, { email: 'ada@example.com', groups: ['staff'] });
    const token = received?.header('x-identity') ?? '';
    const published = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.url));
    const { payload, protectedHeader } = await jwtVerify(token, published, {
      issuer: publicUrl,
      audience: upstream.url,
      maxTokenAge: 60,
    });
    expect(protectedHeader).toMatchObject({ alg: algorithm, typ: 'JWT' });
    const { iat = 0, exp = 0, ...claims } = payload;
    expect(exp - iat).toBe(60);
    expect(claims).toEqual({
      iss: publicUrl,
      aud: upstream.url,
      sub: 'ada',
      idp: issuer.url,
      email: 'ada@example.com',
      groups: ['staff'],
    });
    // The API repeats it, and the model does not see it.
    expect(text).not.toContain(token);
    expect(text).toContain('told');
  });

  it('publishes no private part of a key', async () => {
    const identitySigner = await createIdentitySigner(old);
    await using server = await serve({ identityHeaders: { 'X-Identity': 'jwt' }, identitySigner });
    const { status, text } = await send(new URL('/.well-known/jwks.json', server.url).href);
    expect(status).toBe(200);
    const { keys } = JSON.parse(text) as { keys: object[] };
    expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });

  it('may be the bearer token', async () => {
    const identitySigner = await createIdentitySigner();
    await using server = await serve({ identityHeaders: { Authorization: 'jwt' }, identitySigner });
    const { received } = await callAs(server.url, {});
    expect(received?.header('authorization')).toMatch(/^Bearer ey/);
  });

  it.each([
    ['', 'there is none'],
    [pem('ec', { namedCurve: 'P-384' }), 'it is neither of the curve P-256'],
    [pem('rsa', { modulusLength: 1024 }), 'it is neither of the curve P-256'],
  ])('refuses a key that nobody should use', async (keys, message) => {
    await expect(createIdentitySigner(keys)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: `the key that signs identities cannot be used: ${message}${message.startsWith('it') ? ', nor Ed25519, nor RSA with at least 2048 bits' : ''}`,
    });
  });
});

describe('the command line', () => {
  it('signs with the key of the environment', async () => {
    const base = ['-', '--base-url', upstream.url, '--auth-jwt', issuer.url, '--public-url', publicUrl];
    await using server = await serveCliHttp(
      [...base, '--identity-header', 'X-User: claim:email', '--identity-header', 'X-Identity: jwt'],
      { input: JSON.stringify(document) },
    );
    const { received } = await callAs(server.url, { email: 'ada@example.com' });
    expect(received?.header('x-user')).toBe('ada@example.com');
    const published = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.url));
    await jwtVerify(received?.header('x-identity') ?? '', published, { issuer: publicUrl });
  });

  it('refuses to tell who calls without tokens', async () => {
    const { code, stderr } = await runCli([
      'serve',
      'specs/petstore.yaml',
      '--identity-header',
      'X-User: name',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('without tokens nobody knows who calls');
  });
});
