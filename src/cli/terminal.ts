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
      stdout.write(data);
    },
    error: (text) => void stderr.write(text),
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
