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
  notes: ['The start prints how to open the MCP Inspector for the server.'],
  run: dev,
};

async function dev(input: CommandInput<DevFlags>, terminal: Terminal): Promise<void> {
  const { upstream = false, ...flags } = input.flags;
  const mock = upstream || flags.baseUrl !== undefined ? {} : { mock: true };
  const apis = input.apis?.map((api) => ({ ...api, flags: { ...api.flags, ...mock } }));
  // Whatever else helps while a document is written, such as watching it, belongs here.
  await serveCommand.run(
    { ...input, apis, flags: { ...flags, ...mock, transport: 'http', inspector: true } },
    terminal,
  );
}
