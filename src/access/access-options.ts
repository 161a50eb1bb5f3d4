import type { ConnectionOptions } from '../http/connection-options.ts';
import type { Store } from '../store/store.ts';

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
  /**
   * Accept callers with an access token (JWT) of this issuer. Its keys are found by discovery. The
   * claim `iss` selects one of several issuers.
   */
  authJwt?: string | string[] | undefined;
  /**
   * Accept callers with an opaque access token of this issuer, which is asked about it. Its introspection endpoint (RFC
   * 7662) is found by discovery, and asked in the name of `authClientId`.
   */
  authIntrospection?: string | undefined;
  /**
   * Seconds for which what an issuer says about an opaque token is used again, so that a revoked one is refused after them.
   * @default 30
   */
  authIntrospectionCache?: number | undefined;
  /**
   * Let people sign in at this identity provider: github, google, gitlab, entra:TENANT, okta:DOMAIN, auth0:DOMAIN,
   * cognito:POOL, or the URL of an OpenID Connect issuer. This server becomes the authorization server of its MCP clients,
   * and is one application of the provider, `authClientId`. The package `oidc-provider` has to be installed.
   */
  authProvider?: string | undefined;
  /** Request this scope of the identity provider; `profile` and `email` by default. */
  authProviderScopes?: string[] | undefined;
  /**
   * Refuse clients that do not say by `resource` (RFC 8707) which server their token is for; by default it is this one.
   * @default false
   */
  authRequireResource?: boolean | undefined;
  /**
   * Fetch the metadata documents of clients from private addresses as well.
   * @default false
   */
  authPrivateClients?: boolean | undefined;
  /** Stores those who signed in; by default in memory, so that they sign in again after a restart. */
  authStore?: Store | undefined;
  /**
   * The secrets of the authorization server, one a line: the first one protects cookies and client IDs, and all are
   * accepted. On the command line the variable `OPENAPI_MCP_AUTH_SECRET`; by default a random one.
   */
  authSecrets?: string | undefined;
  /**
   * Client ID of this server at the issuer that introspects tokens, at the identity provider, or where callers sign in to
   * the pages of accounts.
   */
  authClientId?: string | undefined;
  /** The secret of `authClientId`; on the command line the variable `OPENAPI_MCP_AUTH_CLIENT_SECRET`. */
  authClientSecret?: string | undefined;
  /** Audience (`aud`) that access tokens must have; the URL of the MCP endpoint by default. */
  authAudience?: string | undefined;
  /** Require this scope of access tokens. */
  authScopes?: string[] | undefined;
  /**
   * Claim that contains the scopes; by default `scope`, or `scp` if there is no `scope`. Dots lead into objects, as in
   * `realm_access.roles`. The scopes of several claims are joined.
   */
  authScopeClaim?: string | string[] | undefined;
  /**
   * Require this value of a claim of access tokens, as in `groups=api-users`. A claim that is given several times must have
   * one of the values; every claim must have its value.
   */
  requiredClaims?: string[] | undefined;
  /** Accept only access tokens signed with this algorithm; by default every RSA, ECDSA and EdDSA algorithm. */
  authAlgorithms?: string[] | undefined;
  /**
   * Seconds by which the clocks of this server and of the issuer may differ.
   * @default 30
   */
  authClockSkew?: number | undefined;
  /** The connections to the issuers of tokens; by default those to the API. */
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

/** Returns true if the options let only authenticated callers in. */
export function requiresToken(options: AccessOptions): boolean {
  return options.authTokenFile !== undefined || options.authTokens !== undefined || hasIssuer(options);
}

/** Returns true if the options accept tokens of an issuer, which are for the URL of this server. */
export function hasIssuer({ authJwt, authIntrospection, authProvider }: AccessOptions): boolean {
  return authJwt !== undefined || authIntrospection !== undefined || authProvider !== undefined;
}
