import type { AccessOptions } from './access-options.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** The parts of access that a generated server has only with `--sign-in`. */
export interface AccessCapabilities {
  /** Verification of opaque tokens. */
  loadIntrospection?: () => Promise<{
    createIntrospectionVerifier: (issuer: string, options: AccessOptions) => Promise<TokenVerifier>;
  }>;
}
