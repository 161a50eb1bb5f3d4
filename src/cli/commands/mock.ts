import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { readPort } from '../flags/flag-values.ts';
import { mockSeedFlag } from '../flags/mock-flags.ts';
import { untilSignal } from '../until-signal.ts';
import { createMock, loadDocument } from '../../index.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';

interface Flags extends DocumentFlags {
  port: number;
  host: string;
  mockSeed?: number;
}

export const mockCommand: ParsedCommand = {
  name: 'mock',
  summary: 'Run a mock of an API from its document.',
  positionals: [documentPositional],
  groups: [
    {
      title: 'Server',
      flags: [
        {
          name: 'port',
          value: 'number',
          help: 'Port to listen on; 0 selects a free port.',
          default: 4010,
          read: readPort,
        },
        { name: 'host', value: 'address', help: 'Address to listen on.', default: '127.0.0.1' },
        mockSeedFlag,
      ],
    },
    documentFlags,
    connectionFlags,
  ],
  examples: [
    'openapi-mcp mock petstore.yaml',
    'openapi-mcp mock petstore.yaml --port 8080 --mock-seed 7',
    "curl http://127.0.0.1:4010/v1/pets/1 -H 'Prefer: code=404'",
  ],
  notes: [
    'Responses are the examples of the document, else samples of its schemas. What a client posts can be read back.',
    'Prefer: code=404 selects a status, Prefer: example=name an example. A request that breaks the document gets a response with status 400 that lists every finding. Credentials are not required.',
  ],
  run: mock,
};

async function mock(
  { positionals: [source = ''], flags }: CommandInput<Flags>,
  terminal: Terminal,
): Promise<void> {
  warnIfInsecure(flags, terminal);
  const loaded = await loadDocument(source, await loadOptions(flags, terminal.environment));
  const { port, host, mockSeed } = flags;
  const server = await createMock(loaded, omitUndefined({ port, host, seed: mockSeed }));
  // Listens before the announcement, since its reader may send a signal at once.
  const signalled = untilSignal();
  terminal.error(`Mock of ${loaded.source} with seed ${server.seed}\nListening on ${server.url}\n`);
  await signalled;
  await server.close();
}
