import type { ConnectionOptions } from '../http/connection-options.ts';

/** Who may call. */
export interface AccessOptions {
  /**
   * Let in whoever reaches an address of other machines.
   * @default false
   */
  allowUnauthenticated?: boolean | undefined;
  /** Let in callers with a token of this file: lines name:token, or JSON. */
  authTokenFile?: string | undefined;
  /** Let in callers with one of these tokens. */
  authTokens?: NamedToken[] | undefined;
  /** Let in callers with an access token (JWT) of this issuer. Its keys are found by discovery. */
  authJwt?: string | undefined;
  /** What access tokens are for, their `aud`; by default the URL of the MCP endpoint. */
  authAudience?: string | undefined;
  /** Let in only access tokens with this scope. */
  authScopes?: string[] | undefined;
  /** Claim that scopes are read from; by default `scope`, else `scp`. */
  authScopeClaim?: string | undefined;
  /** Take only access tokens that are signed this way; by default RSA, ECDSA and EdDSA in every strength. */
  authAlgorithms?: string[] | undefined;
  /**
   * Seconds that the clocks of this server and of the issuer may differ.
   * @default 30
   */
  authClockSkew?: number | undefined;
  /** How the issuer of `authJwt` is reached; by default as the API is. */
  connection?: ConnectionOptions | undefined;
}

/** A token that does not change, and who has it. */
export interface NamedToken {
  name: string;
  token: string;
  /** For `toolScopes`; none by default. */
  scopes?: string[] | undefined;
}
