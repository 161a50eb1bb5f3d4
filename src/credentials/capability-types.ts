import type { OAuthOptions } from './oauth-options.ts';
import type { Environment } from './environment.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** The credential of an OAuth 2.0 or OpenID Connect scheme. */
export interface OAuthCredential {
  scheme: string;
  credential: CredentialProvider;
  /** True if a person has logged in for the scheme. */
  hasLogin: boolean;
  /** The variables that the credential comes from; absent if none of the ways to give it is complete. */
  variables?: string[];
}

/** Opens the credentials of the OAuth 2.0 and OpenID Connect schemes of an API. */
export type OpenOAuthCredentials = (
  api: ApiDescriptor,
  environment: Environment,
  options: OAuthOptions,
) => Promise<OAuthCredential[]>;

/** The sources of credentials that a generated server has only if its API needs them. */
export interface CredentialCapabilities {
  loadOAuth?: () => Promise<{ openOAuthCredentials: OpenOAuthCredentials }>;
}
