import { documentPositional } from '../command.ts';
import { serveCommand, serverFlags } from './serve.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { RequestFlags } from '../flags/request-flags.ts';
import type { Terminal } from '../terminal.ts';

type DevFlags = Pick<RequestFlags, 'baseUrl'> & { upstream?: boolean };

export const devCommand: ParsedCommand = {
  name: 'dev',
  summary:
    'Serve an API over HTTP to try it, with a mock of the API unless --upstream or --base-url is given.',
  positionals: [{ ...documentPositional, isRepeated: true }],
  groups: [
    {
      title: 'Development',
      flags: [
        { name: 'upstream', help: 'Send calls to the API of the document instead of a mock.' },
        ...serverFlags.flags.filter(({ name }) => name !== 'transport'),
      ],
    },
    ...serveCommand.groups.filter((group) => group !== serverFlags),
  ],
  examples: ['openapi-mcp dev petstore.yaml', 'openapi-mcp dev petstore.yaml --upstream --port 8080'],
  notes: [
    'On a terminal, the explorer is opened in the browser; BROWSER=none leaves it closed. The start prints how to open the MCP Inspector for the server.',
  ],
  run: dev,
};

async function dev(input: CommandInput<DevFlags>, terminal: Terminal): Promise<void> {
  const { reread } = input;
  const again = reread && (async (): Promise<CommandInput<object>> => toServeInput(await reread()));
  await serveCommand.run({ ...toServeInput(input), reread: again }, terminal);
}

/** Returns the input of `serve`. It follows changes of a document that can be read again. */
function toServeInput(input: CommandInput<DevFlags>): CommandInput<object> {
  const { upstream = false, ...flags } = input.flags;
  const mock = upstream || flags.baseUrl !== undefined ? {} : { mock: true };
  const watch = input.positionals.includes('-') ? {} : { watch: true };
  return {
    ...input,
    reread: undefined,
    apis: input.apis?.map((api) =>
      'baseUrl' in api.flags ? api : { ...api, flags: { ...api.flags, ...mock } },
    ),
    flags: { ...flags, ...mock, ...watch, transport: 'http', inspector: true },
  };
}
