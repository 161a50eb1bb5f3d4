import type { IdentitySigner } from './identity.ts';
import type { UserAccounts } from './user-accounts.ts';

export type { IdentitySigner } from './identity.ts';
export type {
  AccountTool,
  BrowserSignIn,
  ListedAccount,
  PageRequest,
  PageResponse,
  SignedInCaller,
  UserAccounts,
} from './user-accounts.ts';

/** The callers in requests to the API: what it is told about them, and their accounts. */
export interface CallerOptions {
  /**
   * Tell the API who calls, in this header: `claim:email` is a claim of the caller's token, `name` the caller's name, and
   * `jwt:email,groups` a signed JWT with these claims. A call of a caller without them is refused.
   */
  identityHeaders?: Record<string, string> | undefined;
  /** Signs the JWTs of `identityHeaders`; `createIdentitySigner` makes one. The server publishes its keys. */
  identitySigner?: IdentitySigner | undefined;
  /**
   * The accounts that callers connect, each their own; `createUserAccounts` makes one, with credentials for `credentials`.
   * The server serves their pages below `/connect`.
   */
  accounts?: UserAccounts | undefined;
}
