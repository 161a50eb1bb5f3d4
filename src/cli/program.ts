import { Command } from 'commander';
import { processTerminal } from './terminal.ts';
import { version } from '../version.ts';
import type { Terminal } from './terminal.ts';

type AddCommand = (program: Command, terminal: Terminal) => void;

/** In the order of the help. */
const commands = new Map<string, () => Promise<AddCommand>>([
  ['serve', async () => (await import('./commands/serve.ts')).addServeCommand],
  ['generate', async () => (await import('./commands/generate.ts')).addGenerateCommand],
  ['inspect', async () => (await import('./commands/inspect.ts')).addInspectCommand],
  ['call', async () => (await import('./commands/call.ts')).addCallCommand],
  ['read', async () => (await import('./commands/read.ts')).addReadCommand],
  ['login', async () => (await import('./commands/login.ts')).addLoginCommand],
  ['mock', async () => (await import('./commands/mock.ts')).addMockCommand],
  ['validate', async () => (await import('./commands/validate.ts')).addValidateCommand],
]);

/**
 * The whole command line; only the one command that `name` is the name of, where it is one. Nothing here ends the
 * process.
 */
export async function createProgram(
  terminal: Terminal = processTerminal(),
  name: string = '',
): Promise<Command> {
  const program = new Command('openapi-mcp')
    .description('Serves any OpenAPI document as a Model Context Protocol server.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Print the help of a command.')
    .showSuggestionAfterError()
    .showHelpAfterError('Run with --help to see what there is.')
    .enablePositionalOptions()
    .exitOverride();
  const named = commands.get(name);
  for (const load of named === undefined ? commands.values() : [named]) (await load())(program, terminal);
  return program;
}
