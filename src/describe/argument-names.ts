import { replaceRuns, withHash } from './operation-names.ts';
import { codePoints, transliterate } from './transliterate.ts';
import type { Parameter } from '../model/api-model.ts';

/** Names of our own arguments, and the one name that no object can be trusted with. */
const reserved = new Set(['bodyContentType', 'bodyFilename', 'resultFilter', 'extraQuery', '__proto__']);

/** The order in which locations claim a bare name that several parameters share. */
const precedence = ['path', 'query', 'header', 'cookie', 'querystring'];

/**
 * Returns the argument name of each parameter, in order: its own name in ASCII, with invalid characters replaced. If two clash,
 * path keeps the bare name, then query, header and cookie, and within one location a name that was valid already. The
 * others become `<location>_<name>`.
 */
export function nameArguments(parameters: Parameter[], hasBody: boolean): string[] {
  const bare = parameters.map(({ name }) => argumentName(name));
  const owners = new Map<string, number>();
  for (const location of precedence)
    for (const wasValid of [true, false])
      for (const [index, parameter] of parameters.entries()) {
        const name = bare[index] ?? '';
        const isFree = !owners.has(name) && !reserved.has(name) && !(hasBody && name === 'body');
        const isNext = parameter.in === location && (parameter.name === name) === wasValid;
        if (isNext && isFree) owners.set(name, index);
      }
  const taken = new Set(owners.keys());
  return parameters.map((parameter, index) => {
    const name = bare[index] ?? '';
    if (owners.get(name) === index) return name;
    const prefixed = argumentName(`${parameter.in}_${name}`);
    const argument = taken.has(prefixed) ? withHash(prefixed, `${parameter.in} ${parameter.name}`) : prefixed;
    taken.add(argument);
    return argument;
  });
}

function argumentName(name: string): string {
  const valid = validText(transliterate(name)) || validText(codePoints(name)) || 'parameter';
  return valid.length <= 64 ? valid : withHash(valid, name);
}

/** Returns a text with invalid characters replaced. Pydantic refuses names that begin with an underscore. */
function validText(text: string): string {
  return replaceRuns(text, /[^a-zA-Z0-9_.-]+/g).replace(/^_+/, '');
}
