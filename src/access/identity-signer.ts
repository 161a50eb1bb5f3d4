import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '../json/value.ts';
import type { IdentitySigner } from '../runtime/security/identity.ts';

/** Seconds until a JWT expires. */
const lifetime = 60;

/** A private key with the name of its algorithm and of its public key. */
interface SigningKey {
  key: KeyObject;
  algorithm: string;
  publicKey: JsonObject;
}

/**
 * Creates a signer of identity headers. `keys` has private keys in PEM: the first one signs, and the public keys of all are
 * published, so that a key can be replaced without a gap. Without keys it makes one, which ends with the process.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 *
 * @example
 * const identitySigner = await createIdentitySigner(process.env.IDENTITY_KEY);
 * const request = { identityHeaders: { 'X-Identity': 'jwt:email' }, identitySigner };
 * await createServer('petstore.yaml', { request });
 */
export async function createIdentitySigner(keys?: string): Promise<IdentitySigner> {
  const { SignJWT } = await import('jose');
  const opened = await Promise.all(readKeys(keys).map((key) => openKey(key)));
  const [first] = opened;
  if (first === undefined) throw invalidKey('there is none');
  const { key, algorithm, publicKey } = first;
  let issuer = '';
  return {
    setIssuer(url) {
      issuer = url;
    },
    keys: async () => ({ keys: opened.map((each) => each.publicKey) }),
    sign(principal, audience, claims) {
      const now = Math.floor(Date.now() / 1000);
      const idp = principal.issuer === undefined ? {} : { idp: principal.issuer };
      return new SignJWT({ ...claims, ...idp, iss: issuer, sub: principal.name, aud: audience })
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime)
        .setProtectedHeader({ alg: algorithm, kid: String(publicKey['kid']), typ: 'JWT' })
        .sign(key);
    },
  };
}

function readKeys(text: string | undefined): KeyObject[] {
  if (text === undefined) return [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey];
  const blocks = text.match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/g) ?? [];
  return blocks.map((block) => {
    try {
      return createPrivateKey(block);
    } catch (cause) {
      throw invalidKey(messageOf(cause));
    }
  });
}

async function openKey(key: KeyObject): Promise<SigningKey> {
  const { calculateJwkThumbprint, exportJWK } = await import('jose');
  const algorithm = algorithmOf(key);
  const jwk = await exportJWK(createPublicKey(key));
  const kid = await calculateJwkThumbprint(jwk);
  const { kty, crv, x, y, n, e } = jwk;
  const present = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return {
    key,
    algorithm,
    publicKey: { ...Object.fromEntries(present), kid, alg: algorithm, use: 'sig' },
  };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return 'RS256';
  throw invalidKey('it is neither of the curve P-256, nor Ed25519, nor RSA with at least 2048 bits');
}

/** Returns the error of a key, without any of its text. */
function invalidKey(reason: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `the key that signs identities cannot be used: ${reason}`, {
    hint: 'Make one with openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, and set OPENAPI_MCP_IDENTITY_KEY_FILE to its file.',
  });
}
