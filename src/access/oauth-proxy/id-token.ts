import { asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { asymmetricAlgorithms } from '../jwt-verifier.ts';
import type { Fetch } from '../../http/create-fetch.ts';
import type { JsonObject } from '../../json/value.ts';
import type { KnownProvider } from './find-provider.ts';

/** Milliseconds between requests for an unknown key, which is a new one if the provider has replaced its keys. */
const cooldown = 1_000;

/** Seconds by which the clocks of this server and of the provider may differ. */
const clockSkew = 30;

/** The parts of the verification of ID tokens. */
export interface IdTokenOptions {
  /** The issuer, in which `{name}` is a part that the token names. */
  issuer: string;
  issuerParts: KnownProvider['issuerParts'];
  clientId: string;
  algorithms: string[];
  /** The URL of the keys of the provider. */
  keys: string;
  fetch: Fetch;
}

/** Verifies the ID tokens of a provider (OpenID Connect Core 1.0 §3.1.3.7). */
export interface IdTokenVerifier {
  /** Returns the issuer that a token has to have. The token is not verified yet. */
  issuerOf(token: string): string;
  /**
   * Returns the claims of a token whose signature, issuer, audience, expiry and nonce are right. A token of a refresh has no
   * nonce.
   *
   * @throws if one of them is wrong
   */
  verify(token: string, nonce: string | undefined): Promise<JsonObject>;
}

/** Returns the algorithms of ID tokens that are accepted: those of the provider with a private key (RFC 8725 §3.1). */
export function idTokenAlgorithms(document: JsonObject): string[] {
  const supported = asStrings(document['id_token_signing_alg_values_supported']);
  return supported.length === 0
    ? asymmetricAlgorithms
    : asymmetricAlgorithms.filter((name) => supported.includes(name));
}

/** Creates the verifier of the ID tokens of a provider. Its keys are fetched when a token needs an unknown one. */
export async function createIdTokenVerifier(options: IdTokenOptions): Promise<IdTokenVerifier> {
  const { clientId, algorithms, fetch, issuerParts = {} } = options;
  const { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } = await import('jose');
  const keys = createRemoteJWKSet(new URL(options.keys), {
    cooldownDuration: cooldown,
    [customFetch]: fetch,
  });

  function claimsOf(token: string): JsonObject {
    try {
      return asJsonObject(decodeJwt(token)) ?? {};
    } catch {
      return {};
    }
  }

  function issuerOf(token: string): string {
    const claims = claimsOf(token);
    return Object.entries(issuerParts).reduce((issuer, [part, { claim, pattern }]) => {
      const value = asString(claims[claim]) ?? '';
      return pattern.test(value) ? issuer.replaceAll(`{${part}}`, value) : issuer;
    }, options.issuer);
  }

  return {
    issuerOf,
    async verify(token, nonce) {
      const { payload } = await jwtVerify(token, keys, {
        issuer: issuerOf(token),
        audience: clientId,
        algorithms,
        clockTolerance: clockSkew,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      const others = [payload.aud ?? []].flat().filter((audience) => audience !== clientId);
      if (payload['azp'] === undefined ? others.length > 0 : payload['azp'] !== clientId)
        throw new Error('the ID token is for another application (azp)');
      if (nonce !== undefined && payload['nonce'] !== nonce)
        throw new Error('the ID token is of another sign-in (nonce)');
      return asJsonObject(payload) ?? {};
    },
  };
}
