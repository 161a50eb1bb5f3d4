import { createHash, randomBytes } from 'node:crypto';
import { omitUndefined } from '../json/omit-undefined.ts';

/** The secrets of one authorization request, which only its client knows. */
export interface AuthorizationSecrets {
  /** Comes back with the redirect. */
  state: string;
  /** Comes back in the ID token (OpenID Connect Core 1.0 §3.1.2.1). */
  nonce: string;
  /** Proves that the code was requested here (RFC 7636). */
  verifier: string;
}

/** The fields of an authorization request. */
export interface AuthorizationFields {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  /** The nonce is absent for a server that signs nobody in. */
  secrets: Omit<AuthorizationSecrets, 'nonce'> & { nonce?: string };
  /** Other parameters, which do not replace those of the request. */
  parameters?: Record<string, string>;
}

/** Returns new secrets of an authorization request. */
export function createAuthorizationSecrets(): AuthorizationSecrets {
  return { state: randomText(), nonce: randomText(), verifier: randomText() };
}

/** Returns the URL at which a person authorizes a client: the authorization code grant (RFC 6749 §4.1.1) with PKCE (RFC 7636). */
export function authorizationUrl(
  endpoint: string,
  {
    clientId,
    redirectUri,
    scopes,
    secrets: { state, nonce, verifier },
    parameters = {},
  }: AuthorizationFields,
): string {
  const url = new URL(endpoint);
  const query: Record<string, string> = {
    ...parameters,
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    ...omitUndefined({ scope: scopes.length === 0 ? undefined : scopes.join(' '), nonce }),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}
