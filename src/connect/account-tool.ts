import { omitUndefined } from '../json/omit-undefined.ts';
import { callerLabel } from '../runtime/policy/caller-label.ts';
import type { AccountTool, UserAccounts } from '../runtime/security/user-accounts.ts';

/** Creates the tool by which callers see who they are, and their accounts of all APIs of a server. */
export function createAccountTool(apis: readonly UserAccounts[], name: string): AccountTool {
  return {
    name,
    title: 'My accounts',
    description:
      'Says who the caller is signed in as, and which accounts the caller has connected. A link connects an account: show it to the person, who opens it in a browser. On the page, accounts are disconnected.',
    annotations: { readOnlyHint: true, openWorldHint: false },
    async call(_, { principal }) {
      if (principal === undefined) return { caller: null, accounts: [] };
      const { name: caller, issuer, claims } = principal;
      const accounts = await Promise.all(apis.map((api) => api.accountsOf(principal)));
      return {
        caller: omitUndefined({ name: caller, issuer, label: callerLabel(principal, claims) }),
        accounts: accounts.flat().map((account) => ({ ...account })),
      };
    },
  };
}
