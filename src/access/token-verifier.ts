import type { Principal } from '../runtime/protocol.ts';

/** Whether a request is let in, and as whom. */
export type AuthenticationResult = { ok: true; principal: Principal } | Refusal;

/** What a request is refused with (RFC 6750 §3.1). */
export interface Refusal {
  ok: false;
  /** 503: whether the token is good could not be found out. */
  status: 401 | 403 | 503;
  /** Absent where there was no token at all. */
  error?: 'invalid_token' | 'insufficient_scope';
  description: string;
  /** Whose token it is, where that is certain. */
  caller?: string;
}

/** Knows tokens of one kind. */
export interface TokenVerifier {
  /** `undefined` for a token of another kind. `resource`: what the token has to be for (RFC 8707). */
  verify(token: string, resource: string): Promise<AuthenticationResult | undefined>;
  close(): Promise<void>;
}
