import { secretsOf } from '../caller-options.ts';
import { storeFlags } from '../flags/exchange-flags.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { listAccounts } from '../../connect/list-accounts.ts';
import { openStore } from '../../store/open-store.ts';
import type { ConnectedAccount } from '../../connect/list-accounts.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { ExchangeFlags } from '../flags/exchange-flags.ts';
import type { Terminal } from '../terminal.ts';

interface AccountsFlags extends Pick<ExchangeFlags, 'tokenStore' | 'authSecretFile'> {
  api?: string;
  scheme?: string;
  caller?: string;
  remove?: boolean;
  json?: boolean;
}

export const accountsCommand: ParsedCommand = {
  name: 'accounts',
  summary: 'List the accounts that callers have connected (serve --per-user), or remove some.',
  positionals: [],
  groups: [
    {
      title: 'Accounts',
      flags: [
        ...storeFlags,
        { name: 'api', value: 'name', help: 'Only accounts of this API.' },
        { name: 'scheme', value: 'name', help: 'Only accounts of this security scheme.' },
        { name: 'caller', value: 'name', help: 'Only accounts of the caller with this name.' },
        { name: 'remove', help: 'Remove the accounts that the other options choose.' },
        { name: 'json', help: 'Print the accounts as JSON.' },
      ],
    },
  ],
  examples: [
    'openapi-mcp accounts --token-store /var/lib/openapi-mcp',
    'openapi-mcp accounts --token-store redis://127.0.0.1:6379 --caller ada --remove',
  ],
  notes: [
    'The secrets of the store come from OPENAPI_MCP_AUTH_SECRET or --auth-secret-file, as for serve.',
    'Removing does not revoke tokens at the API: callers do that themselves on the page /connect of the server.',
  ],
  run: showAccounts,
};

async function showAccounts({ flags }: CommandInput<AccountsFlags>, terminal: Terminal): Promise<void> {
  const { tokenStore, api, scheme, caller, remove = false, json = false } = flags;
  if (tokenStore === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'the store of the accounts is unknown', {
      hint: 'Add --token-store with the folder or the URL that serve has.',
    });
  if (remove && api === undefined && scheme === undefined && caller === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'nothing says which accounts to remove', {
      hint: 'Add --api, --scheme or --caller.',
    });
  const store = await openStore(tokenStore, secretsOf(flags, terminal.environment) ?? '');
  try {
    const chosen = (await listAccounts(store)).filter(
      (account) =>
        (api ?? account.api) === account.api &&
        (scheme ?? account.scheme) === account.scheme &&
        (caller ?? account.caller) === account.caller,
    );
    if (remove) for (const { key } of chosen) await store.delete(key);
    const shown = chosen.map(({ key: _, ...account }) => account);
    terminal.out(json ? `${JSON.stringify(shown, null, 2)}\n` : shown.map(lineOf).join(''));
    const count = `${chosen.length} ${chosen.length === 1 ? 'account' : 'accounts'}`;
    terminal.error(remove ? `Removed ${count}.\n` : `${count}.\n`);
  } finally {
    await store.close();
  }
}

function lineOf({ api, scheme, caller, issuer }: Omit<ConnectedAccount, 'key'>): string {
  return `${api}/${scheme}  ${caller}${issuer === undefined ? '' : `  ${issuer}`}\n`;
}
