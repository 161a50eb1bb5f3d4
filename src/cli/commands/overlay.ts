import { documentPositional } from '../command.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { findingLines } from '../format-findings.ts';
import { overlayDocument } from '../../index.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';

export const overlayCommand: ParsedCommand = {
  name: 'overlay',
  summary: 'Print a document with overlays applied.',
  positionals: [
    documentPositional,
    { name: 'overlay', help: 'Overlay (version 1.0 or 1.1), as a file or URL.', isRepeated: true },
  ],
  groups: [documentFlags, connectionFlags],
  examples: ['openapi-mcp overlay petstore.yaml shorter.overlay.yaml'],
  notes: ['JSON is printed as JSON, YAML as YAML without its comments.'],
  run: overlay,
};

async function overlay(
  { positionals: [source = '', ...overlays], flags }: CommandInput<DocumentFlags>,
  terminal: Terminal,
): Promise<void> {
  const options = await loadOptions(flags, terminal.environment);
  const { document, isJson, findings } = await overlayDocument(source, {
    ...options,
    overlays: [...(options.overlays ?? []), ...overlays],
  });
  for (const line of findingLines(findings)) terminal.error(`${line}\n`);
  if (isJson) return terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  const { stringify } = await import('yaml');
  terminal.out(stringify(document, { lineWidth: 0 }));
}
