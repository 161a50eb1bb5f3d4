import type { CredentialOptions } from './credential-options.ts';

/** Options of a login. */
export interface LoginOptions extends CredentialOptions {
  /** Log in for this security scheme, if there are several. */
  scheme?: string | undefined;
  /** Client ID at the authorization server; by default the value of the scheme's variable. */
  clientId?: string | undefined;
  /**
   * Port of the redirect URI for the browser; 0 selects a free port.
   * @default 0
   */
  port?: number | undefined;
  /**
   * Log in with a code that a person enters on any device, if this machine has no browser.
   * @default false
   */
  device?: boolean | undefined;
  /** Receives the URL that the person has to open, and the code to enter there, if there is one. */
  onUrl: (url: string, code?: string) => void;
  /** Aborts the login. */
  signal?: AbortSignal | undefined;
}
