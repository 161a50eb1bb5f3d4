import { replaceRuns, withHash } from './operation-names.ts';
import type { Parameter } from '../model/api-model.ts';

/** Arguments of our own, and the one name that no object can be trusted with. */
const reserved = new Set(['_contentType', '_filename', '_filter', '__proto__']);

/** Who keeps the bare name where two parameters share one. */
const precedence = ['path', 'query', 'header', 'cookie', 'querystring'];

/**
 * The argument of each parameter, in order: its own name with unlawful characters replaced. Where two clash, path keeps
 * the bare name, then query, header, cookie, and within one location a name that was lawful already; the others become
 * `<location>_<name>`.
 */
export function nameArguments(parameters: Parameter[], hasBody: boolean): string[] {
  const bare = parameters.map(({ name }) => argumentName(name));
  const keeper = new Map<string, number>();
  for (const location of precedence)
    for (const wasLawful of [true, false])
      for (const [index, parameter] of parameters.entries()) {
        const name = bare[index] ?? '';
        const isFree = !keeper.has(name) && !reserved.has(name) && !(hasBody && name === 'body');
        const isNext = parameter.in === location && (parameter.name === name) === wasLawful;
        if (isNext && isFree) keeper.set(name, index);
      }
  const taken = new Set(keeper.keys());
  return parameters.map((parameter, index) => {
    const name = bare[index] ?? '';
    if (keeper.get(name) === index) return name;
    const prefixed = argumentName(`${parameter.in}_${name}`);
    const argument = taken.has(prefixed) ? withHash(prefixed, `${parameter.in} ${parameter.name}`) : prefixed;
    taken.add(argument);
    return argument;
  });
}

function argumentName(name: string): string {
  const lawful = replaceRuns(name, /[^a-zA-Z0-9_.-]+/g) || 'parameter';
  return lawful.length <= 64 ? lawful : withHash(lawful, name);
}
