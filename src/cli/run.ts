import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { formatError } from './error.ts';
import { isOpenApiMcpError } from '../index.ts';

/** Failed, and misused. */
const failed = 1;
const misused = 2;

/** Runs one command line to its end and answers the exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message by then; code 0 is --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misused;
    process.stderr.write(`${formatError(error)}\n`);
    return isOpenApiMcpError(error, 'OPTION_INVALID') ? misused : failed;
  }
}
