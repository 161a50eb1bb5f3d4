import { clientNames } from '../client-limits.ts';
import { documentPositional } from '../command.ts';
import { connectionFlags, connectionOptions, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags } from '../flags/document-flags.ts';
import { anonymousLines } from '../document-notes.ts';
import { promptsFlag } from '../flags/prompt-flags.ts';
import { destinationFlags } from '../flags/request-flags.ts';
import { exposeFlag, toolFlags } from '../flags/tool-flags.ts';
import { formatInspection } from '../format-inspection.ts';
import { inspectApi } from '../inspect-api.ts';
import { openDocument } from '../open-document.ts';
import { formatSearchResult, searchOperations } from '../search-operations.ts';
import type { ClientName } from '../client-limits.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { ConnectionFlags } from '../flags/connection-flags.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { FlagGroup } from '../flags/flag.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { ServerFlags } from '../flags/request-flags.ts';
import type { ExposeFlag, ToolFlags } from '../flags/tool-flags.ts';
import type { Terminal } from '../terminal.ts';

type InspectFlags = DocumentFlags &
  ToolFlags &
  ServerFlags &
  PromptFlags &
  ExposeFlag &
  ConnectionFlags & { json?: boolean; check?: boolean; search?: string; client?: ClientName };

const outputFlags: FlagGroup = {
  title: 'Output',
  flags: [
    {
      name: 'check',
      help: 'Send a GET without credentials to each base URL of calls, and guess a better one where nothing is there.',
    },
    { name: 'json', help: 'Print one JSON object, whose tools are those of tools/list.' },
    {
      name: 'search',
      value: 'question',
      help: 'Show the operations that a model would find in search mode, with scores.',
    },
    {
      name: 'client',
      value: 'name',
      help: 'Show the limits of one client that the list exceeds, instead of those of all.',
      choices: clientNames,
    },
    exposeFlag,
    promptsFlag,
  ],
};

export const inspectCommand: ParsedCommand = {
  name: 'inspect',
  summary: 'Show the tools and resources of an API as a client receives them, and their cost in tokens.',
  positionals: [documentPositional],
  groups: [outputFlags, toolFlags, destinationFlags, documentFlags, connectionFlags],
  run: printInspection,
};

async function printInspection(
  { positionals: [source = ''], flags, config }: CommandInput<InspectFlags>,
  terminal: Terminal,
): Promise<void> {
  warnIfInsecure(flags, terminal);
  const opened = await openDocument(source, flags, terminal.environment, config?.operations);
  const print = (value: object, format: () => string): void =>
    terminal.out(flags.json === true ? `${JSON.stringify(value, null, 2)}\n` : format());
  if (flags.search !== undefined) {
    const found = await searchOperations(opened, flags.search, terminal.environment);
    return print(found, () => formatSearchResult(found, terminal));
  }
  const inspection = await inspectApi(opened, flags, terminal.environment);
  for (const line of await anonymousLines(source, opened.descriptor, flags, terminal.environment))
    terminal.error(`${line}\n`);
  if (flags.check === true) {
    const { checkDestinations } = await import('../check-destinations.ts');
    const { baseUrl, server, serverVar = {} } = flags;
    const options = { baseUrl, server, serverVariables: serverVar };
    const connection = connectionOptions(flags, terminal.environment);
    inspection.destinations = await checkDestinations(
      opened.descriptor,
      inspection.destinations,
      options,
      connection,
    );
  }
  print(inspection, () => formatInspection(opened, inspection, terminal, flags.client));
}
