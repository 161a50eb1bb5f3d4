import { documentPositional } from '../command.ts';
import { callFlags } from '../flags/call-flags.ts';
import { warnIfInsecure } from '../flags/connection-flags.ts';
import { jsonResultFlag, outputFlag } from '../flags/output-flags.ts';
import { ReportedFailure } from '../format-error.ts';
import { openDocument } from '../open-document.ts';
import { pieceOf, printPieces } from '../print-result.ts';
import { withHandlers } from '../with-handlers.ts';
import { ProtocolFault } from '../../index.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { MockFlags } from '../flags/mock-flags.ts';
import type { OutputFlags } from '../flags/output-flags.ts';
import type { ToolFlags } from '../flags/tool-flags.ts';
import type { RuntimeFlags } from '../runtime-settings.ts';
import type { Terminal } from '../terminal.ts';

type ReadFlags = DocumentFlags & ToolFlags & RuntimeFlags & MockFlags & OutputFlags;

export const readCommand: ParsedCommand = {
  name: 'read',
  summary: 'Read one resource from the shell.',
  positionals: [
    documentPositional,
    { name: 'uri', help: 'URI of a resource, or of a template with its variables filled in.' },
  ],
  groups: [{ title: 'Output', flags: [jsonResultFlag, outputFlag] }, ...callFlags],
  examples: [
    'openapi-mcp read petstore.yaml pet-store://api/pets/7',
    "openapi-mcp read petstore.yaml 'pet-store://api/pets?species=cat&species=dog' --mock",
  ],
  run: read,
};

async function read(
  { positionals: [source = '', uri = ''], flags, config }: CommandInput<ReadFlags>,
  terminal: Terminal,
): Promise<void> {
  warnIfInsecure(flags, terminal);
  const opened = await openDocument(source, flags, terminal.environment, config?.operations);
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
