import { styleText } from 'node:util';

/** Where a command writes, and how wide and colourful. */
export interface Terminal {
  out(data: string | Uint8Array): void;
  error(text: string): void;
  columns: number;
  colours: boolean;
  environment: Record<string, string | undefined>;
}

type Style = Parameters<typeof styleText>[0];

/** The terminal of this process: COLUMNS wins, NO_COLOR (https://no-color.org) forbids colours. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  return {
    out(data) {
      if (stdout.listenerCount('error', leave) === 0) stdout.on('error', leave);
      // Into a file or a pipe goes what the API answered, byte for byte.
      stdout.write(stdout.isTTY && typeof data === 'string' ? inert(data) : data);
    },
    error: (text) => void stderr.write(inert(text)),
    columns: positive(env['COLUMNS']) ?? (stdout.isTTY ? stdout.columns : 80),
    colours: stdout.isTTY && !env['NO_COLOR'],
    environment: env,
  };
}

/** Whoever reads may stop early, as `head` does: the rest is for no one. */
function leave(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** Controls but tab and line ends, what turns the direction of text around, tag characters; our own styles are kept. */
const active =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /(\u001b\[(?:[12]|22|3[1-79])m|\r?\n|\t)|[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/g;

/**
 * Text that no terminal obeys: what would move its cursor, rename its window or hide something is written as JSON does,
 * `\u001b`, so that JSON stays what it was. Documents, answers and errors may hold anything.
 */
export function inert(text: string): string {
  return text.replace(active, (found: string, kept: string | undefined) => kept ?? escapeUnits(found));
}

function escapeUnits(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Text in a style, where the terminal shows any. */
export function styled(terminal: Terminal, style: Style, text: string): string {
  return terminal.colours ? styleText(style, text) : text;
}

/** Words in lines of at most `width` characters, all but the first with an indent; a longer word has its own line. */
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

/** Text cut to a width, with an ellipsis where something is missing. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
