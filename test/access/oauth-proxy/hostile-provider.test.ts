import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIdentityProvider } from '../../../src/access/oauth-proxy/identity-provider.ts';
import { createAuthorizationSecrets } from '../../../src/http/authorization-url.ts';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Responds at the token endpoint of the provider. */
let respond: (response: ServerResponse, issuer: string) => void = () => undefined;
let userInfo: object = {};

const server = createServer((request: IncomingMessage, response) => {
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const json = (value: object): void =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
  const { pathname } = new URL(request.url ?? '', issuer);
  if (pathname === '/.well-known/openid-configuration')
    return json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
  if (pathname === '/userinfo') return json(userInfo);
  if (pathname === '/token') return respond(response, issuer);
  response.writeHead(404).end();
});
let issuer = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1000);

/** The claims of an ID token that is in order. */
function claims(nonce: string): Record<string, unknown> {
  return { iss: issuer, sub: 'ada', aud: 'mcp', nonce, iat: now(), exp: now() + 60 };
}

const token = (payload: object, header: object = { alg: 'RS256' }): string =>
  `${encode(header)}.${encode(payload)}.c2ln`;

const reply =
  (body: object | string, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Signs in with a code, and returns the claims or the message of the refusal. */
async function signIn(answer: (nonce: string) => typeof respond): Promise<unknown> {
  const provider = await openIdentityProvider(issuer, { authClientId: 'mcp', authClientSecret: 'secret' });
  const secrets = createAuthorizationSecrets();
  respond = answer(secrets.nonce);
  const parameters = new URLSearchParams({ code: 'code', state: secrets.state });
  return provider.identify(parameters, secrets, 'http://127.0.0.1/callback').then(
    (identity) => identity.claims,
    (error: unknown) => error,
  );
}

const grant = (idToken: string, others: object = {}): object => ({
  access_token: 'access',
  token_type: 'Bearer',
  id_token: idToken,
  ...others,
});

describe('a provider', () => {
  it('that is in order signs a person in', async () => {
    userInfo = { sub: 'ada', email: 'ada@example.com' };
    expect(await signIn((nonce) => reply(grant(token(claims(nonce)))))).toMatchObject({
      sub: 'ada',
      email: 'ada@example.com',
    });
  });

  it.each<[name: string, answer: (nonce: string) => typeof respond]>([
    ['replays the ID token of another sign-in', () => reply(grant(token(claims('another'))))],
    ['has an ID token without a nonce', () => reply(grant(token({ ...claims(''), nonce: undefined })))],
    [
      'has an ID token for another application',
      (nonce) => reply(grant(token({ ...claims(nonce), aud: 'other' }))),
    ],
    [
      'has an ID token of another issuer',
      (nonce) => reply(grant(token({ ...claims(nonce), iss: 'https://evil.example' }))),
    ],
    [
      'has an ID token that has expired',
      (nonce) => reply(grant(token({ ...claims(nonce), exp: now() - 3_600 }))),
    ],
    [
      'has an ID token without a person',
      (nonce) => reply(grant(token({ ...claims(nonce), sub: undefined }))),
    ],
    ['has an ID token without a signature', (nonce) => reply(grant(token(claims(nonce), { alg: 'none' })))],
    ['has no ID token', () => reply({ access_token: 'access', token_type: 'Bearer' })],
    ['has an ID token that is none', () => reply(grant('garbage'))],
    ['has a token of another type', (nonce) => reply(grant(token(claims(nonce)), { token_type: 'mac' }))],
    ['responds with garbage', () => reply('<html>')],
    ['responds with a list', () => reply([])],
    ['responds with an error', () => reply({ error: 'invalid_grant' }, 400)],
    ['redirects the code to another server', () => reply('', 307, { location: 'http://127.0.0.1:9/token' })],
    ['redirects for ever', () => reply('', 302, { location: '/token' })],
    ['breaks the connection', () => (response) => void response.destroy()],
    [
      'sends without end',
      () => (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const send = (): void => {
          while (!response.destroyed && response.write('x'.repeat(1_000_000)));
          if (!response.destroyed) response.once('drain', send);
        };
        send();
      },
    ],
  ])('that %s signs nobody in', async (_, answer) => {
    userInfo = { sub: 'ada' };
    expect(await signIn(answer)).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('whose user info is of another person signs nobody in', async () => {
    userInfo = { sub: 'eve', email: 'ada@example.com' };
    expect(await signIn((nonce) => reply(grant(token(claims(nonce)))))).toMatchObject({
      code: 'SIGN_IN_FAILED',
    });
  });
});
