import yargs from 'yargs';
import { labelOf } from './flags/flag.ts';
import { programName, usageOf } from './command.ts';
import { wrap } from './terminal.ts';
import type { Argv } from 'yargs';
import type { Command, Positional } from './command.ts';

/** Returns the help of the whole command line, which lists the commands. */
export async function formatProgramHelp(commands: Command[], columns: number): Promise<string> {
  const help = await createProgram(commands, []).getHelp();
  return `${wrapColumns(help, columns)}\n\nRun '${programName} <command> --help' for the options of a command.\n`;
}

/** Returns the help of one command. */
export async function formatCommandHelp(command: Command, columns: number): Promise<string> {
  const { name, examples = [], notes } = command;
  const help = await createProgram([command], [name]).getHelp();
  const sections = [wrapColumns(help, columns)];
  if (examples.length > 0)
    sections.push(['Examples:', ...examples.map((example) => `  ${example}`)].join('\n'));
  if (notes !== undefined)
    sections.push(...notes.map((paragraph) => wrap(paragraph.split(' '), columns, '').join('\n')));
  return `${sections.join('\n\n')}\n`;
}

/** Wraps the lines of a help text. Two spaces or more separate a second column, which keeps its indent. */
function wrapColumns(help: string, columns: number): string {
  return help
    .split('\n')
    .flatMap((line) => {
      if (line.length <= columns) return [line];
      const [, first = '', second = line] = /^( +\S+(?: \S+)* {2,})(.*)$/.exec(line) ?? [];
      // Notes such as `[default: "on"]` stay whole if they fit.
      const words = second
        .split(/ (?=\[)/)
        .flatMap((part) =>
          part.startsWith('[') && part.length <= columns - first.length ? [part] : part.split(' '),
        )
        .filter((word) => word !== '');
      const [head = '', ...rest] = wrap(words, columns, ' '.repeat(first.length));
      return [first + head.trimStart(), ...rest];
    })
    .join('\n');
}

function createProgram(commands: Command[], args: string[]): Argv<object> {
  const program = yargs(args)
    .scriptName(programName)
    .usage(`Usage: ${programName} <command> [options]`)
    .usage('')
    .usage('Serves any OpenAPI document as a Model Context Protocol server.')
    // Its own wrapping breaks words.
    .wrap(null)
    // Otherwise yargs would translate its own words, but not ours.
    .detectLocale(false)
    .exitProcess(false)
    // Its own options of these names would take a command `help` for themselves.
    .help(false)
    .version(false)
    .option('help', { alias: 'h', describe: 'Print this help.' });
  if (args.length === 0) program.option('version', { alias: 'v', describe: 'Print the version.' });
  for (const command of commands)
    program.command({
      command: [command.name, ...(args.length === 0 ? [] : command.positionals.map(inUsage))].join(' '),
      describe: command.summary,
      builder: (inner) => addOptions(inner, command),
      handler: () => undefined,
    });
  return program;
}

function addOptions(program: Argv<object>, command: Command): Argv<object> {
  program
    .usage(`Usage: ${usageOf(command)}`)
    .usage('')
    .usage(command.summary)
    .version(false);
  for (const { name, help } of command.positionals) program.positional(name, { describe: help });
  for (const { title, flags } of command.groups)
    for (const flag of flags)
      // The placeholder of a value is part of the name, since yargs has no other place for it.
      program.option(labelOf(flag), {
        describe: flag.help,
        group: `${title}:`,
        choices: flag.choices,
        default: flag.default,
        demandOption: flag.isRequired,
      });
  return program;
}

/** Returns an argument as yargs writes it: `<name>` or `[name]`. */
function inUsage({ name, isOptional = false }: Positional): string {
  return isOptional ? `[${name}]` : `<${name}>`;
}
