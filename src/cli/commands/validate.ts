import { connectionOf, warnOf } from '../connection.ts';
import { ReportedFailure } from '../format-error.ts';
import { addOptions, loadOptions } from '../options.ts';
import { styled } from '../terminal.ts';
import { validateDocument } from '../../index.ts';
import type { Command } from 'commander';
import type { ConnectionFlags } from '../connection.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadOptions, Problem, Validation } from '../../index.ts';

const examples = `
Examples:
  openapi-mcp validate petstore.yaml
  openapi-mcp validate https://api.example.com/openapi.json --json

The exit code is 1 when something is wrong; what no tool can carry, such as webhooks, is listed but not wrong.`;

export function addValidateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('validate')
    .description('Check a document against its specification, and say what serving it would repair or relax.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .option('--json', 'Print one JSON object.');
  addOptions(command, loadOptions())
    .addHelpText('after', examples)
    .action((source: string, flags: LoadOptions & ConnectionFlags & { json?: boolean }) =>
      validate(source, flags, terminal),
    );
}

async function validate(
  source: string,
  { json = false, ...options }: LoadOptions & ConnectionFlags & { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  warnOf(options, terminal);
  const connection = connectionOf(options, terminal.environment);
  const validation = await validateDocument(source, { ...options, connection });
  terminal.out(json ? `${JSON.stringify(validation, null, 2)}\n` : format(validation, terminal));
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
