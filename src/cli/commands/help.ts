import { formatCommandHelp, formatProgramHelp } from '../help.ts';
import type { Command, ParsedCommand } from '../command.ts';

/** Creates the command that prints the help of another one. */
export function createHelpCommand(names: string[], loadCommands: () => Promise<Command[]>): ParsedCommand {
  return {
    name: 'help',
    summary: 'Print the help of a command.',
    positionals: [{ name: 'command', help: 'Name of the command.', isOptional: true, choices: names }],
    groups: [],
    async run({ positionals: [name] }, terminal) {
      const commands = await loadCommands();
      const command = commands.find((each) => each.name === name);
      terminal.out(
        command === undefined
          ? await formatProgramHelp(commands, terminal.columns)
          : await formatCommandHelp(command, terminal.columns),
      );
    },
  };
}
