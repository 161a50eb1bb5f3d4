import type { ConnectionOptions } from '../http/connection-options.ts';

/** Options of access over HTTP. */
export interface AccessOptions {
  /**
   * Allow unauthenticated access when listening on a non-loopback address.
   * @default false
   */
  allowUnauthenticated?: boolean | undefined;
  /**
   * Accept callers with a token of this file, which has lines name:token or is JSON. Changes apply within a second, so
   * removing a token revokes it.
   */
  authTokenFile?: string | undefined;
  /** Accept callers with one of these tokens. */
  authTokens?: NamedToken[] | undefined;
  /** Accept callers with an access token (JWT) of this issuer. Its keys are found by discovery. */
  authJwt?: string | undefined;
  /** Audience (`aud`) that access tokens must have; the URL of the MCP endpoint by default. */
  authAudience?: string | undefined;
  /** Require this scope of access tokens. */
  authScopes?: string[] | undefined;
  /** Claim that contains the scopes; by default `scope`, or `scp` if there is no `scope`. */
  authScopeClaim?: string | undefined;
  /** Accept only access tokens signed with this algorithm; by default every RSA, ECDSA and EdDSA algorithm. */
  authAlgorithms?: string[] | undefined;
  /**
   * Seconds by which the clocks of this server and of the issuer may differ.
   * @default 30
   */
  authClockSkew?: number | undefined;
  /** The connections to the issuer of `authJwt`; by default those to the API. */
  connection?: ConnectionOptions | undefined;
}

/** A static token, and the name of its caller. */
export interface NamedToken {
  /** The name of the caller, in the audit log and for rate limits. */
  name: string;
  /** The token: at least 16 letters, digits and `-._~+/`. */
  token: string;
  /** Scopes that `toolScopes` checks; none by default. */
  scopes?: string[] | undefined;
}
