import { createHash } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';
import { createFetch } from '../http/create-fetch.ts';
import { setBounded } from '../json/bounded-map.ts';
import { asJsonObject, asNumber } from '../json/narrow.ts';
import { createClaimCheck, invalidToken } from './claims.ts';
import { discoverIssuer } from './issuer-discovery.ts';
import type { JsonObject } from '../json/value.ts';
import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, TokenVerifier } from './token-verifier.ts';

export type IntrospectionOptions = Omit<AccessOptions, 'authJwt' | 'authTokens' | 'authTokenFile'>;

/** The claims of a token, or `undefined` for one that is not active, and the time until which they are used. */
interface CachedResponse {
  claims: JsonObject | undefined;
  until: number;
}

/** Milliseconds until a request to the authorization server fails. */
const timeout = 10_000;

/** Most cached responses. Those about unknown tokens have a cache of their own, which strangers can fill. */
const maxActive = 10_000;
const maxInactive = 1_000;

/**
 * Creates the verifier of opaque access tokens of one authorization server, which is asked about each of them (RFC 7662).
 * A response is used again for some seconds, and never after the token has expired.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function createIntrospectionVerifier(
  issuer: string,
  options: IntrospectionOptions,
): Promise<TokenVerifier> {
  const { authIntrospectionCache: cacheSeconds = 30, authClockSkew: skew = 30 } = options;
  const check = createClaimCheck(options);
  const ask = await createClient(issuer, options);
  const active = new Map<string, CachedResponse>();
  const inactive = new Map<string, CachedResponse>();
  const pending = new Map<string, Promise<JsonObject | undefined>>();

  async function askOnce(key: string, token: string): Promise<JsonObject | undefined> {
    try {
      const claims = await ask(token);
      const [cache, limit] = claims === undefined ? [inactive, maxInactive] : [active, maxActive];
      setBounded(cache, key, { claims, until: Date.now() + cacheSeconds * 1000 }, limit);
      return claims;
    } finally {
      pending.delete(key);
    }
  }

  async function claimsOf(token: string): Promise<JsonObject | undefined> {
    const key = createHash('sha256').update(token).digest('base64url');
    const cached = active.get(key) ?? inactive.get(key);
    if (cached !== undefined && Date.now() < cached.until) return cached.claims;
    active.delete(key);
    inactive.delete(key);
    const asked = pending.get(key) ?? askOnce(key, token);
    pending.set(key, asked);
    return asked;
  }

  async function verify(token: string, resource: string): Promise<AuthenticationResult> {
    let claims: JsonObject | undefined;
    try {
      claims = await claimsOf(token);
    } catch {
      return {
        ok: false,
        status: 503,
        description: 'The authorization server cannot be asked about the token',
      };
    }
    if (claims === undefined) return invalidToken('The token is not active');
    const reason = reasonAgainst(claims, { issuer, audience: options.authAudience ?? resource, skew });
    return reason === undefined ? check({ issuer, claims }) : invalidToken(reason);
  }

  return { verify, close: async () => undefined };
}

/** Returns the reason why a token cannot be accepted although it is active, or `undefined` without one. */
function reasonAgainst(
  claims: JsonObject,
  { issuer, audience, skew }: { issuer: string; audience: string; skew: number },
): string | undefined {
  const now = Date.now() / 1000;
  const { iss, aud, exp, nbf } = claims;
  if (iss !== undefined && iss !== issuer && iss !== `${issuer}/` && `${String(iss)}/` !== issuer)
    return 'The token is from another issuer';
  // A token without an audience may have been made for any other server of this issuer.
  if (![aud].flat().includes(audience)) return 'The token is not for this server';
  if ((asNumber(exp) ?? Infinity) + skew <= now) return 'The token has expired';
  if ((asNumber(nbf) ?? 0) - skew > now) return 'The token is not valid yet';
  return undefined;
}

/**
 * Creates the function that asks the authorization server about a token, and returns its claims if it is active.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
async function createClient(
  issuer: string,
  { authClientId, authClientSecret, connection = {} }: IntrospectionOptions,
): Promise<(token: string) => Promise<JsonObject | undefined>> {
  if (authClientId === undefined || authClientSecret === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'the authorization server asks who introspects a token', {
      hint: 'Give --auth-client-id, and its secret in the variable OPENAPI_MCP_AUTH_CLIENT_SECRET.',
    });
  const fetch = createFetch(connection, { timeout });
  const metadata = await discoverIssuer(issuer, fetch, {
    flag: '--auth-introspection',
    needed: 'introspection_endpoint',
  });
  const oauth = await import('oauth4webapi');
  const server = { issuer: metadata.issuer, introspection_endpoint: metadata.endpoint };
  const methods = metadata.introspectionMethods ?? ['client_secret_basic'];
  const authentication = methods.includes('client_secret_basic')
    ? oauth.ClientSecretBasic(authClientSecret)
    : oauth.ClientSecretPost(authClientSecret);
  const client = { client_id: authClientId };
  const request = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };
  return async (token) => {
    const response = await oauth.introspectionRequest(server, client, authentication, token, request);
    const { active: isActive, ...claims } = await oauth.processIntrospectionResponse(
      server,
      client,
      response,
    );
    return isActive ? asJsonObject(claims) : undefined;
  };
}
