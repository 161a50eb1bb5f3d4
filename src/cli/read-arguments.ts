import { omitUndefined } from '../json/omit-undefined.ts';
import { flagsOf } from './command.ts';
import { propertyOf, withoutServerFlags } from './flags/flag.ts';
import { ruleFlags } from './flags/policy-flags.ts';
import { readFlagValues } from './flags/read-flag-values.ts';
import { documentsOf, refuseShared, splitKey } from './named-sources.ts';
import { checkPositionals, isFlag, splitArguments, unknownFlag } from './parse-arguments.ts';
import type { CommandConfig, CommandDefinition, CommandInput, NamedSource } from './command.ts';
import type { FileValue, Flag } from './flags/flag.ts';
import type { ApiDocument } from './named-sources.ts';
import type { KeyedValues } from './keyed-values.ts';
import type { SplitArguments } from './parse-arguments.ts';

type Environment = Record<string, string | undefined>;

/**
 * Parses the arguments of a command, and checks them.
 *
 * @returns undefined if the arguments ask for help
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function parseArguments(
  command: CommandDefinition,
  args: string[],
  environment: Environment,
): CommandInput<object> | undefined {
  const split = splitArguments(flagsOf(command), args);
  return split.asksForHelp ? undefined : checkArguments(command, split, environment);
}

/**
 * Checks arguments that were split. A document that they leave out is that of the config file, and values that begin with
 * the key of an API hold for it alone.
 *
 * @param keys the keys that titles gave before, by document; new ones are added
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function readArguments(
  command: CommandDefinition,
  split: SplitArguments,
  environment: Environment,
  config: CommandConfig | undefined,
  keys?: Map<string, string>,
): Promise<CommandInput<object>> {
  if (!mayHaveKeys(split.values)) return checkArguments(command, split, environment, config);
  const { separateValues } = await import('./keyed-values.ts');
  const flags = flagsOf(command);
  const documents = documentsOf(command, wordsOf(flags, split), config);
  const keyed = await separateValues(flags, split.values, documents, environment, keys);
  return checkArguments(command, split, environment, config, keyed);
}

/** Returns the values that hold for the only document of a command line. */
export async function valuesOfDocument(
  flags: Flag[],
  values: Map<string, string[]>,
  document: ApiDocument | undefined,
  environment: Environment,
): Promise<Map<string, string[]>> {
  if (document?.key === undefined || !mayHaveKeys(values)) return values;
  const { separateValues } = await import('./keyed-values.ts');
  const documents = { documents: [document], isSeveral: false };
  const { shared, ownOf } = await separateValues(flags, values, documents, environment);
  return new Map([...shared, ...ownOf(0)]);
}

/** Returns true if a value begins like one for a single API. */
function mayHaveKeys(values: Map<string, string[]>): boolean {
  return [...values.values()].flat().some((text) => splitKey(text).key !== undefined);
}

/**
 * Returns the positional arguments.
 *
 * @throws OpenApiMcpError OPTION_INVALID for an unknown flag
 */
function wordsOf(flags: Flag[], { words, rest }: SplitArguments): string[] {
  const unknown = words.find(isFlag);
  if (unknown !== undefined) throw unknownFlag(unknown, flags);
  return [...words, ...rest];
}

function checkArguments(
  command: CommandDefinition,
  split: SplitArguments,
  environment: Environment,
  config?: CommandConfig,
  { shared, ownOf }: KeyedValues = { shared: split.values, ownOf: () => new Map() },
): CommandInput<object> {
  const flags = flagsOf(command);
  const given = wordsOf(flags, split);
  const read = (flagValues: Map<string, string[]>, file: Map<string, FileValue> | undefined): object =>
    readFlagValues(flags, flagValues, environment, file);
  const { documents, isSeveral, rest: others } = documentsOf(command, given, config);
  const ofEach = withoutServerFlags(flags, shared);
  const readOwn = (file: Map<string, FileValue> | undefined, index: number): object =>
    read(
      new Map([...ofEach, ...ownOf(index)]),
      file && file === config?.values ? withoutServerFlags(flags, file) : file,
    );
  if (isSeveral) {
    refuseShared(flags, shared, environment, { documents, config });
    const apis = documents.map((document, index): NamedSource => {
      const { key, source, operations, file } = document;
      return { ...omitUndefined({ key }), source, operations, flags: readOwn(file, index) };
    });
    return { positionals: given, flags: read(shared, config?.values), config, apis };
  }
  const [document] = documents;
  const positionals = document === undefined ? others : [document.source, ...others];
  checkPositionals(command, positionals);
  if (document?.key === undefined) return { positionals, flags: read(shared, config?.values), config };
  const { key: name, operations, file } = document;
  const ofServer = new Map(Object.entries(read(shared, config?.values)));
  const rules = ruleFlags.map(propertyOf).map((property) => [property, ofServer.get(property)]);
  const ofApi = {
    ...read(new Map([...shared, ...ownOf(0)]), file),
    ...omitUndefined(Object.fromEntries(rules)),
    name,
    rulesOfApi: readOwn(file, 0),
  };
  return { positionals, flags: ofApi, config: config && omitUndefined({ ...config, operations }) };
}
