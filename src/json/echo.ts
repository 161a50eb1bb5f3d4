import { toOneLine } from './one-line.ts';
import { truncate } from './truncate.ts';

/** Length in characters of the text of a client in an error. */
const longestEcho = 300;

/** Returns a text that a client sent, such as an unknown name, for an error about it: one line of at most 300 characters. */
export function echo(text: string): string {
  // A line has no more characters than the text, so that the rest need not be read.
  return truncate(toOneLine(text.slice(0, 2 * longestEcho)), longestEcho);
}
