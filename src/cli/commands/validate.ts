import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { ReportedFailure } from '../format-error.ts';
import { anonymousLine } from '../document-notes.ts';
import { isFetchedAnonymously } from '../document-source.ts';
import { inert, styled } from '../terminal.ts';
import { validateDocument } from '../../index.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { Problem, Validation } from '../../index.ts';

export const validateCommand: ParsedCommand = {
  name: 'validate',
  summary: 'Check a document against its specification, and list what a server would repair or relax.',
  positionals: [documentPositional],
  groups: [
    { title: 'Output', flags: [{ name: 'json', help: 'Print one JSON object.' }] },
    documentFlags,
    connectionFlags,
  ],
  examples: [
    'openapi-mcp validate petstore.yaml',
    'openapi-mcp validate https://api.example.com/openapi.json --json',
  ],
  notes: [
    'The exit code is 1 if something is wrong. Parts that no tool can represent, such as webhooks, are listed, but are not wrong.',
  ],
  run: validate,
};

async function validate(
  { positionals: [source = ''], flags }: CommandInput<DocumentFlags & { json?: boolean }>,
  terminal: Terminal,
): Promise<void> {
  warnIfInsecure(flags, terminal);
  const validation = await validateDocument(source, await loadOptions(flags, terminal.environment));
  const { note } = validation;
  if (note !== undefined) terminal.error(`${inert(note)}\n`);
  const hasCredentials = Object.entries(terminal.environment).some(
    ([name, value]) => name.startsWith('OPENAPI_MCP_CREDENTIAL_') && value,
  );
  if (hasCredentials && isFetchedAnonymously(source, flags)) terminal.error(`${anonymousLine}\n`);
  const isJson = flags.json === true;
  terminal.out(isJson ? `${JSON.stringify(validation, null, 2)}\n` : format(validation, terminal));
  if (validation.problems.some(isWrong)) throw new ReportedFailure();
}

function isWrong({ kind }: Problem): boolean {
  return kind !== 'ignored';
}

function format({ source, declaredVersion, isStrict, problems }: Validation, terminal: Terminal): string {
  const wrong = problems.filter(isWrong).length;
  const verdict =
    wrong === 0 ? 'nothing is wrong' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`;
  const note = isStrict
    ? ''
    : '; its specification has no validator yet, so only what serving it needs was checked';
  const lines = problems.map(({ kind, source: file = source, pointer, message, line, column }) => {
    const place = line === undefined ? file : `${file}:${line}:${column}`;
    const label = styled(terminal, isWrong({ kind, pointer, message }) ? 'red' : 'dim', kind);
    return `${place} ${label} ${pointer || '/'}: ${message}`;
  });
  return `${[...lines, `${source} (${declaredVersion}): ${verdict}${note}`].join('\n')}\n`;
}
