import { flagsOf } from './command.ts';
import type { Command } from './command.ts';

/** A word that a shell offers, with its description. */
export interface Candidate {
  text: string;
  description: string;
}

/**
 * Returns the candidates for the last word: commands, options of the command, or choices of an option or argument.
 * `words` begins behind the name of the program. Where nothing is returned, a shell offers files.
 */
export function completionCandidates(commands: Command[], words: string[]): Candidate[] {
  const [name = '', ...rest] = words;
  const current = words.at(-1) ?? '';
  if (words.length < 2)
    return matching(
      current,
      commands.map((each) => ({ text: each.name, description: each.summary })),
    );
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return [];
  const flags = flagsOf(command);
  // bash passes `--transport=ht` as three words.
  const isAssigned = current === '=' || rest.at(-2) === '=';
  const previous = current === '=' ? rest.at(-2) : isAssigned ? rest.at(-3) : rest.at(-2);
  const valued = flags.find((flag) => flag.value !== undefined && `--${flag.name}` === previous);
  if (valued !== undefined) return choices(current === '=' ? '' : current, valued.choices);
  const assigned = flags.find((flag) => current.startsWith(`--${flag.name}=`));
  if (assigned !== undefined)
    return choices(
      current,
      assigned.choices?.map((choice) => `--${assigned.name}=${choice}`),
    );
  if (current.startsWith('-'))
    return matching(current, [
      ...flags.map((flag) => ({ text: `--${flag.name}`, description: flag.help })),
      { text: '--help', description: 'Print this help.' },
    ]);
  return choices(current, command.positionals[rest.length - 1]?.choices);
}

function choices(current: string, texts: readonly string[] = []): Candidate[] {
  return matching(
    current,
    texts.map((text) => ({ text, description: '' })),
  );
}

function matching(current: string, candidates: Candidate[]): Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(current));
}
