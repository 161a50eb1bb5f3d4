import type { CredentialOptions } from '../credentials/credential-options.ts';
import type { Store } from '../store/store.ts';

/** Options of the accounts that callers connect, each their own. */
export interface PerUserOptions extends Omit<CredentialOptions, 'authCommand'> {
  /** The store of the tokens; `openStore` opens one that encrypts. In memory by default, until the process ends. */
  store?: Store | undefined;
  /**
   * Secrets that links are encrypted by, one a line, each of at least 32 characters. Several processes need the same; one
   * process makes its own by default.
   */
  secrets?: string | undefined;
}
