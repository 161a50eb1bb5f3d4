import { OpenApiMcpError } from '../errors.ts';
import { asJsonObject, asScalarText } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { AccessOptions } from './access-options.ts';
import type { AuthenticationResult, TokenRefusal } from './token-verifier.ts';

/** The options that decide about the claims of a genuine token. */
export type ClaimOptions = Pick<AccessOptions, 'authScopes' | 'authScopeClaim' | 'requiredClaims'>;

/** A verified token: its claims, and the issuer that is responsible for them. */
export interface VerifiedToken {
  issuer: string;
  claims: JsonObject;
}

/** Values that a claim must have, one of each list, by claim. */
type RequiredClaims = Map<string, string[]>;

/**
 * Creates the check of the claims of genuine tokens: it names the caller, reads the scopes, and refuses tokens without a
 * scope or claim that the options require.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function createClaimCheck(options: ClaimOptions): (token: VerifiedToken) => AuthenticationResult {
  const { authScopes = [] } = options;
  const required = readRequiredClaims(options.requiredClaims ?? []);
  return ({ issuer, claims }) => {
    const name = [claims['sub'], claims['client_id'], claims['azp']].find(
      (claim) => typeof claim === 'string' && claim !== '',
    );
    if (typeof name !== 'string') return invalidToken('The token has no sub, client_id or azp claim');
    const lacking = [...required].find(([claim, values]) => !hasValue(claimAt(claims, claim), values));
    if (lacking !== undefined)
      return {
        ok: false,
        status: 403,
        error: 'access_denied',
        description: isLeftOut(claims, lacking[0])
          ? `The issuer left the claim ${lacking[0]} out, because it has too many values`
          : `The claim ${lacking[0]} of the token has no value that this server requires`,
        caller: name,
      };
    const scopes = scopesOf(claims, options);
    const missing = authScopes.filter((scope) => !scopes.includes(scope));
    if (missing.length === 0) return { ok: true, principal: { name, issuer, scopes, claims } };
    const description = `The token lacks the scope ${missing.join(' ')}`;
    return { ok: false, status: 403, error: 'insufficient_scope', description, caller: name, scopes };
  };
}

/** Returns true for a claim that is elsewhere (OpenID Connect Core 1.0 §5.6.2), as many groups are. */
function isLeftOut(claims: JsonObject, name: string): boolean {
  return Object.hasOwn(asJsonObject(claims['_claim_names']) ?? {}, name);
}

/** Returns the names of the claims that contain scopes. */
function scopeClaims({ authScopeClaim = [] }: ClaimOptions): string[] {
  return [authScopeClaim].flat();
}

/**
 * Returns true if the scopes come from claims of scopes, not of roles or groups. An authorization server refuses requests
 * for the latter as scopes, so clients are not told about them.
 */
export function canRequestScopes(options: ClaimOptions): boolean {
  return scopeClaims(options).every((claim) => /^(?:scopes?|scp|permissions)$/.test(claim));
}

/** Returns the claim of a name, or of a path of names with dots, such as `realm_access.roles`. */
export function claimAt(claims: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(claims, name)) return claims[name];
  // The names of claims may contain dots themselves: https://example.com/roles.
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const start = name.slice(0, dot);
    const inner = Object.hasOwn(claims, start) ? asJsonObject(claims[start]) : undefined;
    const found = inner === undefined ? undefined : claimAt(inner, name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the scopes of a token: the text `scope` (RFC 9068 §2.2.3) or `scp`, or the values of the chosen claims. */
function scopesOf(claims: JsonObject, options: ClaimOptions): string[] {
  const names = scopeClaims(options);
  const values =
    names.length === 0 ? [claims['scope'] ?? claims['scp']] : names.map((claim) => claimAt(claims, claim));
  const scopes = values.flatMap((value) =>
    typeof value === 'string'
      ? value.split(' ').filter((scope) => scope !== '')
      : Array.isArray(value)
        ? value
        : [],
  );
  return [...new Set(scopes.filter((scope): scope is string => typeof scope === 'string'))];
}

/** Returns true if a claim is one of the values, or a list that contains one of them. */
function hasValue(claim: Json | undefined, values: string[]): boolean {
  const held = Array.isArray(claim) ? claim : [claim];
  return held.some((item) => values.includes(asScalarText(item) ?? ''));
}

function readRequiredClaims(texts: string[]): RequiredClaims {
  const required: RequiredClaims = new Map();
  for (const text of texts) {
    const [, claim = '', value = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (claim.trim() === '' || value.trim() === '')
      throw new OpenApiMcpError(
        'OPTION_INVALID',
        `${JSON.stringify(text)} does not name a claim and a value`,
        {
          hint: "Write --require 'groups=api-users', once for each value that is accepted.",
        },
      );
    required.set(claim.trim(), [...(required.get(claim.trim()) ?? []), value.trim()]);
  }
  return required;
}

/** Returns the refusal of a token that is not valid. */
export function invalidToken(description: string): TokenRefusal {
  return { ok: false, status: 401, error: 'invalid_token', description };
}
