import { OpenApiMcpError } from '../../errors.ts';
import { checkChoice } from './check-choice.ts';
import { labelOf, propertyOf } from './flag.ts';
import type { FileValue, Flag } from './flag.ts';

/**
 * Returns the values of flags by their property names. The command line takes precedence over variables of the
 * environment, these over the config file, and the file over defaults.
 *
 * @param file values of the config file by the names of their flags
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readFlagValues(
  flags: Flag[],
  given: Map<string, string[]>,
  environment: Record<string, string | undefined>,
  file?: Map<string, FileValue>,
): object {
  for (const flag of flags) checkCombination(flag, given);
  const entries = flags.flatMap((flag): [string, unknown][] => {
    const texts = given.get(flag.name);
    // An empty variable counts as unset.
    const variable = flag.variable === undefined ? undefined : environment[flag.variable] || undefined;
    const inFile = file?.get(flag.name);
    const value =
      texts !== undefined
        ? readValue(flag, texts, `--${flag.name}`)
        : variable !== undefined
          ? readValue(flag, [variable], flag.variable ?? '')
          : inFile !== undefined
            ? readValue(flag, inFile.texts, inFile.source)
            : flag.default;
    return value === undefined ? [] : [[propertyOf(flag), value]];
  });
  return Object.fromEntries(entries);
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkCombination(
  { name, excludes, isRequired = false, ...flag }: Flag,
  given: Map<string, string[]>,
): void {
  if (isRequired && !given.has(name))
    throw new OpenApiMcpError('OPTION_INVALID', `--${labelOf({ name, ...flag })} is required`);
  if (excludes !== undefined && given.has(name) && given.has(excludes))
    throw new OpenApiMcpError('OPTION_INVALID', `--${name} cannot be combined with --${excludes}`, {
      hint: 'Leave one of them out.',
    });
}

/**
 * Returns the value of a flag that was given; `source` names the flag, or the variable or key that set it.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function readValue(flag: Flag, texts: string[], source: string): unknown {
  const { value, choices, read, readAll } = flag;
  if (value === undefined) return true;
  if (choices !== undefined) for (const text of texts) checkChoice(text, choices, source);
  if (readAll !== undefined) return readAll(texts, source);
  return texts.map((text) => (read === undefined ? text : read(text, source))).at(-1);
}
