import { OpenApiMcpError } from '../errors.ts';
import { createClaimCheck, invalidToken } from './claims.ts';
import { discoverIssuer } from './issuer-discovery.ts';
import { createFetch } from '../http/create-fetch.ts';
import { asJsonObject } from '../json/narrow.ts';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, TokenRefusal, TokenVerifier } from './token-verifier.ts';

/** Algorithms with a private key, which only the issuer has: not `none`, and no shared secret (RFC 8725 §3.1). */
export const asymmetricAlgorithms: string[] = [
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
  | 'authAudience'
  | 'authScopes'
  | 'authScopeClaim'
  | 'requiredClaims'
  | 'authAlgorithms'
  | 'authClockSkew'
  | 'connection'
>;

/** The verifier of one issuer, under the name that it gives itself. */
interface IssuerVerifier {
  issuer: string;
  verify(token: string, resource: string): Promise<AuthenticationResult>;
}

/**
 * Creates the verifier of access tokens of some issuers (RFC 9068): their signature, issuer, audience and expiry. The
 * claim `iss` selects the issuer whose keys are used. It returns `undefined` for a token that is no JWT, and for one of
 * another issuer if `passOthers` is set.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createJwtVerifier(
  issuers: string | string[],
  options: JwtOptions,
  passOthers = false,
): Promise<TokenVerifier> {
  const verifiers = await Promise.all([issuers].flat().map((issuer) => openIssuer(issuer, options)));
  const [first] = verifiers;
  const { decodeJwt } = await import('jose');

  function issuerOf(token: string): string | undefined {
    try {
      return decodeJwt(token).iss;
    } catch {
      return undefined;
    }
  }

  async function verify(token: string, resource: string): Promise<AuthenticationResult | undefined> {
    if (token.split('.').length !== 3) return undefined;
    const claimed = issuerOf(token);
    const named = verifiers.find(({ issuer }) => issuer === claimed);
    if (named === undefined && passOthers) return undefined;
    if (named === undefined && verifiers.length > 1 && claimed !== undefined)
      return invalidToken('The token is from another issuer');
    return (named ?? first)?.verify(token, resource);
  }

  return { verify, close: async () => undefined };
}

/** Opens the verifier of an issuer. Its keys are fetched when a token needs an unknown key. */
async function openIssuer(name: string, options: JwtOptions): Promise<IssuerVerifier> {
  const algorithms = checkedAlgorithms(options.authAlgorithms ?? asymmetricAlgorithms);
  const check = createClaimCheck(options);
  const { createRemoteJWKSet, customFetch, jwtVerify } = await import('jose');
  const fetch = createFetch(options.connection ?? {}, { timeout });
  const { issuer, endpoint } = await discoverIssuer(name, fetch, { flag: '--auth-jwt', needed: 'jwks_uri' });
  const keys = createRemoteJWKSet(new URL(endpoint), {
    cooldownDuration: cooldown,
    [customFetch]: fetch,
  });

  async function verify(token: string, resource: string): Promise<AuthenticationResult> {
    const expected: JWTVerifyOptions = {
      issuer,
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
    return check({ issuer, claims: asJsonObject(payload) ?? {} });
  }

  return { issuer, verify };
}

function checkedAlgorithms(names: string[]): string[] {
  const wrong = names.find((name) => !asymmetricAlgorithms.includes(name));
  if (wrong === undefined && names.length > 0) return names;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${wrong ?? 'An empty list'} is not an accepted signature algorithm`,
    {
      hint: `Give --auth-algorithm one of ${asymmetricAlgorithms.join(', ')}.`,
    },
  );
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
    return invalidToken(
      (typeof claim === 'string' ? claims[claim] : undefined) ?? 'A claim of the token is wrong',
    );
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason !== undefined) return invalidToken(reason);
  return { ok: false, status: 503, description: 'The keys of the authorization server are not available' };
}
