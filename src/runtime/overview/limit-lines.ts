/** Returns at most `limit` lines, the last of which counts those that are left out. */
export function limitLines(lines: string[], limit: number): string[] {
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit - 1), `- and ${lines.length - limit + 1} more`];
}
