import { Command } from 'commander';
import { addCallCommand } from './call.ts';
import { addInspectCommand } from './inspect.ts';
import { addMockCommand } from './mock.ts';
import { addReadCommand } from './read.ts';
import { addServeCommand } from './serve.ts';
import { addValidateCommand } from './validate.ts';
import { processTerminal } from './terminal.ts';
import { version } from '../index.ts';
import type { Terminal } from './terminal.ts';

/** The whole command line. Nothing here ends the process. */
export function createProgram(terminal: Terminal = processTerminal()): Command {
  const program = new Command('openapi-mcp')
    .description('Serves any OpenAPI document as a Model Context Protocol server.')
    .version(version, '-v, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', 'Print the help of a command.')
    .showSuggestionAfterError()
    .showHelpAfterError('Run with --help to see what there is.')
    .enablePositionalOptions()
    .exitOverride();
  addServeCommand(program);
  addInspectCommand(program, terminal);
  addCallCommand(program, terminal);
  addReadCommand(program, terminal);
  addMockCommand(program, terminal);
  addValidateCommand(program, terminal);
  return program;
}
