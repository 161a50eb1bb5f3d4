import type { Principal } from '../runtime/protocol.ts';

/** The result of authenticating a request: the caller, or a refusal. */
export type AuthenticationResult = { ok: true; principal: Principal } | TokenRefusal;

/** A refusal of a request (RFC 6750 §3.1). */
export interface TokenRefusal {
  ok: false;
  /** 503 means that the token could not be verified, although it may be valid. */
  status: 401 | 403 | 503;
  /** Absent for a request without a token. `access_denied` is for a caller whom no other token would help. */
  error?: 'invalid_token' | 'insufficient_scope' | 'access_denied';
  description: string;
  /** The caller, if the token is genuine. */
  caller?: string;
  /** The scopes that the token has. */
  scopes?: string[];
}

/** Verifies tokens of one kind. */
export interface TokenVerifier {
  /** Returns `undefined` for a token of another kind. `resource` is the URL that the token must be for (RFC 8707). */
  verify(token: string, resource: string): Promise<AuthenticationResult | undefined>;
  close(): Promise<void>;
}
