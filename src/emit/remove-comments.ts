import { commentsIn } from './comments-in.ts';

/**
 * Returns code without the comments that `isUnneeded` returns true for, and without the lines and blank lines that only
 * they need.
 */
export function removeComments(code: string, isUnneeded: (comment: string) => boolean): string {
  let before = '';
  let after = code;
  for (const { start, end } of commentsIn(code)) {
    if (!isUnneeded(code.slice(start, end))) continue;
    before += after.slice(0, start - (code.length - after.length));
    after = code.slice(end);
    [before, after] = isAlone(before, after) ? joinLines(before, after) : joinCode(before, after);
  }
  return before + after;
}

/** Returns true for a comment without code on its lines. */
function isAlone(before: string, after: string): boolean {
  return before.slice(lineStart(before)).trim() === '' && /^[ \t]*(?:\n|$)/.test(after);
}

/** Returns the index of the start of the last line. */
function lineStart(text: string): number {
  return text.lastIndexOf('\n') + 1;
}

/** The ends of lines after which Prettier leaves no empty line. */
const openEnds = ['(\n', '[\n', '{\n', '\n\n'];

/** Joins the lines before and after those of a comment, as Prettier formats them. */
function joinLines(before: string, after: string): [before: string, after: string] {
  const lines = before.slice(0, lineStart(before));
  const next = after.replace(/^[ \t]*\n?/, '');
  if (lines.endsWith('{\n') && /^\s*\}/.test(next)) return [lines.trimEnd(), next.trimStart()];
  if (/^\s*[)\]}]/.test(next)) return [`${lines.trimEnd()}\n`, next.replace(/^\n+/, '')];
  const isOpen = lines === '' || openEnds.some((end) => lines.endsWith(end));
  return isOpen ? [lines, next.replace(/^\n+/, '')] : [lines, next];
}

/** Joins the code before and after a comment on the same line. */
function joinCode(before: string, after: string): [before: string, after: string] {
  return /^[ \t]*(?:\n|$)/.test(after) ? [before.trimEnd(), after] : [before, after.replace(/^[ \t]+/, '')];
}
