import { homedir } from 'node:os';
import { cwd } from 'node:process';
import { clientFile, scopesOf } from '../install/client-file.ts';
import { addArguments, removeArguments, runClaude } from '../install/claude-command.ts';
import { clientIds, clientOf } from '../install/clients.ts';
import { backupConfigFile, readConfigFile, writeConfigFile } from '../install/config-file.ts';
import { addEntry, listServers, removeEntry } from '../install/edit-config.ts';
import { clientEntry } from '../install/server-entry.ts';
import { textDiff } from '../install/text-diff.ts';
import { OpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { findProgram } from './serve-arguments.ts';
import type { ClientMachine } from '../install/client-file.ts';
import type { ClientId, InstallScope } from '../install/clients.ts';
import type { ServerEntry } from '../install/server-entry.ts';
import type { ClientFlags } from './flags/client-flags.ts';
import type { Terminal } from './terminal.ts';

/** The file of a client. */
export interface ClientTarget {
  id: ClientId;
  scope: InstallScope;
  path: string;
}

/** Returns the machine of this process. */
export function thisMachine(environment: Record<string, string | undefined>): ClientMachine {
  const { platform } = process;
  const home = environment[platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
  return { platform, home, environment, folder: cwd() };
}

/**
 * Returns the file of the client that the flags name.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function targetOf({ client, scope }: ClientFlags, { environment }: Terminal): ClientTarget {
  if (client === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', '--client <name> is required', {
      hint: `Name the client: ${clientIds.join(', ')}.`,
    });
  const chosen = scope ?? scopesOf(client)[0] ?? 'user';
  return { id: client, scope: chosen, path: clientFile(client, chosen, thisMachine(environment)) };
}

/** Adds a server to a client, or prints the change. */
export async function addToClient(
  target: ClientTarget,
  entry: ServerEntry,
  isDryRun: boolean,
  terminal: Terminal,
): Promise<void> {
  const { id, scope, path } = target;
  const client = clientOf(id);
  const before = (await readConfigFile(path)) ?? '';
  const file = { source: path, text: before };
  const after = await addEntry(client, file, entry);
  if (after === before)
    return terminal.out(`${client.title} has ${entry.name} already, and ${path} is unchanged.\n`);
  const isThere = (await listServers(client, file)).some(({ name }) => name === entry.name);
  const commands = [
    ...(isThere ? [removeArguments(entry.name, scope)] : []),
    addArguments(entry.name, scope, clientEntry(client, entry)),
  ];
  await change(target, before, after, commands, isDryRun, terminal);
  if (!isDryRun) terminal.out(`Added ${entry.name} to ${client.title}: ${path}\n`);
}

/**
 * Removes a server from a client, or prints the change.
 *
 * @throws OpenApiMcpError OPTION_INVALID if the client does not have it
 */
export async function removeFromClient(
  target: ClientTarget,
  name: string,
  isDryRun: boolean,
  terminal: Terminal,
): Promise<void> {
  const { id, scope, path } = target;
  const client = clientOf(id);
  const before = (await readConfigFile(path)) ?? '';
  const file = { source: path, text: before };
  const after = await removeEntry(client, file, name);
  if (after === undefined) {
    const names = (await listServers(client, file)).map((server) => server.name);
    const nearest = nearestName(name, names);
    throw new OpenApiMcpError('OPTION_INVALID', `${client.title} has no server ${name} in ${path}`, {
      hint:
        nearest === undefined
          ? 'install --list shows the servers of every client.'
          : `Did you mean ${nearest}?`,
    });
  }
  await change(target, before, after, [removeArguments(name, scope)], isDryRun, terminal);
  if (!isDryRun) terminal.out(`Removed ${name} from ${client.title}: ${path}\n`);
}

/** Makes a change by the command line of Claude Code if that is the client and there is one, else by its file. */
async function change(
  { id, path }: ClientTarget,
  before: string,
  after: string,
  commands: string[][],
  isDryRun: boolean,
  terminal: Terminal,
): Promise<void> {
  const claude = id === 'claude-code' ? findProgram('claude', terminal.environment) : undefined;
  if (isDryRun) {
    const lines = commands.map((args) => `${['claude', ...args].map(quote).join(' ')}\n`).join('');
    terminal.out(claude === undefined ? `${path}\n${textDiff(before, after)}` : lines);
    return;
  }
  const backup = claude === undefined ? await writeConfigFile(path, after) : await backupConfigFile(path);
  if (claude !== undefined) for (const args of commands) await runClaude(claude, args, cwd());
  if (backup !== undefined) terminal.error(`The file before is ${backup}\n`);
}

/** Returns a word as a shell reads it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
