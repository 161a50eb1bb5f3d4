import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { selfSigned } from '../support/certificate.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTHeaderParameters } from 'jose';

/** An issuer of tokens whose every word the test chooses. */
export interface Issuer extends AsyncDisposable {
  url: string;
  /** The certificate of its TLS, if it uses TLS. */
  authority: string;
  /** The number of requests for its keys. */
  reads(): number;
  /** The response instead of its keys. */
  fail(status: number | undefined): void;
  /** Puts another key in the place of the one there is. */
  rotate(): Promise<void>;
  /** A token with these claims beside those that are right, signed with the key; `undefined` takes a claim away. */
  sign(
    claims?: Record<string, unknown>,
    header?: Partial<JWTHeaderParameters>,
    key?: CryptoKey | Uint8Array,
  ): Promise<string>;
}

interface IssuerOptions {
  audience?: string;
  /** The issuer in its metadata. */
  issuer?: (url: string) => string;
  /** @default '/.well-known/oauth-authorization-server' */
  metadataPath?: string;
  jwksUri?: string;
  /** Enables TLS. */
  isSecure?: boolean;
}

export async function startIssuer({
  audience = 'https://mcp.example.com/mcp',
  issuer = (url) => url,
  metadataPath = '/.well-known/oauth-authorization-server',
  jwksUri,
  isSecure = false,
}: IssuerOptions = {}): Promise<Issuer> {
  let keys = await generateKeyPair('ES256');
  let count = 1;
  let reads = 0;
  let failing: number | undefined;
  let jwk: JWK = await exportJWK(keys.publicKey);
  const certificate = selfSigned({ name: 'localhost' });
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    const metadata = {
      issuer: issuer(url),
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: jwksUri ?? `${url}/jwks`,
    };
    if (request.url === metadataPath) return response.end(JSON.stringify(metadata));
    if (request.url !== '/jwks') return response.writeHead(404).end();
    reads += 1;
    if (failing !== undefined) return response.writeHead(failing).end();
    return response.end(JSON.stringify({ keys: [{ ...jwk, kid: `key-${count}`, use: 'sig' }] }));
  };
  const server = isSecure ? createTlsServer(certificate, listen) : createServer(listen);
  server.listen(0, isSecure ? 'localhost' : '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = isSecure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return {
    url,
    authority: isSecure ? certificate.cert : '',
    reads: () => reads,
    fail(status) {
      failing = status;
    },
    async rotate() {
      keys = await generateKeyPair('ES256');
      jwk = await exportJWK(keys.publicKey);
      count += 1;
    },
    sign(claims = {}, header = {}, key = keys.privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const whole = {
        iss: issuer(url),
        aud: audience,
        sub: 'ada',
        scope: 'pets:read pets:write',
        iat: now,
        exp: now + 60,
        ...claims,
      };
      const present = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
      return new SignJWT(present)
        .setProtectedHeader({ alg: 'ES256', kid: `key-${count}`, typ: 'at+jwt', ...header })
        .sign(key);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
