import type { CredentialOptions } from '../credentials/credential-options.ts';
import type { Store } from '../store/store.ts';

/** Options of the accounts that callers connect, each their own. */
export interface PerUserOptions extends Omit<CredentialOptions, 'authCommand'> {
  /**
   * Let callers sign in for every oauth2 or openIdConnect scheme that signs a person in.
   * @default true
   */
  oauth?: boolean | undefined;
  /** Let each caller enter their own key, token or login for this security scheme. */
  keySchemes?: string[] | undefined;
  /** The store of the tokens; `openStore` opens one that encrypts. In memory by default, until the process ends. */
  store?: Store | undefined;
  /**
   * Secrets that links are encrypted by, one a line, each of at least 32 characters. Several processes need the same; one
   * process makes its own by default.
   */
  secrets?: string | undefined;
  /**
   * Sign callers in at the issuer of their tokens before they connect an account, so that nobody connects one to the calls of
   * somebody else.
   */
  signIn?: SignInOptions | undefined;
}

/** The client that callers sign in through, at the issuers of their tokens. */
export interface SignInOptions {
  /** Issuers, as tokens name them. */
  issuers: string[];
  /** Client ID of this server at the issuers. Its redirect URI ends in `/connect/sign-in`. */
  clientId: string;
  /** The secret of `clientId`. */
  clientSecret?: string | undefined;
}
