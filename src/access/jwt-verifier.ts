import { OpenApiMcpError } from '../errors.ts';
import { discoverIssuer } from './issuer-discovery.ts';
import { createFetch } from './issuer-fetch.ts';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, Refusal, TokenVerifier } from './token-verifier.ts';

/** Signatures that only the issuer can make: neither `none` nor a secret that this server would share (RFC 8725 §3.1). */
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

/** An unknown key is looked for at most this often, in milliseconds. */
const cooldown = 1_000;

export type JwtOptions = Pick<
  AccessOptions,
  'authAudience' | 'authScopes' | 'authScopeClaim' | 'authAlgorithms' | 'authClockSkew' | 'connection'
>;

/**
 * Checks access tokens of one issuer (RFC 9068): signed with its key, by it, for this server, not expired. Its keys are
 * read when one is needed that is not known.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createJwtVerifier(issuer: string, options: JwtOptions): Promise<TokenVerifier> {
  const algorithms = checkedAlgorithms(options.authAlgorithms ?? asymmetric);
  const { createRemoteJWKSet, customFetch, jwtVerify } = await import('jose');
  const fetch = createFetch(options.connection);
  const metadata = await discoverIssuer(issuer, fetch);
  const keys = createRemoteJWKSet(new URL(metadata.jwksUri), {
    cooldownDuration: cooldown,
    [customFetch]: fetch,
  });
  const { authScopes: wanted = [] } = options;

  async function check(token: string, resource: string): Promise<AuthenticationResult | undefined> {
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
    if (typeof name !== 'string') return invalid('The token does not say whose it is');
    const scopes = scopesOf(payload, options.authScopeClaim);
    const missing = wanted.filter((scope) => !scopes.includes(scope));
    if (missing.length === 0) return { ok: true, principal: { name, scopes } };
    const description = `The token lacks the scope ${missing.join(' ')}`;
    return { ok: false, status: 403, error: 'insufficient_scope', description, caller: name };
  }

  return { verify: check, close: async () => undefined };
}

function checkedAlgorithms(names: string[]): string[] {
  const wrong = names.find((name) => !asymmetric.includes(name));
  if (wrong === undefined && names.length > 0) return names;
  throw new OpenApiMcpError('OPTION_INVALID', `${wrong ?? 'No algorithm'} cannot be trusted to sign tokens`, {
    hint: `Give --auth-algorithm one of ${asymmetric.join(', ')}.`,
  });
}

/** RFC 9068 §2.2.3 has `scope`, a text; others have `scp`, or a claim of their own, as a list. */
function scopesOf(payload: JWTPayload, claim: string | undefined): string[] {
  const value = claim === undefined ? (payload['scope'] ?? payload['scp']) : payload[claim];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  return Array.isArray(value) ? value.filter((scope): scope is string => typeof scope === 'string') : [];
}

const reasons: Record<string, string> = {
  ERR_JWT_EXPIRED: 'The token has expired',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the token is wrong',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is not signed in a way that is taken here',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed with a key that its issuer does not have',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The token does not say with which key it is signed',
  ERR_JWT_INVALID: 'The token is no JWT',
  ERR_JWS_INVALID: 'The token is no JWT',
  ERR_JOSE_NOT_SUPPORTED: 'The token asks for what is not supported here',
};

const claims: Record<string, string> = {
  iss: 'The token is of another issuer',
  aud: 'The token is not for this server',
  exp: 'The token does not say when it expires',
  nbf: 'The token is not valid yet',
};

/** What is no fault of the token must not make a client throw it away. */
function refusalOf(error: unknown): Refusal {
  const { code, claim } = Object(error) as { code?: unknown; claim?: unknown };
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED')
    return invalid(
      (typeof claim === 'string' ? claims[claim] : undefined) ?? 'A claim of the token is wrong',
    );
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason !== undefined) return invalid(reason);
  return { ok: false, status: 503, description: 'The keys of the authorization server cannot be read' };
}

function invalid(description: string): Refusal {
  return { ok: false, status: 401, error: 'invalid_token', description };
}
