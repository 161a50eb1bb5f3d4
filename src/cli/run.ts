import { OpenApiMcpError, isOpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { version } from '../version.ts';
import { commandNames, loadCommand, loadCommands } from './commands.ts';
import { formatError, ReportedFailure } from './format-error.ts';
import { findCommandConfig } from './find-command-config.ts';
import { helpNames, isFlag, splitArguments, unknownFlag } from './parse-arguments.ts';
import { readArguments } from './read-arguments.ts';
import { flagsOf } from './command.ts';
import { processTerminal } from './terminal.ts';
import type { ErrorCode } from '../errors.ts';
import type { Command, CommandInput } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Commands that may take long before their first output. */
const showsProgress = new Set([
  'inspect',
  'call',
  'read',
  'validate',
  'generate',
  'overlay',
  'install',
  'bundle',
]);

const failed = 1;
const misused = 2;

/** The codes of errors in what a person wrote for this program. */
const misuses: ReadonlySet<ErrorCode> = new Set(['OPTION_INVALID', 'CONFIG_INVALID', 'PROMPT_INVALID']);

/** Runs one command line, and returns its exit code. */
export async function run(args: string[], terminal: Terminal = processTerminal()): Promise<number> {
  try {
    return await runProgram(args, terminal);
  } catch (error) {
    if (error instanceof ReportedFailure) return error.exitCode;
    terminal.error(`${formatError(error)}\n`);
    return isOpenApiMcpError(error) && misuses.has(error.code) ? misused : failed;
  }
}

async function runProgram([name, ...args]: string[], terminal: Terminal): Promise<number> {
  if (name === undefined) {
    terminal.error(await programHelp(terminal));
    return misused;
  }
  if (helpNames.includes(name)) terminal.out(await programHelp(terminal));
  else if (name === '--version' || name === '-v') terminal.out(`${version}\n`);
  else if (isFlag(name)) throw unknownFlag(name, [{ name: 'version' }]);
  else await runCommand(await findCommand(name), args, terminal);
  return 0;
}

async function programHelp(terminal: Terminal): Promise<string> {
  const { formatProgramHelp } = await import('./help.ts');
  return formatProgramHelp(await loadCommands(), terminal.columns);
}

/** @throws OpenApiMcpError OPTION_INVALID */
async function findCommand(name: string): Promise<Command> {
  const command = await loadCommand(name);
  if (command !== undefined) return command;
  const nearest = nearestName(name, commandNames);
  throw new OpenApiMcpError('OPTION_INVALID', `unknown command ${name}`, {
    hint: nearest === undefined ? 'Run with --help to list the commands.' : `Did you mean ${nearest}?`,
  });
}

async function runCommand(command: Command, args: string[], terminal: Terminal): Promise<void> {
  const split = splitArguments(flagsOf(command), args);
  if (!split.asksForHelp) {
    const readConfig = (): ReturnType<typeof findCommandConfig> =>
      findCommandConfig(command, split, terminal);
    const config = await readConfig();
    const runWith = async (shown: Terminal): Promise<void> => {
      if ('runUnparsed' in command) return command.runUnparsed(args, shown, config);
      const { environment } = shown;
      const withGiven = (input: CommandInput<object>): CommandInput<object> => ({
        ...input,
        given: split.values,
      });
      const keys = new Map<string, string>();
      const reread = async (): Promise<CommandInput<object>> =>
        withGiven(await readArguments(command, split, environment, await readConfig(), keys));
      const input = await readArguments(command, split, environment, config, keys);
      return command.run({ ...withGiven(input), reread }, shown);
    };
    if (terminal.isInteractive !== true || !showsProgress.has(command.name)) return runWith(terminal);
    const { withProgress } = await import('./progress.ts');
    return withProgress(`openapi-mcp ${command.name}`, terminal, runWith);
  }
  const { formatCommandHelp } = await import('./help.ts');
  terminal.out(await formatCommandHelp(command, terminal.columns));
}
