import type { OAuthOptions } from './oauth-options.ts';

/** Options of the sources of credentials. */
export interface CredentialOptions extends OAuthOptions {
  /** Environment variables, in the form of `process.env`. */
  environment?: Record<string, string | undefined> | undefined;
  /** Read variables from this file too; the environment takes precedence. */
  envFile?: string | undefined;
  /**
   * Use the key or token that this command prints, for every scheme without a credential, or for one scheme with
   * scheme=command. An API whose document declares no security is sent the token as Bearer, or with
   * 'header NAME=command' in a header. It prints the bare value, or JSON with `access_token` and `expires_in`; it runs again when the
   * value has expired or is rejected.
   */
  authCommand?: string[] | undefined;
}
