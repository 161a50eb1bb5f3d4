import { Command } from 'commander';
import { addServeCommand } from './serve.ts';
import { version } from '../index.ts';

/** The whole command line. Nothing here ends the process. */
export function createProgram(): Command {
  const program = new Command('openapi-mcp')
    .description('Serves any OpenAPI document as a Model Context Protocol server.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Print the help of a command.')
    .showSuggestionAfterError()
    .showHelpAfterError('Run with --help to see what there is.')
    .exitOverride();
  addServeCommand(program);
  return program;
}
