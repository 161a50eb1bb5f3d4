import type { AccessOptions } from './access-options.ts';
import type { OAuthProxy } from './oauth-proxy/oauth-proxy-types.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** The parts of access that a generated server has only with `--sign-in`, or not at all. */
export interface AccessCapabilities {
  /** The authorization server for MCP clients. */
  loadOAuthProxy?: () => Promise<{
    openOAuthProxy: (provider: string, options: AccessOptions) => Promise<OAuthProxy>;
  }>;
  /** Verification of opaque tokens. */
  loadIntrospection?: () => Promise<{
    createIntrospectionVerifier: (issuer: string, options: AccessOptions) => Promise<TokenVerifier>;
  }>;
}
