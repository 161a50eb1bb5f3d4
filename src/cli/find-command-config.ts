import { cwd } from 'node:process';
import { findConfig } from '../config/find-config.ts';
import { documentPositional, flagsOf } from './command.ts';
import { configFlag } from './flags/document-flags.ts';
import { readSource } from './named-sources.ts';
import { lacksDocument } from './parse-arguments.ts';
import type { CommandConfig, CommandDefinition } from './command.ts';
import type { SplitArguments } from './parse-arguments.ts';
import type { Terminal } from './terminal.ts';

/**
 * Returns the config file of `--config`, or the one that is found. A file that was found and names a document is not
 * used for another document, which could be given the credentials and the address of the first.
 *
 * @throws OpenApiMcpError OPTION_INVALID, CONFIG_INVALID
 */
export async function findCommandConfig(
  command: CommandDefinition,
  { words, rest, values }: SplitArguments,
  terminal: Terminal,
): Promise<CommandConfig | undefined> {
  if (!flagsOf(command).includes(configFlag)) return undefined;
  const named = values.get(configFlag.name)?.at(-1);
  const found = named === undefined ? findConfig(cwd()) : { path: named, isForeign: false };
  if (found === undefined) return undefined;
  if (found.isForeign) {
    terminal.error(`${found.path} is not used: it belongs to another user. --config uses it.\n`);
    return undefined;
  }
  const { openCommandConfig } = await import('./open-command-config.ts');
  const given = [...words, ...rest];
  const index = command.positionals.findIndex(({ name }) => name === documentPositional.name);
  const count = command.positionals[index]?.isRepeated === true ? given.length : 1;
  const isFree = named !== undefined || index === -1 || lacksDocument(command, given);
  const documents = isFree ? [] : given.slice(index, index + count).map((text) => readSource(text).source);
  return openCommandConfig(command, found.path, values, documents, terminal);
}
