import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { openIdentityProvider } from '../../../src/access/oauth-proxy/identity-provider.ts';
import { createAuthorizationSecrets } from '../../../src/http/authorization-url.ts';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IdentityProvider } from '../../../src/access/oauth-proxy/identity-provider.ts';

/** Responds at the token endpoint. */
type Respond = (response: ServerResponse) => void;

/** Returns the response of the token endpoint to a sign-in with a nonce. */
export type Answer = (nonce: string) => Respond;

/** A key of a provider. */
export interface ProviderKey {
  privateKey: KeyObject;
  jwk: JsonWebKey;
}

/** Creates a key for an algorithm of ID tokens. */
export function createProviderKey(alg: 'RS256' | 'ES256' | 'EdDSA', kid: string): ProviderKey {
  const { publicKey, privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

/** Encodes a part of a JWT. */
export function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The key of the provider unless a test publishes others. */
const ownKey = createProviderKey('RS256', 'key-1');

/** An identity provider that responds as a test says. */
export class HostileProvider {
  url = '';
  metadata: object = {};
  /** Responds in place of the metadata. */
  discovery: Respond | undefined;
  userInfo: object = { sub: 'ada' };
  /** The keys that it publishes. */
  keys: JsonWebKey[] = [ownKey.jwk];
  respond: Respond = () => undefined;
  readonly #server = createServer(({ url = '' }, response) => {
    const json = (value: object): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    const { pathname } = new URL(url, this.url);
    if (this.discovery !== undefined && pathname.startsWith('/.well-known/')) return this.discovery(response);
    if (pathname === '/.well-known/openid-configuration')
      return json({
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        userinfo_endpoint: `${this.url}/userinfo`,
        jwks_uri: `${this.url}/jwks`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
        ...this.metadata,
      });
    if (pathname === '/jwks') return json({ keys: this.keys });
    if (pathname === '/userinfo') return json(this.userInfo);
    if (pathname === '/token') return this.respond(response);
    return response.writeHead(404).end();
  });

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Opens the provider as a server does. */
  open(): Promise<IdentityProvider> {
    return openIdentityProvider(this.url, { authClientId: 'mcp', authClientSecret: 'a secret' });
  }

  /** The claims of an ID token that is in order. */
  claims(nonce: string): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1_000);
    return { iss: this.url, sub: 'ada', aud: 'mcp', nonce, iat: now, exp: now + 60 };
  }

  /** Returns a signed token. The header chooses neither the key nor the kind of the signature. */
  token(payload: object, header: object = {}, { privateKey }: ProviderKey = ownKey): string {
    const input = `${encodePart({ alg: 'RS256', kid: 'key-1', ...header })}.${encodePart(payload)}`;
    const hash = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    const signature = sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }

  /** Returns the body of a response with tokens. */
  grant(idToken: string, others: object = {}): object {
    return { access_token: 'access', token_type: 'Bearer', id_token: idToken, ...others };
  }

  reply(body: object | string, status = 200, headers: Record<string, string> = {}): Respond {
    return (response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  }

  /** Signs in with a code, and returns the claims, or the error. */
  async signIn(answer: Answer, opened?: IdentityProvider): Promise<unknown> {
    const provider = opened ?? (await this.open());
    const secrets = createAuthorizationSecrets();
    this.respond = answer(secrets.nonce);
    const parameters = new URLSearchParams({ code: 'code', state: secrets.state });
    return provider.identify(parameters, secrets, 'http://127.0.0.1/callback').then(
      (identity) => identity.claims,
      (error: unknown) => error,
    );
  }
}

/** Starts a provider. */
export async function startHostileProvider(): Promise<HostileProvider> {
  const provider = new HostileProvider();
  await provider.start();
  return provider;
}
