import { clientFile, scopesOf } from '../install/client-file.ts';
import { clientIds, clientOf } from '../install/clients.ts';
import { readConfigFile } from '../install/config-file.ts';
import { listServers } from '../install/edit-config.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { thisMachine } from './change-client.ts';
import { formatError } from './format-error.ts';
import type { ListedServer } from '../install/edit-config.ts';
import type { Terminal } from './terminal.ts';

/** Prints the servers of this program in the files of every client. A file that cannot be read is reported. */
export async function listInstalled(program: string, terminal: Terminal): Promise<void> {
  const machine = thisMachine(terminal.environment);
  const rows: string[][] = [];
  for (const id of clientIds)
    for (const scope of scopesOf(id)) {
      const path = clientFile(id, scope, machine);
      try {
        const text = await readConfigFile(path);
        if (text === undefined) continue;
        const servers = await listServers(clientOf(id), { source: path, text });
        rows.push(
          ...servers.filter((server) => isOwn(server, program)).map(({ name }) => [name, id, scope, path]),
        );
      } catch (error) {
        if (!isOpenApiMcpError(error)) throw error;
        terminal.error(`${formatError(error)}\n`);
      }
    }
  if (rows.length === 0) return terminal.error('No client has a server of this program.\n');
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  terminal.out(lines.map((line) => `${line}\n`).join(''));
}

/** Returns true for a server that this program starts, also from another copy of it. */
function isOwn({ args: [file = '', command] }: ListedServer, program: string): boolean {
  return (
    command === 'serve' && (file === program || (file.includes('openapi-mcp') && /[\\/]cli\.js$/.test(file)))
  );
}
