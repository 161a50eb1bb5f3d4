import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createJwtVerifier } from '../../src/access/jwt-verifier.ts';
import { parseJson } from '../parse-json.ts';
import { expectThat, outcomeOf } from '../invariants.ts';
import type { CryptoKey, JWTPayload } from 'jose';
import type { TokenVerifier } from '../../src/access/token-verifier.ts';

const resource = 'https://mcp.example.com/mcp';

interface Parts {
  issuer: string;
  key: CryptoKey;
  verifier: TokenVerifier;
}

const started = start();

async function start(): Promise<Parts> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` }),
    );
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { issuer, key: privateKey, verifier: await createJwtVerifier(issuer, {}) };
}

/** Verifies a token: the first byte selects a text as it is, or claims and a header that the issuer signs. */
export async function fuzz(data: Buffer): Promise<void> {
  const { issuer, key, verifier } = await started;
  const text = data.toString('latin1', 1);
  if ((data[0] ?? 0) % 2 === 0) {
    const result = await outcomeOf(() => verifier.verify(text, resource));
    expectThat('value' in result && result.value?.ok !== true, 'A token that nobody signed is accepted');
    return;
  }
  const [claims = '', header = ''] = text.split('\n');
  const payload = payloadOf(parseJson(claims.replaceAll('ISSUER', issuer)));
  if (payload === undefined) return;
  const token = await sign(payload, parseJson(header), key);
  if (token === undefined) return;
  const result = await outcomeOf(() => verifier.verify(token, resource));
  expectThat('value' in result && result.value !== undefined, 'A JWT has no result');
  if (result.value.ok)
    expectThat(isValid(payload, issuer), `A token is accepted: ${JSON.stringify(payload)}`);
  else expectThat(result.value.status !== 503, 'A token of the issuer is refused as if its keys were away');
}

function payloadOf(value: unknown): JWTPayload | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** Signs claims, or returns `undefined` if the header cannot be signed. */
async function sign(payload: JWTPayload, header: unknown, key: CryptoKey): Promise<string | undefined> {
  const given = typeof header === 'object' && header !== null ? header : {};
  try {
    return await new SignJWT(payload).setProtectedHeader({ kid: 'k', ...given, alg: 'ES256' }).sign(key);
  } catch {
    return undefined;
  }
}

/** Returns true for claims with which a token may be accepted, by a check that is not the one under test. */
function isValid({ iss, aud, exp, nbf }: JWTPayload, issuer: string): boolean {
  const now = Date.now() / 1_000;
  return (
    iss === issuer &&
    [aud].flat().includes(resource) &&
    typeof exp === 'number' &&
    exp > now - 60 &&
    (nbf === undefined || nbf < now + 60)
  );
}
