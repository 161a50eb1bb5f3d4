import type { ConfigCode } from '../config/config-code.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';
import type { FileValue, Flag, FlagGroup } from './flags/flag.ts';
import type { Terminal } from './terminal.ts';

/** The definition of a command, which parsing, help, completion and documentation read. */
export interface CommandDefinition {
  name: string;
  /** A sentence for the list of commands and the head of the help. */
  summary: string;
  positionals: Positional[];
  groups: FlagGroup[];
  /** Complete command lines. */
  examples?: string[];
  /** Paragraphs below the examples. */
  notes?: string[];
  /** True for a command that writes its flags into code, where no secret may be. */
  writesCode?: boolean;
}

/** A command of the command line. */
export type Command = ParsedCommand | UnparsedCommand;

/** A command that receives its arguments parsed. */
export interface ParsedCommand extends CommandDefinition {
  run(input: CommandInput<object>, terminal: Terminal): Promise<void>;
}

/** A command whose flags depend on the document, so that it parses its arguments itself. */
export interface UnparsedCommand extends CommandDefinition {
  runUnparsed(args: string[], terminal: Terminal, config?: CommandConfig): Promise<void>;
}

/** An argument that is identified by its position. */
export interface Positional {
  name: string;
  help: string;
  isOptional?: boolean;
  /** True for any number of arguments. */
  isRepeated?: boolean;
  choices?: readonly string[];
}

/** The parsed arguments of a command. */
export interface CommandInput<Flags> {
  positionals: string[];
  /** Values by the property name of their flag, `baseUrl` for `--base-url`. */
  flags: Flags;
  /** The texts of the flags on the command line, by name. */
  given?: Map<string, string[]>;
  config?: CommandConfig | undefined;
  /** The APIs of one server, if there are several or the config file has them. */
  apis?: NamedSource[] | undefined;
  /** Parses the same command line again, with the config file as it is by then. */
  reread?: (() => Promise<CommandInput<Flags>>) | undefined;
}

/** The part of a config file that a command uses. */
export interface CommandConfig {
  /** The path of the file, as people read it. */
  name: string;
  /** The absolute path of the file. */
  path: string;
  /** Path or URL of the document, for a command line without one. */
  document?: string;
  operations?: ShapingOptions;
  /** The APIs of one server. */
  apis?: ConfigApi[];
  /** The code of the file. */
  code?: ConfigCode;
  /** Values by the names of their flags. */
  values: Map<string, FileValue>;
  /** The file, line and column of each key. */
  places: Map<string, string>;
}

/** An API of a config file. */
export interface ConfigApi {
  key: string;
  /** Path or URL of its document. */
  document: string;
  operations?: ShapingOptions;
  /** Values by the names of their flags: its own, and those of the whole file. */
  values: Map<string, FileValue>;
  /** The file, line and column of each of its keys. */
  places: Map<string, string>;
}

/** An API of a command line: a document of its own, or an API of the config file. */
export interface NamedSource {
  /** Absent if the title of the document gives it. */
  key?: string;
  source: string;
  /** Its flags: its own, and those of all APIs. */
  flags: object;
  operations: ShapingOptions | undefined;
}

/** Name of the program in help, errors and completion scripts. */
export const programName = 'openapi-mcp';

export const documentPositional: Positional = {
  name: 'document',
  help: 'File, URL, or - for standard input; by default the document of the config file.',
};

/** Returns every flag of a command. */
export function flagsOf({ groups }: Pick<CommandDefinition, 'groups'>): Flag[] {
  return groups.flatMap(({ flags }) => flags);
}

/** Returns the command line in short: `openapi-mcp serve <document> [options]`. */
export function usageOf({ name, positionals }: Pick<CommandDefinition, 'name' | 'positionals'>): string {
  const words = positionals.map((each) => {
    const text = each.isRepeated === true ? `${each.name}...` : each.name;
    return each.isOptional === true ? `[${text}]` : `<${text}>`;
  });
  return [programName, name, ...words, '[options]'].join(' ');
}
