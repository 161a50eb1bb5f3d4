import { chooseEngine } from '../schema/pattern-cost.ts';
import { parsePattern } from './pattern-parser.ts';
import type { TextGenerator } from './pattern-parser.ts';
import type { Random } from './random.ts';

const maximumAttempts = 60;

/** Repetitions that a text has in all. */
const maximumRepetitions = 100_000;

/** Repetitions beyond the minimum that look natural. */
const usualExtra = 3;

interface ParsedPattern {
  expression: RegExp;
  generate: TextGenerator;
}

/** Parsed patterns, since a document uses few patterns in many places. */
const cache = new Map<string, ParsedPattern | 'invalid'>();

/**
 * Returns a text that matches a pattern, or `undefined` if none is found. Only validation shows whether the text
 * satisfies the assertions of the pattern.
 */
export function samplePattern(
  pattern: string,
  random: Random,
  { minLength = 0, maxLength = Infinity }: { minLength?: number; maxLength?: number } = {},
): string | undefined {
  const parsed = cache.get(pattern) ?? tryParse(pattern);
  cache.set(pattern, parsed);
  if (parsed === 'invalid') return undefined;
  const { expression, generate } = parsed;
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const state = {
      random,
      extra: extraRepetitions(attempt, minLength),
      groups: new Map<string, string>(),
      repetitionsLeft: maximumRepetitions,
    };
    let text = generate(state);
    if (state.repetitionsLeft < 0) return undefined;
    // A pattern without an anchor at its end allows any text after the match.
    if (text.length < minLength && expression.test(text.padEnd(minLength, 'a')))
      text = text.padEnd(minLength, 'a');
    const length = [...text].length;
    if (length >= minLength && length <= maxLength && expression.test(text)) return text;
  }
  return undefined;
}

/** Returns few extra repetitions for the first attempt, then few and many in turn. */
function extraRepetitions(attempt: number, minLength: number): number {
  if (attempt === 0) return usualExtra;
  return Math.min(attempt % 2 === 0 ? attempt - 2 : minLength + attempt, 2_000);
}

function tryParse(pattern: string): ParsedPattern | 'invalid' {
  try {
    const expression = new RegExp(pattern, 'u');
    // A pattern that may take exponential time is left to the validator, which has a linear engine.
    const isSafe = chooseEngine(pattern) === 'native';
    return { expression: isSafe ? expression : /(?:)/u, generate: parsePattern(pattern) };
  } catch {
    return 'invalid';
  }
}
