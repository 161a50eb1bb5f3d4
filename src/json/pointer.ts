import type { Json } from './value.ts';

/** Writes a JSON pointer (RFC 6901 §3). */
export function formatPointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Reads the fragment of a reference as a JSON pointer (RFC 6901 §6); undefined where it is none. */
export function parseFragment(fragment: string): string[] | undefined {
  if (fragment === '') return [];
  if (!fragment.startsWith('/')) return undefined;
  const parts = fragment.slice(1).split('/');
  return parts.map((part) => decodePercent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : value[part];
  }
  return value;
}
