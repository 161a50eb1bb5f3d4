import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { formatError, ReportedFailure } from './format-error.ts';
import { processTerminal } from './terminal.ts';
import { isOpenApiMcpError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** Failed, and misused. */
const failed = 1;
const misused = 2;

/** Runs one command line to its end and answers the exit code. */
export async function run(args: string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    const program = await createProgram(terminal, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message by then; code 0 is --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misused;
    if (error instanceof ReportedFailure) return failed;
    terminal.error(`${formatError(error)}\n`);
    return isOpenApiMcpError(error, 'OPTION_INVALID') ? misused : failed;
  }
}
