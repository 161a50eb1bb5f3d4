import { Parser } from 'yargs/helpers';
import { OpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { usageOf } from './command.ts';
import { checkChoice } from './flags/check-choice.ts';
import type { CommandDefinition } from './command.ts';
import type { Flag } from './flags/flag.ts';

/** Arguments that were split by yargs-parser, before their values are checked. */
export interface SplitArguments {
  /** Positional arguments and unknown flags, in their order. */
  words: string[];
  /** Positional arguments behind `--`. */
  rest: string[];
  /** Values by the name of their flag. A switch has the value `''`. */
  values: Map<string, string[]>;
  asksForHelp: boolean;
}

/** Flags of the help. */
export const helpNames = ['--help', '-h'];

/** Everything that would change a value or accept another spelling is off. */
const configuration = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'nargs-eats-options': true,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
};

/**
 * Splits arguments into flags and words.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a flag without its value, or a switch with one
 */
export function splitArguments(flags: Flag[], args: string[]): SplitArguments {
  const known = new Set([...helpNames, ...flags.map(({ name }) => `--${name}`)]);
  const switches = flags.filter(({ value }) => value === undefined).map(({ name }) => name);
  const { argv, error } = Parser.detailed(
    withAloneValues(flags, args).map((word) =>
      isFlag(word) && !known.has(withoutValue(word)) ? hide(word) : word,
    ),
    {
      configuration,
      alias: { help: ['h'] },
      boolean: [...switches, 'help'],
      string: flags.map(({ name }) => name).filter((name) => !switches.includes(name)),
      // A switch takes no argument, and any other flag takes the next one, whatever it looks like.
      narg: Object.fromEntries([
        ...flags.map(({ name, value }) => [name, value === undefined ? 0 : 1]),
        ['help', 0],
      ]),
    },
  );
  if (error !== null) throw splitError(String(error));
  const { _: words, '--': rest = [], ...given } = argv;
  const values = flags.flatMap(({ name, value }): [string, string[]][] => {
    if (given[name] === undefined) return [];
    const texts = [given[name]].flat().map((text) => show(String(text)));
    return [[name, value === undefined ? [''] : texts]];
  });
  return {
    words: words.map((word) => show(String(word))),
    rest: (rest as string[]).map(show),
    values: new Map(values),
    asksForHelp: given['help'] !== undefined,
  };
}

/** Returns arguments in which flags that may stand alone have their value. */
function withAloneValues(flags: Flag[], args: string[]): string[] {
  return args.map((word, index) => {
    const { alone } = flags.find(({ name }) => word === `--${name}`) ?? {};
    return alone === undefined || alone.takes.test(args[index + 1] ?? '') ? word : `${word}=${alone.value}`;
  });
}

/** Returns true if a command line has one argument less than it needs, which is then the document. */
export function lacksDocument({ positionals }: CommandDefinition, given: string[]): boolean {
  const required = positionals.filter(({ isOptional = false }) => !isOptional).length;
  const flag = given.findIndex(isFlag);
  return (flag === -1 ? given.length : flag) < required;
}

/** Returns true for `-x` and `--name`, but not for `-`, `--` and negative numbers. */
export function isFlag(word: string): boolean {
  return /^-./s.test(word) && word !== '--' && !/^-(\d+(\.\d+)?|\.\d+)$/.test(word);
}

/** Returns the error of an unknown flag, with the most similar known one as its hint. */
export function unknownFlag(word: string, flags: Pick<Flag, 'name'>[]): OpenApiMcpError {
  const name = withoutValue(word);
  const nearest = nearestName(name.replace(/^-+/, ''), [...flags.map((flag) => flag.name), 'help']);
  return new OpenApiMcpError('OPTION_INVALID', `unknown option ${name}`, {
    hint: nearest === undefined ? 'Run with --help to list the options.' : `Did you mean --${nearest}?`,
  });
}

/**
 * Throws for a missing argument, for one too many, and for one that is not among the choices.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkPositionals(command: CommandDefinition, given: string[]): void {
  const { name, positionals } = command;
  const count = given.length;
  const hint = `Usage: ${usageOf(command)}`;
  const missing = positionals.slice(count).find(({ isOptional = false }) => !isOptional);
  if (missing !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `missing argument <${missing.name}>`, { hint });
  if (count > positionals.length && !positionals.some(({ isRepeated = false }) => isRepeated))
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `too many arguments: ${name} takes ${positionals.length}, and ${count} were given`,
      { hint },
    );
  for (const [index, positional] of positionals.entries()) {
    const text = given[index];
    if (text !== undefined && positional.choices !== undefined)
      checkChoice(text, positional.choices, `<${positional.name}>`);
  }
}

function withoutValue(word: string): string {
  return word.split('=', 1)[0] ?? '';
}

/** An argument cannot contain this character, so that no real argument begins with it. */
const mark = '\0';

/** Marks an unknown flag, so that yargs-parser leaves it where it is, as a word. */
function hide(word: string): string {
  return mark + word;
}

function show(word: string): string {
  return word.startsWith(mark) ? word.slice(mark.length) : word;
}

/** Returns our own error for one of yargs-parser, whose message ends with the name of the flag. */
function splitError(message: string): OpenApiMcpError {
  const name = /: (\S+)$/.exec(message)?.[1] ?? '';
  return new OpenApiMcpError(
    'OPTION_INVALID',
    message.includes('Not enough arguments') ? `--${name} has no value` : `--${name} takes no value`,
  );
}
