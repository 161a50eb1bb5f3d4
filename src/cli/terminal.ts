import { styleText } from 'node:util';
import { openStandardError } from './standard-error.ts';

/** The output of a command, its width and its environment. */
export interface Terminal {
  out(data: string | Uint8Array): void;
  error(text: string): void;
  columns: number;
  colours: boolean;
  environment: Record<string, string | undefined>;
  /** True if a person reads standard error. */
  isInteractive?: boolean;
  /** Clears the line of standard error that progress was written into. */
  clearLine?(): void;
}

type Style = Parameters<typeof styleText>[0];

/** Returns the terminal of this process. COLUMNS sets the width, and NO_COLOR (https://no-color.org) disables colours. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const writeError = openStandardError(stderr);
  return {
    out(data) {
      // A file or a pipe receives the response of the API byte for byte.
      write(stdout, stdout.isTTY && typeof data === 'string' ? inert(data) : data);
    },
    error: (text) => writeError(inert(text)),
    columns: positive(env['COLUMNS']) ?? (stdout.isTTY ? stdout.columns : 80),
    colours: stdout.isTTY && !env['NO_COLOR'],
    isInteractive: stderr.isTTY,
    environment: env,
    clearLine: () => void stderr.write('\r\u001b[K'),
  };
}

function write(stream: NodeJS.WriteStream, data: string | Uint8Array): void {
  if (stream.listenerCount('error', ignoreClosedPipe) === 0) stream.on('error', ignoreClosedPipe);
  stream.write(data);
}

/** The reader may stop early, as `head` does. The rest of the output is discarded. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/**
 * Control characters except tabs and line ends, characters that change the direction of text, and tag characters. The
 * first group matches what is left alone: styles of our own, tabs and line ends.
 */
const active =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /(\u001b\[(?:[12]|22|3[1-79])m|\r?\n|\t)|[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/g;

/**
 * Returns text that no terminal interprets. Characters that would move the cursor, rename the window or hide text are
 * escaped as in JSON, `\u001b`, so that JSON keeps its meaning. Documents, responses and errors may contain anything.
 */
export function inert(text: string): string {
  return text.replace(active, (found: string, allowed: string | undefined) => allowed ?? escapeUnits(found));
}

function escapeUnits(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Returns text in a style, or the text itself if the terminal has no colours. */
export function styled(terminal: Terminal, style: Style, text: string): string {
  return terminal.colours ? styleText(style, text) : text;
}

/** Returns words in indented lines of at most `width` characters. A longer word gets a line of its own. */
export function wrap(words: string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return line.trim() === '' ? lines : [...lines, line];
}

/** Returns text truncated to a width, with an ellipsis. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
