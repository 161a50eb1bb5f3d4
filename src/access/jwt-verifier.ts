import { OpenApiMcpError } from '../errors.ts';
import { discoverIssuer } from './issuer-discovery.ts';
import { createFetch } from '../http/create-fetch.ts';
import { asJsonObject } from '../json/narrow.ts';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, TokenRefusal, TokenVerifier } from './token-verifier.ts';

/** Algorithms with a private key, which only the issuer has: not `none`, and no shared secret (RFC 8725 §3.1). */
const asymmetric = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Milliseconds between requests for an unknown key. */
const cooldown = 1_000;

/** Milliseconds until a request to the issuer fails. */
const timeout = 10_000;

export type JwtOptions = Pick<
  AccessOptions,
  'authAudience' | 'authScopes' | 'authScopeClaim' | 'authAlgorithms' | 'authClockSkew' | 'connection'
>;

/**
 * Creates the verifier of access tokens of one issuer (RFC 9068): their signature, issuer, audience and expiry. The
 * keys of the issuer are fetched when a token needs an unknown key.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createJwtVerifier(issuer: string, options: JwtOptions): Promise<TokenVerifier> {
  const algorithms = checkedAlgorithms(options.authAlgorithms ?? asymmetric);
  const { createRemoteJWKSet, customFetch, jwtVerify } = await import('jose');
  const fetch = createFetch(options.connection ?? {}, { timeout });
  const metadata = await discoverIssuer(issuer, fetch);
  const keys = createRemoteJWKSet(new URL(metadata.jwksUri), {
    cooldownDuration: cooldown,
    [customFetch]: fetch,
  });
  const { authScopes: wanted = [] } = options;

  async function verify(token: string, resource: string): Promise<AuthenticationResult | undefined> {
    if (token.split('.').length !== 3) return undefined;
    const expected: JWTVerifyOptions = {
      issuer: metadata.issuer,
      audience: options.authAudience ?? resource,
      algorithms,
      clockTolerance: options.authClockSkew ?? 30,
      requiredClaims: ['exp'],
    };
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, expected));
    } catch (error) {
      return refusalOf(error);
    }
    const name = [payload.sub, payload['client_id'], payload['azp']].find(
      (claim) => typeof claim === 'string' && claim !== '',
    );
    if (typeof name !== 'string') return invalid('The token has no sub, client_id or azp claim');
    const scopes = scopesOf(payload, options.authScopeClaim);
    const missing = wanted.filter((scope) => !scopes.includes(scope));
    if (missing.length === 0)
      return { ok: true, principal: { name, scopes, claims: asJsonObject(payload) ?? {} } };
    const description = `The token lacks the scope ${missing.join(' ')}`;
    return { ok: false, status: 403, error: 'insufficient_scope', description, caller: name };
  }

  return { verify, close: async () => undefined };
}

function checkedAlgorithms(names: string[]): string[] {
  const wrong = names.find((name) => !asymmetric.includes(name));
  if (wrong === undefined && names.length > 0) return names;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${wrong ?? 'An empty list'} is not an accepted signature algorithm`,
    {
      hint: `Give --auth-algorithm one of ${asymmetric.join(', ')}.`,
    },
  );
}

/** Returns the scopes of a token: the text `scope` (RFC 9068 §2.2.3), or `scp` or another claim with a list. */
function scopesOf(payload: JWTPayload, claim: string | undefined): string[] {
  const value = claim === undefined ? (payload['scope'] ?? payload['scp']) : payload[claim];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return Array.isArray(value) ? value.filter((scope): scope is string => typeof scope === 'string') : [];
}

const reasons: Record<string, string> = {
  ERR_JWT_EXPIRED: 'The token has expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the token is wrong',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The signature algorithm of the token is not accepted',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed with a key that its issuer does not publish',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The token does not name the key that signed it',
  ERR_JWT_INVALID: 'The token is not a JWT',
  ERR_JWS_INVALID: 'The token is not a JWT',
  ERR_JOSE_NOT_SUPPORTED: 'The token uses an unsupported feature',
};

const claims: Record<string, string> = {
  iss: 'The token is from another issuer',
  aud: 'The token is not for this server',
  exp: 'The token has no valid exp claim',
  nbf: 'The token is not valid yet',
};

/**
 * Returns the refusal for an error of the verification. Status 503 means that the token may be valid, so a client
 * keeps it.
 */
function refusalOf(error: unknown): TokenRefusal {
  const { code, claim } = Object(error) as { code?: unknown; claim?: unknown };
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED')
    return invalid(
      (typeof claim === 'string' ? claims[claim] : undefined) ?? 'A claim of the token is wrong',
    );
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason !== undefined) return invalid(reason);
  return { ok: false, status: 503, description: 'The keys of the authorization server are not available' };
}

function invalid(description: string): TokenRefusal {
  return { ok: false, status: 401, error: 'invalid_token', description };
}
