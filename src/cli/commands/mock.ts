import { addOptions, loadOptions, readCount, readPort } from '../options.ts';
import { connectionOf, warnOf } from '../connection.ts';
import { untilSignal } from '../until-signal.ts';
import { createMock, loadDocument } from '../../index.ts';
import { Option } from 'commander';
import type { ConnectionFlags } from '../connection.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadOptions, MockOptions } from '../../index.ts';
import type { Command } from 'commander';

const examples = `
Examples:
  openapi-mcp mock petstore.yaml
  openapi-mcp mock petstore.yaml --port 8080 --mock-seed 7
  curl http://127.0.0.1:4010/v1/pets/1 -H 'Prefer: code=404'

Answers are the document's examples, else samples of its schemas; what is posted can be read back.
Prefer: code=404 asks for a status, Prefer: example=name for an example. A request that breaks the
document is answered with 400 and every finding. Credentials are not asked for.`;

interface Flags extends LoadOptions, MockOptions, ConnectionFlags {
  mockSeed?: number;
}

export function addMockCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('mock')
    .description('Answer for an API that is not there, from its document.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .option('--port <number>', 'Port to listen on; 0 takes a free one.', readPort, 4010)
    .option('--host <address>', 'Address to listen on.', '127.0.0.1');
  addOptions(command, [
    new Option('--mock-seed <number>', 'Make the answers repeatable.').argParser(readCount(0)),
    ...loadOptions(),
  ])
    .addHelpText('after', examples)
    .action((source: string, flags: Flags) => mock(source, flags, terminal));
}

async function mock(source: string, { mockSeed, ...flags }: Flags, terminal: Terminal): Promise<void> {
  warnOf(flags, terminal);
  const loaded = await loadDocument(source, {
    ...flags,
    connection: connectionOf(flags, terminal.environment),
  });
  const server = await createMock(loaded, {
    ...flags,
    ...(mockSeed === undefined ? {} : { seed: mockSeed }),
  });
  // Before the announcement: whoever reads it may send a signal at once.
  const signalled = untilSignal();
  terminal.error(`Mock of ${loaded.source} with seed ${server.seed}\nListening on ${server.url}\n`);
  await signalled;
  await server.close();
}
