import { openDocument, withHandlers } from '../api.ts';
import { warnOf } from '../connection.ts';
import { ReportedFailure } from '../format-error.ts';
import { addOptions, documentOptions, mockOptions, requestOptions } from '../options.ts';
import { pieceOf, printPieces } from '../print-result.ts';
import { ProtocolFault } from '../../index.ts';
import type { DocumentFlags, MockFlags, RequestFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { Command } from 'commander';

interface ReadFlags extends DocumentFlags, RequestFlags, MockFlags {
  json?: boolean;
  output?: string;
}

const examples = `
Examples:
  openapi-mcp read petstore.yaml pet-store://api/pets/7
  openapi-mcp read petstore.yaml 'pet-store://api/pets?species=cat&species=dog' --mock`;

export function addReadCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('read')
    .description('Read one resource from the shell.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .argument('<uri>', 'URI of a resource, or of a template with its variables filled in.')
    .option('--json', 'Print the MCP result as it is.')
    .option('--output <file>', 'Save the image, bytes or text of the answer to a file.');
  addOptions(command, [...mockOptions(), ...documentOptions(), ...requestOptions()])
    .addHelpText('after', examples)
    .action((source: string, uri: string, flags: ReadFlags) => read(source, uri, flags, terminal));
}

async function read(source: string, uri: string, flags: ReadFlags, terminal: Terminal): Promise<void> {
  warnOf(flags, terminal);
  const opened = await openDocument(source, flags, terminal.environment);
  try {
    const result = await withHandlers(opened, flags, terminal, (handlers) => handlers.readResource(uri));
    if (flags.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    else printPieces(result.contents.map(pieceOf), flags.output, terminal);
  } catch (error) {
    if (!(error instanceof ProtocolFault)) throw error;
    terminal.error(`${error.message}\n`);
    throw new ReportedFailure();
  }
}
