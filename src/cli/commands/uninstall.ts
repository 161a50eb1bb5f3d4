import { removeFromClient, targetOf } from '../change-client.ts';
import { clientFlags } from '../flags/client-flags.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { ClientFlags } from '../flags/client-flags.ts';
import type { Terminal } from '../terminal.ts';

export const uninstallCommand: ParsedCommand = {
  name: 'uninstall',
  summary: 'Remove a server from the configuration of an MCP client.',
  positionals: [{ name: 'server', help: 'Name of the server in the client, as install --list shows it.' }],
  groups: [{ title: 'Uninstall', flags: clientFlags }],
  examples: ['openapi-mcp uninstall pet-store --client cursor'],
  run: uninstall,
};

async function uninstall(
  { positionals: [name = ''], flags }: CommandInput<ClientFlags>,
  terminal: Terminal,
): Promise<void> {
  await removeFromClient(targetOf(flags, terminal), name, flags.dryRun === true, terminal);
}
