import { limitLines } from './limit-lines.ts';

/** Deeper paths stand on the level of the last one. */
const deepest = 8;

/**
 * Returns paths as a nested list: a path that begins with another one stands below it, without that beginning. Paths that
 * neither contain nor belong to others are left out.
 */
export function outlinePaths(paths: string[], limit: number): string[] {
  const known = new Set(paths.map((path) => path.replaceAll(/\s+/g, ' ')));
  const children = new Map<string | undefined, string[]>();
  for (const path of known) {
    const parent = parentOf(path, known);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [path]);
    else siblings.push(path);
  }
  const lines: string[] = [];
  const pending = (children.get(undefined) ?? [])
    .filter((path) => children.has(path))
    .map((path) => ({ path, parent: '', depth: 0 }))
    .toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, parent, depth } = next;
    lines.push(`${'  '.repeat(depth)}- ${path.slice(parent.length)}`);
    const below = (children.get(path) ?? []).map((child) => ({
      path: child,
      parent: path,
      depth: Math.min(depth + 1, deepest),
    }));
    pending.push(...below.toReversed());
  }
  return limitLines(lines, limit);
}

/** Returns the longest path that a path begins with, at the border of a segment. */
function parentOf(path: string, known: ReadonlySet<string>): string | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const start = path.slice(0, end);
    if (known.has(start)) return start;
  }
  return undefined;
}
