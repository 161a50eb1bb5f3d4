import { OpenApiMcpError } from '../errors.ts';
import type { ErrorCode, ErrorLocation } from '../errors.ts';
import type { ConfigMistake } from './config-node.ts';

/** A mistake in a file, with its place. */
export interface LocatedMistake extends Omit<ConfigMistake, 'offset'> {
  location: ErrorLocation;
}

/** Returns a function that finds the line and column of an offset in a text. */
export function locatorOf(source: string, text: string): (offset: number | undefined) => ErrorLocation {
  return (offset) => {
    if (offset === undefined) return { source };
    const lines = text.slice(0, offset).split('\n');
    return { source, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  };
}

/** Returns the error of all mistakes. `subject` is the start of a sentence that counts them: `a.yaml has`. */
export function mistakesError(code: ErrorCode, subject: string, mistakes: LocatedMistake[]): OpenApiMcpError {
  const [first] = mistakes;
  if (first !== undefined && mistakes.length === 1)
    return new OpenApiMcpError(code, sentenceOf(first), { hint: first.hint, location: first.location });
  const lines = mistakes.map((mistake) => {
    const { source, line, column } = mistake.location;
    const place = line === undefined ? source : `${source}:${line}:${column}`;
    return `\n  ${place}: ${sentenceOf(mistake)}${mistake.hint === undefined ? '' : `. ${mistake.hint}`}`;
  });
  const sources = new Set(mistakes.map(({ location }) => location.source));
  const [source] = sources;
  return new OpenApiMcpError(code, `${subject} ${mistakes.length} mistakes:${lines.join('')}`, {
    location: source === undefined || sources.size > 1 ? undefined : { source },
  });
}

function sentenceOf({ key, message }: LocatedMistake): string {
  return key === '' ? message : `${key} ${message}`;
}
